import { Conversation } from '../observation/conversation.js';
import { RequestId } from '../observation/messages.js';
import { Observer } from '../observation/observer.js';
import { DISCONNECTED } from '../observation/outcome.js';
import { Session } from '../sessions/session-table.js';

/** How long a client has to come back for an answer whose stream broke, in milliseconds; the SDKs' clients take seconds. */
const COME_BACK = 60_000;

/** What belongs together of what a client and the server say: a session, or one request where there is none. */
export class ProxiedSession implements Session {
  public readonly conversation: Conversation;
  /** Whether it has ended: what is still under way must not bring it back. */
  public isOver = false;

  /**
   * @param id as the client knows it; undefined until the server gives one
   * @param endAtServer has the server end the session too
   */
  public constructor(
    observer: Observer, public readonly principal: string | undefined, public id: string | undefined,
    private readonly endAtServer: (id: string) => Promise<void>,
  ) {
    this.conversation = new Conversation(observer, { networkTransport: 'tcp', sessionId: () => this.id });
  }

  /** Waits for answers that a GET stream may bring yet, since theirs can be resumed. */
  public awaitElsewhere(ids: readonly RequestId[]): void {
    if (ids.length > 0) {
      setTimeout(() => ids.forEach((id) => this.conversation.settle(id, DISCONNECTED)), COME_BACK).unref();
    }
  }

  /** Nothing more will be said. */
  public over(): void {
    this.isOver = true;
    this.conversation.closed();
  }

  public async close(): Promise<void> {
    this.over();
    if (this.id !== undefined) {
      await this.endAtServer(this.id);
    }
  }
}
