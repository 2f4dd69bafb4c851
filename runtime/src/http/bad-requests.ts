import { Server, ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Metrics } from '../observation/metrics.js';

/** What Node answers to what is no request, by the code of its error; everything else is 400. */
const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** A connection, and the response that it awaits, where it does. */
type Connection = Socket & { readonly _httpMessage?: ServerResponse | null };

/** Answers what is no HTTP as Node does by itself, and counts it: no request comes of it that anybody would see. */
export function countBadRequests(server: Server, metrics: Metrics): void {
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, connection: Connection) => {
    const response = connection._httpMessage;
    if (!connection.writable || response?.headersSent) {
      connection.destroy();
      return;
    }
    const status = STATUSES[code] ?? 400;
    if (!response) { // else its exchange is counted
      metrics.httpResponses.of(String(status)).value++;
    }
    connection.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`, () => connection.destroy());
  });
}
