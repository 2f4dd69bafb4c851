import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Where a connection keeps the responses that wait for an earlier one of it. */
const WAITING = Symbol('waiting');

type Connection = Socket & { [WAITING]?: Set<ServerResponse> };

/**
 * Has a response that waits behind another one of its connection (pipelining) closed with the connection. Node closes the
 * one whose turn it is and forgets the others: whoever sends two requests at once and goes would be waited for by a drain, and
 * keep a session from being idle, for ever.
 */
export function closeWithConnection({ socket }: IncomingMessage, response: ServerResponse): void {
  if (response.socket) {
    return;
  }
  const connection: Connection = socket;
  if (!connection[WAITING]) {
    connection[WAITING] = new Set();
    connection.once('close', closed);
  }
  const waiting = connection[WAITING];
  waiting.add(response);
  response.once('close', () => waiting.delete(response));
}

function closed(this: Connection): void {
  for (const response of this[WAITING]!) {
    if (!response.socket) { // else Node does it
      response.destroy();
      response.emit('close');
    }
  }
}
