import { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** A POST that no client sent, and a response that no client reads: with these a transport is told what it was told elsewhere. */
export interface ReplayedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Resolves with the status once the whole response is there. */
  readonly status: Promise<number>;
}

/** What an SDK's transport asks of every request. */
const HEADERS: IncomingHttpHeaders = {
  'host': 'localhost', 'content-type': 'application/json', 'accept': 'application/json, text/event-stream',
};

/** Makes such a request. Its body is given to the transport beside it, parsed already. */
export function replayedRequest(path: string, headers: IncomingHttpHeaders): ReplayedRequest {
  const nowhere = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }) as Socket;
  const request = new IncomingMessage(nowhere);
  request.method = 'POST';
  request.url = path;
  request.headers = { ...HEADERS, ...headers };
  request.rawHeaders = Object.entries(request.headers).flatMap(([name, value]) => [name, String(value)]);
  const response = new ServerResponse(request);
  response.assignSocket(nowhere);
  return { request, response, status: new Promise((resolve) => response.once('finish', () => resolve(response.statusCode))) };
}
