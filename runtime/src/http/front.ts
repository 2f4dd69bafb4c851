import type { RequestListener, ServerResponse } from 'node:http';
import { answerError, answerText, CODES } from './answers.js';
import { sessionIdOf } from './eras.js';
import { Exchanges } from './exchanges.js';
import { Guard } from './guard.js';
import { lastResponse } from './last-response.js';
import { McpRequest, Served } from './served.js';
import { Unavailable } from './unavailable.js';
import { Drain } from '../drain/drain.js';
import { Log } from '../logging/log.js';
import { HttpObserver } from '../observation/observe-http.js';

/** Answers requests of sessions that live elsewhere. */
export interface SessionRouter {
  /** Answers the request, or returns false: whether the session came here or is nowhere, the server will say. */
  route(request: McpRequest, response: ServerResponse, sessionId: string): Promise<boolean>;
}

/** What stands on the MCP port beside the MCP endpoint, such as the metadata of OAuth: true where it answered. */
export type Route = (request: McpRequest, response: ServerResponse) => boolean;

export interface FrontOptions {
  readonly path: string;
  readonly served: Served;
  readonly guards: readonly Guard[];
  readonly routes: readonly Route[];
  readonly sessions: SessionRouter | undefined;
  readonly drain: Drain;
  readonly exchanges: Exchanges;
  /** What counts the exchanges; undefined where another pod's front has counted them. */
  readonly observer: HttpObserver | undefined;
  readonly log: Log;
}

/** After how many seconds a client that met a draining or full process may try again: another replica serves it at once. */
const RETRY_AFTER = '1';

/** Everything between a port and the server: counts, checks, and finds who answers. */
export function frontOf(options: FrontOptions): RequestListener {
  const { path, observer, exchanges, log, routes } = options;
  return (request: McpRequest, response) => {
    observer?.follow(request, response);
    if (routes.some((route) => route(request, response))) {
      return;
    }
    if (request.url?.split('?')[0] !== path) {
      answerText(response, 404, `Not found. MCP is at ${path}.`);
      return;
    }
    exchanges.follow(request, response);
    if (options.drain.started) {
      lastResponse(response);
    }
    answer(options, request, response).catch((error: unknown) => {
      if (error instanceof Unavailable) {
        answerUnavailable(response, error.message);
        return;
      }
      if (request.errored && !request.complete) {
        response.destroy(); // the client went in the middle of its request; the count of 499 tells
        return;
      }
      log.error('a request failed', { error });
      if (!response.headersSent) {
        answerError(response, 500, CODES.REFUSED, 'Internal server error');
      } else {
        response.destroy();
      }
    });
  };
}

async function answer({ served, guards, sessions, drain }: FrontOptions, request: McpRequest, response: ServerResponse): Promise<void> {
  for (const guard of guards) {
    if (!await guard(request, response)) {
      return;
    }
  }
  const sessionId = sessionIdOf(request);
  if (sessionId !== undefined && sessions && !served.owns(sessionId) && await sessions.route(request, response, sessionId)) {
    return;
  }
  if (drain.started && served.opensSession(request)) {
    answerUnavailable(response, 'This replica is shutting down; another one takes new sessions.');
    return;
  }
  await served.handle(request, response);
}

/** Says that another try may do better. */
export function answerUnavailable(response: ServerResponse, message: string): void {
  answerError(response, 503, CODES.REFUSED, message, { 'retry-after': RETRY_AFTER });
}
