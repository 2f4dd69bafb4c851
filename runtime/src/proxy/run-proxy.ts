import { ServedUpstream } from './served-upstream.js';
import { SessionIds } from './session-ids.js';
import { HostHeader, Upstream } from './upstream.js';
import { wellKnown } from './well-known.js';
import { onSignals } from '../drain/signals.js';
import { Base, run, Running } from '../runtime.js';
import { overReplicas } from '../sessions/replicas.js';
import { ownerToken } from '../sessions/session-id.js';
import { readSettings, Settings } from '../settings/settings.js';

export interface ProxyOptions extends Partial<Settings> {
  /** The server's MCP endpoint, such as `http://127.0.0.1:3000/mcp`. */
  readonly upstream: string;
  /**
   * Which Host the server sees: that of `upstream`, which every server takes, or the one that the client asked for.
   *
   * @default upstream
   */
  readonly hostHeader?: HostHeader;
  /** Whether SIGTERM and SIGINT drain the process and end it. Default: true. */
  readonly signals?: boolean;
}

/**
 * Stands before an MCP server that speaks HTTP, whatever its language, and observes and drains it. The server keeps
 * everything else to itself: what it answers is passed on as it comes.
 *
 * @throws SettingError for a setting that makes no sense or a port that is taken
 */
export async function runProxy({ upstream: url, hostHeader = 'upstream', signals, ...given }: ProxyOptions): Promise<Running> {
  const settings = { ...readSettings(), ...given };
  const ids = new SessionIds(settings.peers && ownerToken(settings.peers.podIp));
  const upstream = new Upstream(url, hostHeader, ids);
  const base = new Base(settings, 'proxy');
  const served = new ServedUpstream(base, upstream, ids);
  const running = await run(base, served, {
    ...overReplicas(base, served),
    routes: settings.oauth ? [] : [wellKnown(upstream)],
  });
  return signals === false ? running : onSignals(running, base.log);
}
