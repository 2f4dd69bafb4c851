import { spawn, ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { VARIABLES } from '../contract.js';
import { Environment } from '../settings/variable.js';

/** How a stdio server is started. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  /** What it gets beside the environment of the bridge. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs. Default: where the bridge does. */
  readonly cwd?: string;
}

export type StdioProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts a stdio server as the leader of a process group of its own. */
export function start({ command, args, env, cwd }: Command): StdioProcess {
  return spawn(command, args, { cwd, detached: true, stdio: ['pipe', 'pipe', 'pipe'], env: { ...environmentOf(process.env), ...env } });
}

/**
 * The bridge's own settings are none of the server's: many servers turn to HTTP where they find an MCP_PORT.
 * REDIS_URL stays, since a server may have a Redis too.
 */
export function environmentOf(env: Environment): Record<string, string | undefined> {
  const ours = (name: string) => name in VARIABLES && name.startsWith('MCP_');
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours(name)));
}
