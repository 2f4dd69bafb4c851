import type { IncomingMessage } from 'node:http';

/** How many bytes of a request are kept until its response is whole. Calls with larger ones end without an id when they break. */
const MOST = 64 * 1024;

/**
 * What is remembered of a request that was passed on, so that its caller can be told when the answer will never come: an
 * SSE stream that merely ends leaves a client waiting for its own time-out.
 */
export class CallCopy {
  private chunks: Buffer[] = [];
  private size = 0;

  public constructor(request: IncomingMessage) {
    request.on('data', (chunk: Buffer) => this.keep(chunk));
  }

  /** The ids of the calls in the request; none where it can't be told. */
  public ids(): (string | number)[] {
    try {
      const body: unknown = JSON.parse(Buffer.concat(this.chunks).toString('utf8'));
      return [body].flat().flatMap((message) => isCall(message) ? [message.id] : []);
    } catch {
      return [];
    }
  }

  private keep(chunk: Buffer): void {
    this.size += chunk.length;
    this.chunks = this.size > MOST ? [] : [...this.chunks, chunk];
  }
}

function isCall(message: unknown): message is { readonly id: string | number } {
  const { id, method } = (message ?? {}) as { id?: unknown; method?: unknown };
  return typeof method === 'string' && (typeof id === 'string' || typeof id === 'number');
}
