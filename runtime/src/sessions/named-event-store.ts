type Send = (eventId: string, message: never) => Promise<void>;

/** What keeps the messages of streams, so that a client can ask for those it missed: `EventStore` of both SDKs. */
export interface EventStoreLike {
  storeEvent(streamId: string, message: never): Promise<string>;
  replayEventsAfter(lastEventId: string, to: { send: Send }): Promise<string>;
  getStreamIdForEventId?(eventId: string): Promise<string | undefined>;
}

/**
 * One session's part of a store that all sessions share.
 *
 * Both SDKs call the stream that a client opens by GET `_GET_stream` in every session, so that one client would receive
 * what another one missed. Here each session has names of its own, and no event of another one is given out.
 */
export class NamedEventStore implements EventStoreLike {
  public readonly getStreamIdForEventId: EventStoreLike['getStreamIdForEventId'];

  private readonly prefix: string;

  public constructor(sessionId: string, private readonly shared: EventStoreLike) {
    this.prefix = `${sessionId}/`;
    this.getStreamIdForEventId = shared.getStreamIdForEventId && (async (eventId) => {
      const streamId = await shared.getStreamIdForEventId!(eventId);
      return streamId?.startsWith(this.prefix) ? this.own(streamId) : undefined;
    });
  }

  public storeEvent(streamId: string, message: never): Promise<string> {
    return this.shared.storeEvent(this.prefix + streamId, message);
  }

  public async replayEventsAfter(lastEventId: string, { send }: { send: Send }): Promise<string> {
    // The store tells whose stream it was only when it has given everything out.
    const events: [string, never][] = [];
    const streamId = await this.shared.replayEventsAfter(lastEventId, { send: async (...event) => void events.push(event) });
    if (!streamId.startsWith(this.prefix)) {
      throw new Error('The event is not one of this session');
    }
    for (const event of events) {
      await send(...event);
    }
    return this.own(streamId);
  }

  private own(streamId: string): string {
    return streamId.slice(this.prefix.length);
  }
}
