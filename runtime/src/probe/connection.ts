import { Agent, ClientRequest, IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as TlsAgent, request as httpsRequest } from 'node:https';
import { Readable, Transform } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { FetchLike } from '@modelcontextprotocol/client';
import { ProbeFailure, socketFailure } from './failure.js';

/** What the connection may need for TLS, in PEM. */
export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** The most bytes of one answer: an endless one must not fill the memory of a process that probes many. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Statuses whose answers have no body, and to which `Response` admits none. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * A client's way to one agent for the time of one probe. Node's own `fetch` shares connections among all and can't be
 * given an authority for one of them; here each probe connects anew, as the next client would, and knows how long that took.
 */
export class Connection {
  /** What went wrong below HTTP, if anything did. */
  public failure: ProbeFailure | undefined;
  /** The status of the last answer. */
  public status: number | undefined;
  /** How long the name, TCP and TLS took, in seconds; undefined while not connected. */
  public connectSeconds: number | undefined;

  private readonly agent: Agent;
  private readonly request: typeof httpRequest;
  private readonly open = new Set<ClientRequest>();

  public constructor(url: URL, tls: TlsOptions) {
    const isTls = url.protocol === 'https:';
    this.agent = isTls ? new TlsAgent({ keepAlive: true, ...tls }) : new Agent({ keepAlive: true });
    this.request = isTls ? httpsRequest : httpRequest;
  }

  /** What the SDK's transport takes for `fetch`. */
  public readonly fetch: FetchLike = async (url, init = {}) => {
    if (init.method === 'GET') {
      // A client that waits for nothing needs no stream for what the server says unasked; to the SDK this says: there is none.
      return new Response(null, { status: 405 });
    }
    const response = await this.send(new URL(url), init);
    this.status = response.statusCode;
    const body = WITHOUT_BODY.has(response.statusCode!) ? null : Readable.toWeb(response.pipe(limited()));
    return new Response(body as ReadableStream | null, { status: response.statusCode, headers: headersOf(response) });
  };

  /** Ends everything at once; requests that wait fail with this. */
  public close(reason?: ProbeFailure): void {
    this.failure ??= reason;
    this.open.forEach((request) => request.destroy(reason));
    this.agent.destroy();
  }

  private send(url: URL, { method, headers, body, signal }: RequestInit): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = this.request(url, {
        method, agent: this.agent, headers: Object.fromEntries(new Headers(headers)), signal: signal ?? undefined,
      });
      this.open.add(request);
      request
        .once('socket', (socket) => this.time(socket as TLSSocket))
        .once('response', resolve)
        .once('close', () => this.open.delete(request))
        .on('error', (error: Error) => {
          this.failure ??= error.name === 'AbortError' ? undefined : error instanceof ProbeFailure ? error : socketFailure(error);
          reject(error);
        })
        .end(body as string | undefined);
    });
  }

  private time(socket: TLSSocket): void {
    if (this.connectSeconds === undefined && socket.connecting) {
      const start = performance.now();
      socket.once(socket.encrypted ? 'secureConnect' : 'connect', () => {
        this.connectSeconds ??= (performance.now() - start) / 1000;
      });
    }
  }
}

function headersOf({ headers }: IncomingMessage): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [name, String(value)]);
}

function limited(): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      bytes > MOST_BYTES ? done(new Error(`the answer has more than ${MOST_BYTES} bytes`)) : done(null, chunk);
    },
  });
}
