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

/** What a server keeps that is observed: by whom, what knows its names, and its own `connect`. */
const OBSERVER = Symbol('observer');
const NAMES = Symbol('names');
const CONNECT = Symbol('connect');

type Observed = ProtocolLike & { [OBSERVER]?: Observer; [NAMES]?: object; [CONNECT]?: ProtocolLike['connect'] };

/**
 * Follows every transport that a server of either SDK will be connected to.
 *
 * The modern era has a server for each request, so nothing is made for one that another could share: see `Exchanges`.
 */
export function observeServer(server: AnyServer, observer: Observer): void {
  const protocol: Observed = 'server' in server ? server.server : server;
  if (protocol[OBSERVER]) {
    return;
  }
  observer.metrics.instrumented.of().value = 1;
  protocol[OBSERVER] = observer;
  protocol[NAMES] = server;
  protocol[CONNECT] = protocol.connect;
  protocol.connect = connect;
}

function connect(this: Observed, transport: never): Promise<void> {
  observeTransport(transport as TransportLike, this[OBSERVER]!, this[NAMES]!);
  return this[CONNECT]!.call(this, transport);
}
