import { AnyServer, observeServer } from '../observation/observe-server.js';
import { Observer } from '../observation/observer.js';

/** What a factory is told of the client that its server is for. */
export interface ServerContext {
  /** The era of the protocol that the server will speak. */
  readonly era: 'legacy' | 'modern';
  /** Who the client proved to be, where it had to. */
  readonly authInfo?: unknown;
}

/**
 * Builds a server: `McpServer`, or the low-level `Server`, of `@modelcontextprotocol/sdk` or `@modelcontextprotocol/server`.
 *
 * It is called for each session of the legacy era and for each request of the modern one, and must build a new server
 * each time: one can speak to one client only.
 */
export type ServerFactory = (context: ServerContext) => AnyServer | Promise<AnyServer>;

/** A factory that notices when it is given something that is no server, or the same one twice. */
export function checkedFactory(factory: ServerFactory): ServerFactory {
  const built = new WeakSet<object>();
  return async (context) => {
    const server = await factory(context);
    if (typeof server !== 'object' || server === null || typeof server.connect !== 'function') {
      throw new TypeError('The function given to serve() must return an McpServer or a Server of the official SDK; '
        + `it returned ${server === null ? 'null' : typeof server}.`);
    }
    if (built.has(server)) {
      throw new TypeError('The function given to serve() returned the same server twice. A server can speak to one client only: '
        + 'build a new one at each call, as in serve(() => buildServer()).');
    }
    built.add(server);
    return server;
  };
}

/** A factory whose servers are observed. */
export function observedFactory(factory: ServerFactory, observer: Observer): ServerFactory {
  observer.metrics.instrumented.of().value = 1; // also while there is none yet: none will pass unseen
  return async (context) => {
    const server = await factory(context);
    observeServer(server, observer);
    return server;
  };
}
