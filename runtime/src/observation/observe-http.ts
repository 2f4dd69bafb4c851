import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Value } from './families.js';
import { Metrics } from './metrics.js';

/** How much of a connection's traffic is counted already. */
interface Counted {
  received: number;
  sent: number;
}

/**
 * Counts what HTTP alone knows: responses by status, those refused before any message existed among them, open streams,
 * and bytes.
 */
export class HttpObserver {
  private readonly codes = new Map<number, Value>();
  private readonly connections = new Map<Socket, Counted>();
  private readonly streams: Value;
  private readonly received: Value;
  private readonly sent: Value;

  public constructor(private readonly metrics: Metrics) {
    this.streams = metrics.streamsActive.of();
    this.received = metrics.receivedBytes.of();
    this.sent = metrics.sentBytes.of();
    // A stream may be open for hours: its bytes count at each scrape.
    metrics.onScrape(() => [...this.connections.keys()].forEach((socket) => this.countBytes(socket)));
  }

  /** Follows one exchange; to be called before the request is handled. */
  public follow({ socket }: IncomingMessage, response: ServerResponse): void {
    this.meet(socket);
    let streaming = false;
    const writeHead = response.writeHead;
    response.writeHead = function (this: ServerResponse, ...args: never[]) {
      response.writeHead = writeHead;
      const result = (writeHead as (...all: never[]) => ServerResponse).apply(this, args);
      streaming = isEventStream(response, args);
      if (streaming) {
        begin();
      }
      return result;
    } as typeof writeHead;
    const begin = () => this.streams.value++;
    response.once('close', () => {
      this.code(response.headersSent ? response.statusCode : 499).value++;
      this.streams.value -= streaming ? 1 : 0;
      this.countBytes(socket);
    });
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
      this.received.value += socket.bytesRead - counted.received;
      this.sent.value += socket.bytesWritten - counted.sent;
      counted.received = socket.bytesRead;
      counted.sent = socket.bytesWritten;
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
function isEventStream(response: ServerResponse, args: readonly unknown[]): boolean {
  const given = args.find((argument): argument is object => typeof argument === 'object' && argument !== null);
  const type = response.getHeader('content-type') ?? (given && contentTypeIn(given));
  return typeof type === 'string' && type.startsWith('text/event-stream');
}

function contentTypeIn(headers: object): unknown {
  const entries = Array.isArray(headers) ? pairs(headers) : Object.entries(headers);
  return entries.find(([name]) => String(name).toLowerCase() === 'content-type')?.[1];
}

function pairs(flat: readonly unknown[]): [unknown, unknown][] {
  return flat.flatMap((name, index): [unknown, unknown][] => index % 2 === 0 ? [[name, flat[index + 1]]] : []);
}
