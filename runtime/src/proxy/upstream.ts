import * as http from 'node:http';
import * as https from 'node:https';
import { headersToServer, RawHeaders } from './headers.js';
import { SessionIds } from './session-ids.js';
import { SESSION_HEADER } from '../http/eras.js';
import { limitConnecting } from '../http/limit-connecting.js';
import { SettingError } from '../settings/variable.js';

/** Which Host the server sees: the one of its own address, or the one that the client asked for. */
export type HostHeader = 'upstream' | 'client';

/**
 * For how long a connection that is idle is kept, in milliseconds. A server that closes an idle connection in the moment
 * in which we use it costs a call, which must not be sent twice; so we are the first to close. The shortest time in wide
 * use is gunicorn's 2 s (Node and uvicorn: 5 s), and a new connection within a pod takes 0.1 ms.
 */
const IDLE = 1_000;

/** How many sessions are ended at once: there may be thousands. */
const OWN_CONNECTIONS = 8;

/** How long the server has to end a session, in milliseconds. */
const END_LIMIT = 1_000;

/** The server behind the proxy, as far as HTTP goes. */
export class Upstream {
  public readonly url: URL;
  private readonly agent: http.Agent;
  private readonly ownAgent: http.Agent;

  public constructor(url: string, private readonly hostHeader: HostHeader, private readonly ids: SessionIds) {
    this.url = checked(url);
    const { Agent } = this.isSecure ? https : http;
    this.agent = new Agent({ keepAlive: true, timeout: IDLE });
    this.ownAgent = new Agent({ keepAlive: true, timeout: IDLE, maxSockets: OWN_CONNECTIONS });
  }

  /** Begins a request that says what the client's says. */
  public request(request: http.IncomingMessage, path: string): http.ClientRequest {
    const host = this.hostHeader === 'client' ? request.headers.host ?? this.url.host : this.url.host;
    return this.begin(request.method, path, headersToServer(request, { host, sessionId: (id) => this.ids.toServer(id) }));
  }

  /** Ends a session of the server's, as its client would; whether the server lets us is its affair. */
  public endSession(id: string): Promise<void> {
    return new Promise((resolve) => {
      const request = this.begin('DELETE', this.url.pathname, ['host', this.url.host, SESSION_HEADER, this.ids.toServer(id)], this.ownAgent);
      request.setTimeout(END_LIMIT, () => request.destroy());
      request.once('response', (answer) => answer.resume()).on('error', () => {}).once('close', resolve).end();
    });
  }

  /** The server's path for a request of the MCP endpoint, with the client's query. */
  public pathFor({ url = '' }: http.IncomingMessage): string {
    const query = url.indexOf('?');
    return this.url.pathname + (query < 0 ? '' : url.slice(query));
  }

  /** Closes connections that are idle, and those of requests that go on. */
  public close(): void {
    this.agent.destroy();
    this.ownAgent.destroy();
  }

  private begin(method: string | undefined, path: string, headers: RawHeaders, agent = this.agent): http.ClientRequest {
    const { hostname, port } = this.url;
    const request = (this.isSecure ? https : http).request({
      host: hostname.replace(/^\[|\]$/g, ''), port, agent, method, path, headers,
    });
    limitConnecting(request);
    return request;
  }

  private get isSecure(): boolean {
    return this.url.protocol === 'https:';
  }
}

function checked(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new SettingError(`--upstream is "${given}", and must be the URL of the server's MCP endpoint, without user, query and fragment, `
      + 'such as http://127.0.0.1:3000/mcp.');
  }
  return url;
}
