import type { ServerResponse } from 'node:http';
import { HttpTransport } from './sdk.js';
import { Message } from '../observation/messages.js';

/** How many messages are held for a client, so that one that never comes back costs little. */
const MOST = 100;

type Sent = Parameters<HttpTransport['send']>;

/**
 * Keeps what a server says unasked while its client has no stream to hear it on, since a replica took the stream with it:
 * the client opens another one a second later. The SDKs drop such messages, and a request among them, such as sampling,
 * would hold up the call that needs it until it times out.
 */
export class HeldMessages {
  private held: Sent[] | undefined;

  public constructor(private readonly transport: HttpTransport) {
    const { send } = transport;
    transport.send = (...sent: Sent) => {
      if (this.held && this.held.length < MOST && isUnasked(...sent)) {
        this.held.push(sent);
        return Promise.resolve();
      }
      return send.call(transport, ...sent);
    };
  }

  /** Holds messages from now on, until the client listens. */
  public hold(): void {
    this.held ??= [];
  }

  /** Sends what was held, once this response is the client's stream. */
  public releaseTo(response: ServerResponse): void {
    const writeHead = response.writeHead;
    response.writeHead = (...args: never[]) => {
      response.writeHead = writeHead;
      const begun = (writeHead as (...all: never[]) => ServerResponse).apply(response, args);
      if (response.statusCode === 200) {
        setImmediate(() => this.release());
      }
      return begun;
    };
  }

  private release(): void {
    const { held = [] } = this;
    this.held = undefined;
    held.forEach((sent) => void this.transport.send(...sent).catch(() => {}));
  }
}

/** Whether a message belongs to no request of the client, so that it goes out on the stream that the client opened to listen. */
function isUnasked(message: Message, options: { readonly relatedRequestId?: unknown } = {}): boolean {
  return message.method !== undefined && options.relatedRequestId === undefined;
}
