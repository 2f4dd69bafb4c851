import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { onServersProcessor } from './one-processor';

/** A program of this folder. */
export function program(name: string): string {
  return join(__dirname, 'programs', name);
}

/** How a server is started: its arguments to Node, its port being in PORT and MCP_PORT. */
export interface Start {
  readonly args: readonly string[] | ((port: number) => readonly string[]);
  readonly env?: Readonly<Record<string, string>>;
  /** The address that it listens on. */
  readonly host?: string;
  /** More flags for Node. */
  readonly flags?: readonly string[];
  /** Another Node than the one that runs this. */
  readonly node?: string;
  /** Whether it has one processor, which whoever calls it leaves alone. */
  readonly isPinned?: boolean;
}

/** The names that constructs allow for a Service `bench`, and the address that the calls here go to. */
const ALLOWED_HOSTS = [
  'bench', 'bench.default', 'bench.default.svc', 'bench.default.svc.cluster.local', 'localhost', '127.0.0.1', '127.0.0.2',
];

/** How long a server has to listen, in milliseconds. */
const START = 60_000;

/** A server in a process of its own, which tells what it uses. */
export class ServerProcess {
  public static async start({ args, env = {}, host = '127.0.0.1', flags = [], node = process.execPath, isPinned = false }: Start): Promise<ServerProcess> {
    const port = await freePort(host);
    const own = [...flags, '--expose-gc', '--import', pathToFileURL(program('usage.mjs')).href];
    const whole = [...own, ...typeof args === 'function' ? args(port) : args];
    const run = isPinned ? onServersProcessor(node, whole) : { command: node, args: whole };
    const child = spawn(run.command, run.args, {
      env: {
        ...process.env,
        PORT: String(port),
        MCP_PORT: String(port),
        MCP_METRICS_PORT: String(await freePort(host)),
        MCP_MANAGEMENT_PORT: '0',
        MCP_LOG_LEVEL: 'error',
        MCP_ALLOWED_HOSTS: ALLOWED_HOSTS.join(),
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let errors = '';
    child.stderr!.on('data', (chunk) => {
      errors = (errors + chunk).slice(-2_000);
    });
    for (const end = Date.now() + START; !await listens(port, host);) {
      if (child.exitCode !== null || Date.now() > end) {
        child.kill('SIGKILL');
        throw new Error(`a server does not listen: ${child.spawnargs.join(' ')}\n${errors}`);
      }
      await sleep(50);
    }
    return new ServerProcess(child, port, host);
  }

  private constructor(private readonly child: ChildProcess, public readonly port: number, public readonly host: string) {}

  /** The CPU time that the process has used, in microseconds. */
  public async cpu(): Promise<number> {
    return (await this.ask('usage')).cpuMicroseconds;
  }

  /** Its resident memory after a collection, in bytes. */
  public async memory(): Promise<number> {
    return (await this.ask('memory')).residentBytes;
  }

  public async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    // Not at once, or the processes of a stdio server would be left behind.
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), 3_000);
    await exited;
    clearTimeout(late);
  }

  private async ask(question: 'usage' | 'memory'): Promise<any> {
    const answer = once(this.child, 'message');
    this.child.send(question);
    return (await answer)[0];
  }
}

/** A port that nobody listens on. */
export function freePort(host: string): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, host, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function listens(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
