import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long a connection that idles is kept, in milliseconds: longer than balancers keep theirs, for most of which that is a minute. */
export const KEPT = 75_000;

/**
 * Tells clients to give up connections that idle a second before a drain could end: a request that is sent on a connection
 * while it is closed is lost, and its client can't know whether it had its effect. Balancers, which do not read what
 * clients are told, still find theirs open for as long as they count on it.
 *
 * @param quietSeconds how long a draining process goes on as if nothing were; whatever is used meanwhile is closed in good order
 */
export function tellIdleTime(server: Server, quietSeconds: number): void {
  const told = Math.min((quietSeconds - 1) * 1000, KEPT);
  if (told < 1000) {
    return; // told in whole seconds, of which 0 would close every connection after its first response
  }
  const rest = KEPT - told;
  server.keepAliveTimeout = told;
  server.on('timeout', (socket: Socket) => {
    if (rest === 0 || socket.timeout === rest) {
      socket.destroy();
    } else {
      socket.setTimeout(rest);
    }
  });
}
