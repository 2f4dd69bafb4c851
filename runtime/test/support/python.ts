import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from './running.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A server on FastMCP, which the tests on a cluster use too. */
const SERVER = 'e2e/servers/fastmcp';

/** How long Python may take to import everything on a busy machine, in milliseconds. */
const START = 60_000;

/** FastMCP and the SDK's client, installed once for all clones of this machine, in the environment of a process. */
function environment(): NodeJS.ProcessEnv {
  // A process of its own, since the tools are CommonJS and these tests ES modules.
  const packages = execFileSync(process.execPath, ['--import', 'tsx', 'tools/python-packages.ts', SERVER], {
    cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { ...process.env, PYTHONPATH: packages, PYTHONUNBUFFERED: '1' };
}

/** Starts the server on FastMCP; its tools are `echo`, `add`, `sleep` and `fail`. */
export async function startFastMcp(): Promise<{ readonly port: number; end(): Promise<void> }> {
  const port = await freePort();
  const child = spawn('python3', ['server.py'], {
    cwd: `${ROOT}${SERVER}`, env: { ...environment(), PORT: String(port) }, stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const exited = once(child, 'exit');
  for (const end = Date.now() + START; !await listens(port);) {
    if (child.exitCode !== null || Date.now() > end) {
      child.kill('SIGKILL');
      throw new Error(`FastMCP does not listen: ${errors}`);
    }
  }
  return {
    port,
    end: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => setTimeout(() => resolve(false), 100));
    socket.once('connect', () => socket.destroy());
  });
}

/** Runs a program of test/programs in Python, and returns what it prints as JSON. */
export async function runPython<Result>(program: string, ...args: string[]): Promise<Result> {
  const file = fileURLToPath(new URL(`../programs/${program}`, import.meta.url));
  const { stdout } = await promisify(execFile)('python3', [file, ...args], { env: environment(), encoding: 'utf8', timeout: START });
  return JSON.parse(stdout);
}
