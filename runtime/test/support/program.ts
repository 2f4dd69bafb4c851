import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from './running.js';

/** A server in a process of its own, with the runtime's ports. */
export interface Program {
  readonly port: number;
  readonly metricsPort: number;
  readonly managementPort: number;
  readonly process: ChildProcess;
  /** What it wrote to stderr so far. */
  readonly errors: () => string;
  /** Sends a signal, and resolves with the exit code, or with the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | string>;
}

/** The file of a program in test/programs. */
export function programFile(name: string): string {
  return fileURLToPath(new URL(`../programs/${name}`, import.meta.url));
}

/** The compiled entry of `mcp-agent-runtime/register`. */
export const REGISTER = new URL('../../lib/register/register.js', import.meta.url).href;

/** The compiled program `mcp-agent`. */
export const CLI = fileURLToPath(new URL('../../lib/cli/main.js', import.meta.url));

const children = new Set<ChildProcess>();

// A test that fails must leave nothing behind: the pipes of a process that lives on would hold the whole run.
afterAll(() => children.forEach((child) => child.kill('SIGKILL')));

/** Starts a program with Node's arguments, and waits until it prints to stdout, or the runtime in it logs that it serves or probes. */
export async function startProgram(
  args: readonly string[], env: Readonly<Record<string, string>> = {}, node = process.execPath,
): Promise<Program> {
  for (let tries = 3; ; tries--) {
    try {
      return await started(args, env, node);
    } catch (error) {
      // Somebody else on this machine may have taken a port that was free a moment ago.
      if (tries === 1 || !/is taken by another process|EADDRINUSE/.test((error as Error).message)) {
        throw error;
      }
    }
  }
}

async function started(args: readonly string[], env: Readonly<Record<string, string>>, node: string): Promise<Program> {
  const [port, metricsPort, managementPort] = [await freePort(), await freePort(), await freePort()];
  const child = spawn(node, args, {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      PORT: String(port),
      MCP_PORT: String(port),
      MCP_METRICS_PORT: String(metricsPort),
      MCP_MANAGEMENT_PORT: String(managementPort),
      MCP_DRAIN_QUIET_SECONDS: '0',
      MCP_DRAIN_LIMIT_SECONDS: '10',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  await Promise.race([
    once(child.stdout, 'data'),
    new Promise<void>((resolve) => child.stderr.on('data', () => /"message":"(?:serving|probing)"/.test(errors) && resolve())),
    exited.then((code) => {
      throw new Error(`the program ended with ${code}: ${errors}`);
    }),
  ]);
  child.stdout.resume();
  return {
    port,
    metricsPort,
    managementPort,
    process: child,
    errors: () => errors,
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
  };
}
