import type { RequestListener, ServerResponse } from 'node:http';
import { answerError, answerText, CODES } from './answers.js';
import { asksFor } from './asks-for.js';
import { closeWithConnection } from './close-with-connection.js';
import { isSubscription, sessionIdOf } from './eras.js';
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
  const { path, observer, exchanges, routes } = options;
  return (request: McpRequest, response) => {
    closeWithConnection(request, response);
    observer?.follow(request, response);
    if (isAnsweredBy(routes, request, response)) {
      return;
    }
    if (!asksFor(request, path)) {
      answerText(response, 404, `Not found. MCP is at ${path}.`);
      return;
    }
    exchanges.follow(request, response);
    // A stream may end with the process: whoever takes its connection for one to use again loses what is sent on it then.
    if (options.drain.started || isSubscription(request)) {
      lastResponse(response);
    }
    try {
      answer(options, request, response)?.catch((error: unknown) => failed(options, request, response, error));
    } catch (error) {
      failed(options, request, response, error);
    }
  };
}

/** Whether one of the routes answers a request. */
export function isAnsweredBy(routes: readonly Route[], request: McpRequest, response: ServerResponse): boolean {
  for (const route of routes) {
    if (route(request, response)) {
      return true;
    }
  }
  return false;
}

/** Asks the guards, from one on, and waits for those alone that take their time: nearly every request has to wait for none. */
function answer(options: FrontOptions, request: McpRequest, response: ServerResponse, from = 0): Promise<void> | void {
  const { guards } = options;
  for (let index = from; index < guards.length; index++) {
    const passes = guards[index](request, response);
    if (typeof passes !== 'boolean') {
      return passes.then((passed) => passed ? answer(options, request, response, index + 1) : undefined);
    }
    if (!passes) {
      return undefined;
    }
  }
  return handle(options, request, response);
}

/** Has a request that may pass answered by whoever has its session. */
function handle(options: FrontOptions, request: McpRequest, response: ServerResponse): Promise<void> | void {
  const { served, sessions } = options;
  const sessionId = sessionIdOf(request);
  if (sessionId === undefined || !sessions || served.owns(sessionId)) {
    return handleHere(options, request, response);
  }
  return sessions.route(request, response, sessionId).then((answered) => answered ? undefined : handleHere(options, request, response));
}

function handleHere({ served, drain }: FrontOptions, request: McpRequest, response: ServerResponse): Promise<void> | void {
  if (drain.started && served.opensSession(request)) {
    answerUnavailable(response, 'This replica is shutting down; another one takes new sessions.');
    return undefined;
  }
  return served.handle(request, response);
}

function failed({ log }: FrontOptions, request: McpRequest, response: ServerResponse, error: unknown): void {
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
}

/** Says that another try may do better. */
export function answerUnavailable(response: ServerResponse, message: string): void {
  answerError(response, 503, CODES.REFUSED, message, { 'retry-after': RETRY_AFTER });
}
