import { Surroundings } from './surroundings.js';
import { AnyServer, observeServer } from '../observation/observe-server.js';

export interface InstrumentOptions {
  /**
   * Whether SIGTERM and SIGINT wait until the calls in flight are answered. Afterwards the program's own handlers run, or,
   * where it has none, the process ends. Default: false.
   */
  readonly signals?: boolean;
}

let surroundings: Surroundings | undefined;

/**
 * Observes a server that its program serves by itself, over whatever transport: counts what `serve()` counts, traces and
 * audits it, and opens the metrics and the management port, once for the process. Call it before `connect`, for every
 * server that is built; options count at the first call.
 *
 *     import { instrument } from 'mcp-agent-runtime';
 *     await instrument(buildServer()).connect(transport);
 *
 * What only who serves can know stays with the program: HTTP's own counts, checks of Host, Origin and tokens, sessions, and
 * whether the endpoint is up. `/readyz` tells whether the process drains, and no more. The ports keep no process alive.
 *
 * @returns the very server that it was given
 * @throws SettingError for a setting that makes no sense; a port that is taken is logged, and the server served without
 */
export function instrument<Server extends AnyServer>(server: Server, options: InstrumentOptions = {}): Server {
  surroundings ??= new Surroundings(options.signals ?? false);
  observeServer(server, surroundings.observer);
  return server;
}
