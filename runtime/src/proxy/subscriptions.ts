import type { ServerResponse } from 'node:http';
import { Passage } from './passage.js';
import { event } from '../http/lost-calls.js';
import { RequestId } from '../observation/messages.js';

/** Which subscription a message is for, in the words of the modern era. */
const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';

/** The streams that clients listen on: they have no end but ours. */
export class Subscriptions {
  private readonly open = new Map<Passage, () => readonly RequestId[]>();

  /** @param unanswered the ids of `subscriptions/listen` requests; none for the GET stream of the legacy era */
  public follow(response: ServerResponse, passage: Passage, unanswered: () => readonly RequestId[]): void {
    this.open.set(passage, unanswered);
    response.once('close', () => this.open.delete(passage));
  }

  /** Ends all streams, those of the modern era with the result by which a client knows that it may listen elsewhere. */
  public end(): void {
    this.open.forEach((unanswered, passage) => passage.finish(unanswered().map(finalResult).join('')));
  }
}

function finalResult(id: RequestId): string {
  return event({ jsonrpc: '2.0', id, result: { resultType: 'complete', _meta: { [SUBSCRIPTION_ID]: id } } });
}
