import type { IncomingMessage } from 'node:http';
import { SESSION_HEADER } from '../http/eras.js';
import { HOP_BY_HOP } from '../sessions/headers.js';

/** Names and values in turn, as they stand on the wire. */
export type RawHeaders = string[];

/**
 * Headers of a request that are ours to write. `Expect` was answered by us. A compressed response could not be read as
 * it passes, and compression pays nothing within a pod.
 */
const OURS = ['expect', 'host', 'accept-encoding', 'x-forwarded-for'];

export interface ToServer {
  /** The Host that the server sees. */
  readonly host: string;
  readonly sessionId: (id: string) => string;
}

/** The headers of a request on its way to the server. */
export function headersToServer({ headers, rawHeaders, socket }: IncomingMessage, { host, sessionId }: ToServer): RawHeaders {
  const dropped = new Set([...HOP_BY_HOP, ...OURS, ...namedByConnection(headers.connection)]);
  const passed = translated(rawHeaders, dropped, sessionId);
  const before = headers['x-forwarded-for'];
  passed.push('host', host, 'accept-encoding', 'identity', 'x-forwarded-for', `${before ? `${before}, ` : ''}${addressOf(socket.remoteAddress)}`);
  addMissing(passed, headers, 'x-forwarded-host', headers.host);
  addMissing(passed, headers, 'x-forwarded-proto', 'http');
  if (headers['transfer-encoding'] !== undefined) {
    // Node frames a body that it knows nothing of for some methods only; unframed it would be the next request.
    passed.push('transfer-encoding', 'chunked');
  }
  return passed;
}

/** The headers of a response on its way to the client. */
export function headersToClient({ headers, rawHeaders }: IncomingMessage, sessionId: (id: string) => string): RawHeaders {
  return translated(rawHeaders, new Set([...HOP_BY_HOP, ...namedByConnection(headers.connection)]), sessionId);
}

function translated(raw: readonly string[], dropped: ReadonlySet<string>, sessionId: (id: string) => string): RawHeaders {
  const passed: RawHeaders = [];
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at].toLowerCase();
    if (!dropped.has(name)) {
      passed.push(raw[at], name === SESSION_HEADER ? sessionId(raw[at + 1]) : raw[at + 1]);
    }
  }
  return passed;
}

function namedByConnection(connection: string | undefined): string[] {
  return connection?.toLowerCase().split(',').map((name) => name.trim()) ?? [];
}

function addMissing(passed: RawHeaders, headers: IncomingMessage['headers'], name: string, value: string | undefined): void {
  if (headers[name] === undefined && value !== undefined) {
    passed.push(name, value);
  }
}

/** IPv4 addresses come in the clothes of IPv6 where a socket serves both. */
function addressOf(remote: string | undefined): string {
  return remote?.replace(/^::ffff:/, '') ?? 'unknown';
}
