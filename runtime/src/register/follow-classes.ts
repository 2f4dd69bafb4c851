import { Handover } from './follow-modules.js';
import { namesOf } from '../observation/observe-server.js';
import { observeTransport, TransportLike } from '../observation/observe-transport.js';
import { Observer } from '../observation/observer.js';

interface Connecting {
  connect(transport: TransportLike): Promise<void>;
}

/** Follows every server of the classes that are handed over, from the moment that it is connected. */
export function followClasses(observer: Observer): Handover {
  const owners = new WeakMap<object, object>();
  const patches: Record<string, (connecting: object, transport: TransportLike) => void> = {
    // Clients are protocols too, and are not ours to follow: a server may well be a client of another one.
    Protocol: (protocol, transport) => {
      if ('getClientCapabilities' in protocol) {
        observer.metrics.instrumented.of().value = 1;
        observeTransport(transport, observer, namesOf(owners.get(protocol) ?? protocol));
      }
    },
    McpServer: (server) => owners.set((server as { server: object }).server, server),
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
