import { Agent, IncomingMessage, OutgoingHttpHeaders, request as httpRequest, ServerResponse } from 'node:http';
import { Forwarding } from './forwarding.js';
import { HOP_BY_HOP, withoutHeaders } from './headers.js';
import { AUTH_HEADER, authHeader } from './peer-auth.js';
import { limitConnecting } from '../http/limit-connecting.js';
import { McpRequest } from '../http/served.js';

/**
 * What became of a request that was offered to another pod: it answers; it does not have the session; no process
 * listens there any more; or it is not known, since the network did not say. Only the first has cost the client's body.
 */
export type Offered = 'answers' | 'refused' | 'gone' | 'unreachable';

/** With this header a pod says that the session is not its own, so that nobody takes a server's own 421 for it. */
export const REFUSED_HEADER = 'mcp-agent-refused';

/** What is between the client and this pod alone. */
const NOT_PASSED_ON = new Set([...HOP_BY_HOP, 'expect', AUTH_HEADER]);

/**
 * Passes requests on to other pods.
 *
 * The body leaves only once the other pod has said, by `100 Continue`, that it will answer: until then the request is
 * whole and another pod can be tried. Nothing is held back on the way, and no stream is cut for its age.
 */
export class Forwarder {
  private readonly agent = new Agent({ keepAlive: true, maxFreeSockets: 256, scheduling: 'lifo' });
  private readonly going = new Set<Forwarding>();

  public constructor(private readonly port: number) {}

  /** Offers a request to the pod at an address that the Service lists. */
  public async offer(address: string, request: McpRequest, response: ServerResponse): Promise<Offered> {
    const first = await this.try(address, request, response);
    // A connection that was kept may have been closed by the other end just now, which says nothing of that pod.
    return first === 'stale' ? await this.try(address, request, response, false) as Offered : first;
  }

  /** Ends the streams that pass through here, so that their clients open them anew elsewhere. */
  public end(): void {
    this.going.forEach((forwarding) => forwarding.endStream());
    this.agent.destroy();
  }

  private try(address: string, request: McpRequest, response: ServerResponse, reuse = true): Promise<Offered | 'stale'> {
    const upstream = httpRequest({
      host: address,
      port: this.port,
      method: request.method,
      path: request.url,
      headers: headersOf(request) as unknown as OutgoingHttpHeaders,
      agent: reuse ? this.agent : new Agent(),
    });
    limitConnecting(upstream);
    return new Promise((resolve) => {
      const take = () => {
        upstream.off('error', failed);
        const forwarding = new Forwarding(request, response, upstream);
        this.going.add(forwarding);
        response.once('close', () => this.going.delete(forwarding));
        resolve('answers');
        return forwarding;
      };
      const failed = (error: NodeJS.ErrnoException) => {
        response.off('close', left);
        resolve(upstream.reusedSocket ? 'stale' : meaningOf(error));
      };
      const left = () => upstream.destroy();
      let taken: Forwarding | undefined;
      upstream.on('error', failed);
      response.once('close', left);
      upstream.once('continue', () => {
        taken = take();
        taken.sendBody();
      });
      upstream.once('response', (answer: IncomingMessage) => {
        if (!taken && answer.headers[REFUSED_HEADER] !== undefined) {
          upstream.off('error', failed).on('error', () => {});
          response.off('close', left);
          answer.resume();
          upstream.destroy();
          resolve('refused');
        } else {
          (taken ?? take()).relay(answer);
        }
      });
      if (!hasBody(request)) {
        upstream.end();
      } else {
        upstream.flushHeaders();
      }
    });
  }
}

function headersOf(request: McpRequest): string[] {
  const auth = authHeader(request);
  return [
    ...withoutHeaders(request.rawHeaders, NOT_PASSED_ON),
    ...hasBody(request) ? ['Expect', '100-continue'] : [],
    // The length is unknown where the client does not tell it.
    ...hasBody(request) && request.headers['content-length'] === undefined ? ['Transfer-Encoding', 'chunked'] : [],
    ...auth === undefined ? [] : [AUTH_HEADER, auth],
  ];
}

function hasBody({ method, headers }: IncomingMessage): boolean {
  return method === 'POST' || headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** A port that nobody listens on, or a process that ends while it is asked, is one that lost its sessions. */
function meaningOf({ code }: NodeJS.ErrnoException): Offered {
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EPIPE' ? 'gone' : 'unreachable';
}
