import { createServer, RequestListener, Server, ServerOptions } from 'node:http';
import { AddressInfo } from 'node:net';
import { arrived } from './arrived.js';
import { KEPT } from './idle-connections.js';
import { SettingError } from '../settings/variable.js';

/** An HTTP server that listens, and the port that it got. */
export interface Listening {
  readonly server: Server;
  readonly port: number;
}

/**
 * Starts an HTTP server; port 0 takes any that is free.
 *
 * @param what for messages: "MCP", "metrics"
 * @param variable the setting of the port, for messages
 */
export function listen(
  handler: RequestListener, where: { port: number; host?: string }, what: string, variable: string, options: ServerOptions = {},
): Promise<Listening> {
  // A response may stream for hours and a tool call may take long: only the arrival of a request has a limit.
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: KEPT, ...options }, handler);
  return started(server, where, what, variable);
}

/** The servers that this package started itself. */
export const ownServers = new WeakSet<object>();

/** Waits until a server listens, and says what to do where it can't. */
export function started(
  server: Server, { port, host }: { port: number; host?: string }, what: string, variable: string,
): Promise<Listening> {
  ownServers.add(server);
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new SettingError(
      error.code === 'EADDRINUSE'
        ? `Port ${port} of the ${what} is taken by another process; set ${variable} to a free one.`
        : `The ${what} can't listen on port ${port}: ${error.message}; set ${variable} to another.`)));
    server.listen({ port, host }, () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
}

/** Takes no more connections, and ends those that idle, once all that reached this process is read; responses go on. */
export async function shut(server: Server): Promise<void> {
  await arrived();
  server.close();
  server.closeIdleConnections();
}

/** How long connections that are open have to end by themselves, in milliseconds, once nothing is left to do. */
const LAST_CALL = 500;

/** Stops taking connections; resolves when the last has ended, or was ended. */
export async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.once('close', resolve));
  await shut(server);
  const cut = setTimeout(() => server.closeAllConnections(), LAST_CALL);
  await closed;
  clearTimeout(cut);
}
