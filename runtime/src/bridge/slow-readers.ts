import type { ServerResponse } from 'node:http';

/** How long a client may take nothing of what it is sent before its response is cut, in milliseconds. */
const PATIENCE = 30_000;

/** What is held back while a client does not keep up. */
export interface Source {
  pause(): void;
  resume(): void;
}

/**
 * Makes the process of a session wait for its client: what the client does not read would pile up in the bridge. Each
 * session has a process of its own, so nobody else waits.
 */
export class SlowReaders {
  private readonly responses = new Set<ServerResponse>();
  private waiting = 0;

  public constructor(private readonly source: Source, private readonly patience = PATIENCE) {}

  /** Follows a response on which the session may be sent something. */
  public follow(response: ServerResponse): void {
    this.responses.add(response);
    response.once('close', () => this.responses.delete(response));
  }

  /** To be called when something was sent. */
  public check(): void {
    if (this.waiting === 0) {
      [...this.responses].filter(({ writableNeedDrain }) => writableNeedDrain).forEach((response) => this.waitFor(response));
    }
  }

  private waitFor(response: ServerResponse): void {
    this.source.pause();
    this.waiting++;
    const cut = setTimeout(() => response.destroy(), this.patience).unref();
    const go = () => {
      response.off('drain', go).off('close', go);
      clearTimeout(cut);
      this.waiting--;
      if (this.waiting === 0) {
        this.source.resume();
      }
    };
    response.once('drain', go).once('close', go);
  }
}
