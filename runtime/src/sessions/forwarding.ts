import { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { CallCopy } from './call-copy.js';
import { HOP_BY_HOP, withoutHeaders } from './headers.js';
import { answerLost } from '../http/lost-calls.js';
import { McpRequest } from '../http/served.js';

/** What a client is told whose call was with a process that is gone. */
const LOST = 'The replica that answered this call is gone, and with it the call. It may have had its effect.';

/** One request that another pod answers, and its response on the way back. */
export class Forwarding {
  private copy: CallCopy | undefined;
  private answer: IncomingMessage | undefined;

  public constructor(
    private readonly request: McpRequest, private readonly response: ServerResponse, private readonly upstream: ClientRequest,
  ) {
    upstream.on('error', () => this.lost());
    // A client that leaves is one that cancels, in the modern era; the server learns of it as it would without us.
    response.once('close', () => {
      if (!response.writableFinished) {
        upstream.destroy();
      }
    });
  }

  /** Sends what the client sends, at the pace at which the other pod takes it. */
  public sendBody(): void {
    this.copy = new CallCopy(this.request);
    this.request.once('error', () => this.upstream.destroy());
    this.request.pipe(this.upstream);
  }

  /** Sends the client what the other pod answers, at the pace at which the client takes it. */
  public relay(answer: IncomingMessage): void {
    this.answer = answer;
    const { statusCode = 502, statusMessage, rawHeaders } = answer;
    this.response.writeHead(statusCode, statusMessage, withoutHeaders(rawHeaders, HOP_BY_HOP) as never);
    if (this.isStream) {
      this.response.flushHeaders(); // a stream may have nothing to say for long
    }
    answer.once('error', () => this.lost());
    answer.pipe(this.response);
  }

  /** Ends a stream that has no end of its own. */
  public endStream(): void {
    if (this.request.method === 'GET') {
      this.response.end();
    }
  }

  /** The other pod went in the middle. */
  private lost(): void {
    this.answer?.unpipe(this.response);
    // Nobody waits for the answer to a GET.
    const ids = this.request.method === 'GET' ? [] : this.copy?.ids() ?? [];
    answerLost(this.response, { ids, isStream: this.isStream, message: LOST });
  }

  private get isStream(): boolean {
    return this.answer?.headers['content-type']?.startsWith('text/event-stream') === true;
  }
}
