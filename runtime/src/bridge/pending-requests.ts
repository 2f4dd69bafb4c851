import { Message, RequestId } from '../observation/messages.js';

/** Which request a message of a stdio server belongs to: its output is one stream for all, and names none. */
export class PendingRequests {
  private readonly tokens = new Map<RequestId, RequestId | undefined>();

  public get ids(): RequestId[] {
    return [...this.tokens.keys()];
  }

  /** The client asked something. */
  public add({ id, params }: Message): void {
    const meta = params?._meta as { progressToken?: RequestId } | undefined;
    this.tokens.delete(id!); // the newest are last
    this.tokens.set(id!, meta?.progressToken);
  }

  /** The server answered, or the client waits no more. */
  public remove(id: RequestId): void {
    this.tokens.delete(id);
  }

  /**
   * The request that a notification or a request of the server belongs to; undefined for what belongs to none, which
   * goes to the stream that a client listens on.
   */
  public relatedTo({ method, params }: Message): RequestId | undefined {
    if (method === 'notifications/progress') {
      const { progressToken } = params ?? {};
      return [...this.tokens].find(([, token]) => token !== undefined && token === progressToken)?.[0];
    }
    return method !== undefined && isForListeners(method) ? undefined : this.newest;
  }

  private get newest(): RequestId | undefined {
    let newest: RequestId | undefined;
    for (const id of this.tokens.keys()) {
      newest = id;
    }
    return newest;
  }
}

function isForListeners(method: string): boolean {
  return method.endsWith('/list_changed') || method === 'notifications/resources/updated';
}
