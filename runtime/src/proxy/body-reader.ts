import type { IncomingHttpHeaders } from 'node:http';
import { Bounds, Collected } from './collected.js';
import { messagesIn } from './json-rpc.js';
import { SseReader } from './sse-reader.js';
import { Message } from '../observation/messages.js';

/** What is heard of a body. */
export interface BodyListener {
  message(message: Message): void;
  /** The stream that the body is can be resumed by whoever loses it. */
  resumable(): void;
  /** Something passed that could not be read. */
  unread(why: 'oversized' | 'unreadable'): void;
}

/** Reads a body as it passes. */
export interface BodyReader {
  push(chunk: Buffer): void;
  /** The body is whole. */
  end(): void;
  /** The body will not be whole: what is held of it is let go. */
  drop(): void;
}

/** The reader of a body of these headers; undefined for a body that carries no messages. */
export function readerOf(headers: IncomingHttpHeaders, bounds: Bounds, listener: BodyListener): BodyReader | undefined {
  const type = headers['content-type']?.split(';')[0].trim().toLowerCase();
  if (type !== 'application/json' && type !== 'text/event-stream') {
    return undefined;
  }
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    listener.unread('unreadable');
    return undefined;
  }
  return type === 'application/json' ? new JsonReader(Number(headers['content-length']), bounds, listener) : new EventsReader(bounds, listener);
}

/** A body that is one message, or a batch. */
class JsonReader implements BodyReader {
  private readonly body: Collected;
  private passed = 0;
  private isDone = false;

  public constructor(private readonly length: number, bounds: Bounds, private readonly listener: BodyListener) {
    this.body = new Collected(bounds);
  }

  public push(chunk: Buffer): void {
    this.body.add(chunk);
    this.passed += chunk.length;
    if (this.passed === this.length) {
      this.end(); // whoever gets the last byte may ask for the metrics at once
    }
  }

  public end(): void {
    if (this.isDone) {
      return;
    }
    this.isDone = true;
    const { isOversized } = this.body;
    const text = isOversized ? '' : this.body.text();
    this.body.clear();
    if (isOversized) {
      this.listener.unread('oversized');
    } else if (this.passed > 0) {
      report(text, this.listener);
    }
  }

  public drop(): void {
    this.isDone = true;
    this.body.clear();
  }
}

/** A body that is a stream of events. */
class EventsReader implements BodyReader {
  private readonly events: SseReader;

  public constructor(bounds: Bounds, listener: BodyListener) {
    this.events = new SseReader(bounds, {
      data: (text) => report(text, listener),
      resumable: () => listener.resumable(),
      oversized: () => listener.unread('oversized'),
    });
  }

  public push(chunk: Buffer): void {
    this.events.push(chunk);
  }

  public end(): void {
    this.events.end();
  }

  public drop(): void {
    this.events.end();
  }
}

function report(text: string, listener: BodyListener): void {
  const messages = messagesIn(text);
  if (messages) {
    messages.forEach((message) => listener.message(message));
  } else {
    listener.unread('unreadable');
  }
}
