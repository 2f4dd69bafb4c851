import { Handover } from './follow-modules.js';
import { observeTransport, TransportLike } from '../observation/observe-transport.js';
import { Observer } from '../observation/observer.js';

interface Connecting {
  connect(transport: TransportLike): Promise<void>;
}

/** Where a protocol keeps the `McpServer` that it is part of. */
const OWNER = Symbol('owner');

type Owned = object & { [OWNER]?: object };

/** Follows every server of the classes that are handed over, from the moment that it is connected. */
export function followClasses(observer: Observer): Handover {
  const patches: Record<string, (connecting: Owned, transport: TransportLike) => void> = {
    // Clients are protocols too, and are not ours to follow: a server may well be a client of another one.
    Protocol: (protocol, transport) => {
      if ('getClientCapabilities' in protocol) {
        observer.metrics.instrumented.of().value = 1;
        observeTransport(transport, observer, protocol[OWNER] ?? protocol);
      }
    },
    McpServer: (server) => {
      (server as { server: Owned }).server[OWNER] = server;
    },
  };
  return ({ prototype }, name) => {
    const before = patches[name];
    const connecting = prototype as Connecting;
    const connect = connecting.connect;
    connecting.connect = function (transport) {
      before(this, transport);
      return connect.call(this, transport);
    };
  };
}
