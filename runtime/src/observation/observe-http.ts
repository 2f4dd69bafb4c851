import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Value } from './families.js';
import { Metrics } from './metrics.js';

/** How much of a connection's traffic is counted already. */
interface Counted {
  received: number;
  sent: number;
}

/** What a response keeps until it is closed: who counts it, its own `writeHead`, and whether it is an event stream. */
const OBSERVER = Symbol('http observer');
const WRITE_HEAD = Symbol('writeHead');
const IS_STREAM = Symbol('is stream');

type Followed = ServerResponse & { [OBSERVER]?: HttpObserver; [WRITE_HEAD]?: ServerResponse['writeHead']; [IS_STREAM]?: boolean };

/**
 * Counts what HTTP alone knows: responses by status, those refused before any message existed among them, open streams,
 * and bytes.
 */
export class HttpObserver {
  private static readonly writeHead = function (this: Followed, ...args: never[]): ServerResponse {
    const writeHead = this[WRITE_HEAD]!;
    this.writeHead = writeHead;
    const result = (writeHead as (...all: never[]) => ServerResponse).apply(this, args);
    const observer = this[OBSERVER];
    if (observer && !this[IS_STREAM] && isEventStream(this, args)) {
      this[IS_STREAM] = true;
      observer.streams.value++;
    }
    return result;
  } as ServerResponse['writeHead'];

  private static closed(this: Followed): void {
    const observer = this[OBSERVER];
    if (observer) {
      this[OBSERVER] = undefined;
      observer.code(this.headersSent ? this.statusCode : 499).value++;
      observer.streams.value -= this[IS_STREAM] ? 1 : 0;
    }
  }

  private readonly codes = new Map<number, Value>();
  private readonly connections = new Map<Socket, Counted>();
  private readonly streams: Value;
  private readonly received: Value;
  private readonly sent: Value;

  public constructor(private readonly metrics: Metrics) {
    this.streams = metrics.streamsActive.of();
    this.received = metrics.receivedBytes.of();
    this.sent = metrics.sentBytes.of();
    // A connection is open for hours: its bytes count at each scrape.
    metrics.onScrape(() => this.connections.forEach((_, socket) => this.countBytes(socket)));
  }

  /** Follows one exchange; to be called before the request is handled. Nothing is made for it that would stay with it: see `Exchanges`. */
  public follow({ socket }: IncomingMessage, response: Followed): void {
    if (response.destroyed || response[OBSERVER]) {
      return;
    }
    this.meet(socket);
    response[OBSERVER] = this;
    response[WRITE_HEAD] = response.writeHead;
    response[IS_STREAM] = false;
    response.writeHead = HttpObserver.writeHead;
    response.on('close', HttpObserver.closed);
  }

  private meet(socket: Socket): void {
    if (!this.connections.has(socket)) {
      this.connections.set(socket, { received: 0, sent: 0 });
      socket.once('close', () => {
        this.countBytes(socket);
        this.connections.delete(socket);
      });
    }
  }

  private countBytes(socket: Socket): void {
    const counted = this.connections.get(socket);
    if (counted) {
      const { bytesRead, bytesWritten } = socket;
      this.received.value += bytesRead - counted.received;
      this.sent.value += bytesWritten - counted.sent;
      counted.received = bytesRead;
      counted.sent = bytesWritten;
    }
  }

  private code(status: number): Value {
    let value = this.codes.get(status);
    if (!value) {
      value = this.metrics.httpResponses.of(String(status));
      this.codes.set(status, value);
    }
    return value;
  }
}

/** Headers that are given to `writeHead` itself can't be asked for afterwards. */
function isEventStream(response: ServerResponse, [, reason, headers]: readonly unknown[]): boolean {
  const type = response.getHeader('content-type') ?? contentTypeIn(headers ?? reason);
  return typeof type === 'string' && type.startsWith('text/event-stream');
}

function contentTypeIn(headers: unknown): unknown {
  if (typeof headers !== 'object' || headers === null) {
    return undefined;
  }
  if (Array.isArray(headers)) { // of names and values in turn
    return headers.find((_, index) => index % 2 === 1 && isContentType(headers[index - 1]));
  }
  const name = Object.keys(headers).find(isContentType);
  return name && (headers as Record<string, unknown>)[name];
}

function isContentType(name: unknown): boolean {
  return typeof name === 'string' && name.length === 12 && name.toLowerCase() === 'content-type';
}
