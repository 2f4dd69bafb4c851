import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { RawHeaders } from './headers.js';
import { answerError, CODES } from '../http/answers.js';
import { answerLost } from '../http/lost-calls.js';
import { RequestId } from '../observation/messages.js';

/** How a passage ended: with a whole response, by the client who left, by the server who did, or since the request was too large. */
export type PassageEnd = 'whole' | 'left' | 'lost' | 'refused';

/** What watches a passage; it never holds anything back. */
export interface PassageListener {
  /** A piece of the request's body. */
  asks(chunk: Buffer): void;
  /** The request's body is whole. */
  asked(): void;
  /** The response's status and headers. */
  answers(answer: IncomingMessage): void;
  /** A piece of the response's body. */
  tells(chunk: Buffer): void;
  /** Nothing comes any more; called once, before the client can know. */
  ended(how: PassageEnd): void;
  /** The calls of the request that have no response. */
  unanswered(): readonly RequestId[];
}

export interface PassageOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly upstream: ClientRequest;
  readonly listener: PassageListener;
  /** The largest request body. */
  readonly mostBytes: number;
  /** The headers of a response as the client gets them. */
  readonly headersOf: (answer: IncomingMessage) => RawHeaders;
}

/**
 * One request on its way to the server, and the response on its way back: each at the pace at which the other end takes
 * it, and for as long as it likes.
 */
export class Passage {
  private answer: IncomingMessage | undefined;
  private asked = 0;
  private isOver = false;

  public constructor(private readonly options: PassageOptions) {}

  public begin(): void {
    const { request, response, upstream, listener, mostBytes } = this.options;
    if (Number(request.headers['content-length']) > mostBytes) {
      this.refuse();
      return;
    }
    upstream.on('response', (answer: IncomingMessage) => this.relay(answer));
    upstream.on('error', (error: NodeJS.ErrnoException) => void this.lost(error));
    response.once('close', () => this.closed());
    request.on('data', (chunk: Buffer) => this.take(chunk));
    request.once('end', () => listener.asked());
    request.once('error', () => upstream.destroy());
    request.pipe(upstream);
  }

  /** Ends a stream that has no end of its own, with a last event where its reader waits for one. */
  public finish(last?: string): void {
    const { response, upstream } = this.options;
    if (!this.isOver && response.headersSent) {
      this.over('whole');
      this.answer?.unpipe(response);
      response.end(last && `\n\n${last}`); // ends an event that was cut in two first
      upstream.destroy();
    }
  }

  private take(chunk: Buffer): void {
    this.asked += chunk.length;
    if (this.asked > this.options.mostBytes) {
      this.refuse();
    } else {
      this.options.listener.asks(chunk);
    }
  }

  private relay(answer: IncomingMessage): void {
    const { response, listener, headersOf } = this.options;
    if (this.isOver) {
      answer.destroy();
      return;
    }
    this.answer = answer;
    listener.answers(answer);
    response.writeHead(answer.statusCode!, answer.statusMessage, headersOf(answer) as never);
    if (this.isStream) {
      response.flushHeaders(); // a stream may have nothing to say for long
    }
    answer.on('data', (chunk: Buffer) => listener.tells(chunk));
    answer.once('end', () => this.over('whole'));
    answer.once('error', (error) => void this.lost(error));
    answer.pipe(response);
  }

  /** The client has the whole response, or has left. */
  private closed(): void {
    const { response, upstream } = this.options;
    if (!response.writableFinished) {
      this.over('left');
    }
    if (!response.writableFinished || !upstream.writableFinished) {
      upstream.destroy(); // as it would be without us: a server of the modern era learns by it that the call was cancelled
    }
  }

  private async lost(error: NodeJS.ErrnoException): Promise<void> {
    if (this.isOver) {
      return;
    }
    if (!this.answer) {
      await this.wholeRequest(); // only then is it known which calls there are
    }
    const { response, listener } = this.options;
    const ids = listener.unanswered();
    this.over('lost');
    this.answer?.unpipe(response);
    answerLost(response, { ids, isStream: this.isStream, message: this.answer ? MIDDLE : nobody(error) });
  }

  private refuse(): void {
    const { request, response, upstream, mostBytes } = this.options;
    if (this.isOver) {
      return;
    }
    this.over('refused');
    upstream.on('error', () => {}).destroy();
    request.unpipe(upstream).resume();
    if (!response.headersSent) {
      answerError(response, 413, CODES.REFUSED, `Payload Too Large: Request body must not exceed ${mostBytes} bytes`, { connection: 'close' });
    } else {
      response.destroy();
    }
  }

  private over(how: PassageEnd): void {
    if (!this.isOver) {
      this.isOver = true;
      this.options.listener.ended(how);
    }
  }

  private wholeRequest(): Promise<void> {
    const { request, response } = this.options;
    if (request.readableEnded || request.destroyed) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      request.once('end', resolve);
      response.once('close', resolve);
      request.resume();
    });
  }

  private get isStream(): boolean {
    return this.answer?.headers['content-type']?.startsWith('text/event-stream') === true;
  }
}

const MIDDLE = 'The server ended in the middle of this call. It may have had its effect.';

function nobody({ code, message }: NodeJS.ErrnoException): string {
  return `The server behind the proxy does not answer (${code ?? message}). Try again in a moment.`;
}
