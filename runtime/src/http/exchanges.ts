import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSubscription } from './eras.js';

/** The requests of clients that have no whole response yet: what a draining process waits for. */
export class Exchanges {
  private calls = 0;

  /** How many responses are awaited; subscriptions, which have no end of their own, are none. */
  public get inFlight(): number {
    return this.calls;
  }

  public follow(request: IncomingMessage, response: ServerResponse): void {
    if (!isSubscription(request)) {
      this.calls++;
      response.once('close', () => this.calls--);
    }
  }
}
