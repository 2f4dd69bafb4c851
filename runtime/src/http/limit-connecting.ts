import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

/** How long the other end has to take a connection, in milliseconds; the kernel of one that lives takes it at once. */
const CONNECT_LIMIT = 3_000;

/** After how long without traffic a connection is asked whether the other end is still there: a node that lost power says nothing. */
const KEEP_ALIVE_AFTER = 15_000;

/** Limits how long a request waits for its connection, and for nothing else: its answer may take hours. */
export function limitConnecting(request: ClientRequest): void {
  request.once('socket', (socket: Socket) => {
    socket.setKeepAlive(true, KEEP_ALIVE_AFTER);
    if (socket.connecting) {
      const late = setTimeout(() => request.destroy(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' })), CONNECT_LIMIT);
      const clear = () => clearTimeout(late);
      socket.once('connect', clear).once('close', clear);
    }
  });
}
