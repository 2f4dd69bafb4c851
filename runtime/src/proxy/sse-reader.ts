import { Bounds, Collected } from './collected.js';

/** What is heard of an event stream. */
export interface SseListener {
  /** The data of an event of the type `message`, which is the only one that carries JSON-RPC. */
  data(text: string): void;
  /** An event has an id: whoever loses the stream can resume it. */
  resumable(): void;
  /** An event was larger than what is held; it was skipped. */
  oversized(): void;
}

const LF = 10;
const CR = 13;

/**
 * Reads an event stream as it passes, in whatever pieces it comes. Only the event that is not yet whole is held, and
 * only up to a bound.
 */
export class SseReader {
  private readonly event: Collected;
  private lineIsEmpty = true;
  private afterCr = false;
  private isFirst = true;

  public constructor(bounds: Bounds, private readonly listener: SseListener) {
    this.event = new Collected(bounds);
  }

  public push(chunk: Buffer): void {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === LF && this.afterCr) {
        this.afterCr = false; // the second half of a line end that was seen
        continue;
      }
      this.afterCr = byte === CR;
      if (byte !== LF && byte !== CR) {
        this.lineIsEmpty = false;
      } else if (this.lineIsEmpty) {
        this.event.add(chunk.subarray(start, at));
        start = at;
        this.dispatch();
      } else {
        this.lineIsEmpty = true;
      }
    }
    this.event.add(chunk.subarray(start));
  }

  /** The stream is over; an event that is not whole is none. */
  public end(): void {
    this.event.clear();
  }

  private dispatch(): void {
    const { isOversized } = this.event;
    const text = isOversized ? '' : this.event.text();
    this.event.clear();
    if (isOversized) {
      this.listener.oversized();
      return;
    }
    this.read(this.isFirst ? text.replace(/^\uFEFF/, '') : text);
    this.isFirst = false;
  }

  private read(event: string): void {
    let type = '';
    const data: string[] = [];
    for (const line of event.split(/\r\n|\r|\n/)) {
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
      if (field === 'data') {
        data.push(value);
      } else if (field === 'event') {
        type = value;
      } else if (field === 'id' && value !== '') {
        this.listener.resumable();
      }
    }
    const text = data.join('\n');
    if (text !== '' && (type === '' || type === 'message')) {
      this.listener.data(text);
    }
  }
}
