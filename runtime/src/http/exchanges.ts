import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSubscription } from './eras.js';

/** Where a response keeps what counts it until it is closed. */
const EXCHANGES = Symbol('exchanges');

type Followed = ServerResponse & { [EXCHANGES]?: Exchanges };

/**
 * The requests of clients that have no whole response yet: what a draining process waits for.
 *
 * One function listens to all responses, here and wherever else they are followed, and what it has to know is a property of
 * the response. With the web requests that the SDKs make, responses outlive collections of the young generation, and take
 * all that hangs on them to the old one, whose collections cost far more: closures, listeners made for each, and whatever a
 * WeakMap has for them.
 */
export class Exchanges {
  private static closed(this: Followed): void {
    const exchanges = this[EXCHANGES];
    if (exchanges) {
      this[EXCHANGES] = undefined;
      exchanges.calls--;
    }
  }

  private calls = 0;

  /** How many responses are awaited; subscriptions, which have no end of their own, are none. */
  public get inFlight(): number {
    return this.calls;
  }

  /** Counts a response until it is closed, once however often it is handed in: a program may emit a request anew. */
  public follow(request: IncomingMessage, response: Followed): void {
    if (isSubscription(request) || response.destroyed || response[EXCHANGES]) {
      return;
    }
    this.calls++;
    response[EXCHANGES] = this;
    response.on('close', Exchanges.closed);
  }
}
