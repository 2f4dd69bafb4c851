import { checkedFactory, observedFactory, ServerFactory } from './factory.js';
import { sdkOf } from './sdk.js';
import { ServedFactory } from './served-factory.js';
import { serverLink } from './server-link.js';
import { onSignals } from '../drain/signals.js';
import { learner } from '../management/learner.js';
import { ProbeSession } from '../management/probe-session.js';
import { AnyServer } from '../observation/observe-server.js';
import { Base, run, Running } from '../runtime.js';
import { EventStoreLike } from '../sessions/named-event-store.js';
import { openStore, overReplicas, selfOf } from '../sessions/replicas.js';
import { readSettings, Settings } from '../settings/settings.js';

/** What a program may say itself; what it leaves out is read from the environment. */
export interface ServeOptions extends Partial<Pick<Settings,
'host' | 'port' | 'path' | 'metricsPort' | 'managementPort' | 'sessions' | 'maxSessions' | 'sessionIdleSeconds' | 'peers' | 'redisUrl'
| 'allowedHosts' | 'allowedOrigins' | 'drainQuietSeconds' | 'drainLimitSeconds' | 'maxBodyBytes' | 'logLevel'>> {
  /**
   * Keeps what was sent to sessions, so that a client whose stream broke can ask for what it missed: an `EventStore` of
   * the SDK. One for all sessions will do, since no session sees what is another's. Default: none.
   */
  readonly eventStore?: EventStoreLike;
  /** Whether SIGTERM and SIGINT drain the process and end it. Default: true. */
  readonly signals?: boolean;
}

/**
 * Serves MCP over Streamable HTTP, as production wants it: both eras where the SDK has both, sessions that any replica
 * serves, metrics, health, and an end that loses no call.
 *
 *     import { serve } from 'mcp-agent-runtime';
 *     await serve(() => buildServer());
 *
 * @throws SettingError for a setting that makes no sense or a port that is taken
 * @throws TypeError for a factory that returns no server, or the same one twice
 */
export async function serve(factory: ServerFactory, { eventStore, signals = true, ...options }: ServeOptions = {}): Promise<Running> {
  const settings = { ...readSettings(), ...options };
  const base = new Base(settings, 'serve');
  const checked = checkedFactory(factory);
  const build = async () => checked({ era: 'legacy' });
  const first = await build();
  const sdk = await sdkOf(first);
  await closed(await build()); // throws for a factory that builds one server only: now, and not at the second client
  // The probe's server is not observed: what it is asked no client asked.
  const probe = new ProbeSession(serverLink(startingWith(first, build)), learner(base, sdk.name));
  const store = await openStore(base);
  const served = new ServedFactory({
    base, sdk, factory: observedFactory(checked, base.observer), probe, owner: selfOf(settings), store, eventStore,
  });
  const running = await run(base, served, overReplicas(base, served, served.portable));
  return signals ? onSignals(running, base.log) : running;
}

/** Hands out the first, then builds more. */
function startingWith<Value>(first: Value, build: () => Promise<Value>): () => Promise<Value> {
  let given = false;
  return async () => {
    const value = given ? await build() : first;
    given = true;
    return value;
  };
}

async function closed(server: AnyServer & { close?(): Promise<void> }): Promise<void> {
  await server.close?.();
}
