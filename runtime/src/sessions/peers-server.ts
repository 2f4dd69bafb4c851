import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { REFUSED_HEADER } from './forwarder.js';
import { takeAuth } from './peer-auth.js';
import { answerError, CODES } from '../http/answers.js';
import { sessionIdOf } from '../http/eras.js';
import { listen, Listening } from '../http/listen.js';
import { McpRequest } from '../http/served.js';

export interface PeersServerOptions {
  readonly port: number;
  readonly host: string | undefined;
  /** Answers a request of a session that lives here. */
  readonly handler: RequestListener;
  /** Whether the session that a request names lives here. */
  readonly isHere: (request: McpRequest, sessionId: string) => Promise<boolean> | boolean;
}

/**
 * Serves the other pods of the workload: requests of sessions that live here, sent by clients to another pod. Whatever
 * does not live here is refused and never passed on again, so that no request can go round in circles.
 *
 * The port is for those pods alone, by NetworkPolicy: what they say of who sent a request is believed.
 */
export async function startPeersServer({ port, host, handler, isHere }: PeersServerOptions): Promise<Listening> {
  const answer = async (request: McpRequest, response: ServerResponse, accept = () => {}) => {
    try {
      takeAuth(request);
      const sessionId = sessionIdOf(request);
      if (sessionId === undefined || !await isHere(request, sessionId)) {
        answerError(response, 421, CODES.SESSION_NOT_FOUND, 'The session does not live here', { [REFUSED_HEADER]: '1' });
        return;
      }
    } catch {
      answerError(response, 400, CODES.INVALID_REQUEST, 'No request of another pod', { connection: 'close' });
      return;
    }
    accept();
    handler(request, response);
  };
  const listening = await listen((request, response) => void answer(request, response), { port, host }, 'peers', 'MCP_PEERS_PORT');
  // The other pod holds the body back until it knows that it will be read here.
  listening.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => (
    void answer(request as McpRequest, response, () => response.writeContinue())));
  return listening;
}
