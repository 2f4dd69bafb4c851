import { ConversationDetails } from './conversation.js';
import { observeTransport, TransportLike } from './observe-transport.js';
import { Observer } from './observer.js';

/** What connects to transports: `Server`, or any other `Protocol`, of either SDK. */
export interface ProtocolLike {
  connect(transport: never): Promise<void>;
}

/** `McpServer`, of either SDK. */
export interface McpServerLike extends ProtocolLike {
  readonly server: ProtocolLike;
}

export type AnyServer = ProtocolLike | McpServerLike;

const observed = new WeakSet<object>();

/** Follows every transport that a server of either SDK will be connected to. */
export function observeServer(server: AnyServer, observer: Observer): void {
  const protocol = 'server' in server ? server.server : server;
  if (observed.has(protocol)) {
    return;
  }
  observed.add(protocol);
  observer.metrics.instrumented.of().value = 1;
  const connect = protocol.connect;
  const names = namesOf(server);
  protocol.connect = function (this: ProtocolLike, transport: never) {
    observeTransport(transport as TransportLike, observer, names);
    return connect.call(this, transport);
  };
}

/**
 * Asks an `McpServer` for what is registered with it. The fields are private, and alike in both SDKs; without them a
 * name is known once it was listed, or called with success.
 */
export function namesOf(server: object): Pick<ConversationDetails, 'hasTool' | 'hasPrompt'> {
  const registered = (field: string) => (name: string) => {
    const names = (server as Record<string, unknown>)[field];
    return typeof names === 'object' && names !== null && Object.hasOwn(names, name);
  };
  return { hasTool: registered('_registeredTools'), hasPrompt: registered('_registeredPrompts') };
}
