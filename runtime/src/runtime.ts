import type { RequestListener, Server } from 'node:http';
import { authentication } from './auth/authentication.js';
import { Drain } from './drain/drain.js';
import { countBadRequests } from './http/bad-requests.js';
import { Exchanges } from './http/exchanges.js';
import { frontOf, FrontOptions, Route } from './http/front.js';
import { hostGuard } from './http/host-guard.js';
import { tellIdleTime } from './http/idle-connections.js';
import { listen, Listening, shut, stop } from './http/listen.js';
import { Served } from './http/served.js';
import { Audit } from './logging/audit.js';
import { Log } from './logging/log.js';
import { startManagementServer } from './management/management-server.js';
import { startMetricsServer } from './management/metrics-server.js';
import { Readiness } from './management/readiness.js';
import { Metrics } from './observation/metrics.js';
import { HttpObserver } from './observation/observe-http.js';
import { Observer } from './observation/observer.js';
import { Settings } from './settings/settings.js';
import { startTracing } from './tracing/start-tracing.js';
import { VERSION } from './version.js';

/** How the runtime stands to the server, as the metric `mcp_server_info` has it. */
export type Mode = 'serve' | 'register' | 'instrument' | 'bridge' | 'proxy';

/** What a process observes and says, before it is known what it serves. */
export class Base {
  public readonly metrics = new Metrics();
  public readonly observer = new Observer(this.metrics);
  public readonly http = new HttpObserver(this.metrics);
  public readonly exchanges = new Exchanges();
  public readonly log: Log;

  public constructor(public readonly settings: Settings, public readonly mode: Mode) {
    this.log = new Log(settings.logLevel);
    this.metrics.instrumented.of();
    if (settings.audit !== 'none') {
      this.observer.listeners.push(new Audit(this.log, settings.audit === 'arguments'));
    }
  }

  /** Says what runs; once the server has told its name. */
  public describe(server: { readonly name?: string; readonly version?: string; readonly sdk?: string; readonly transport?: string }): void {
    this.metrics.info.clear();
    const { name = '', version = '', sdk = '', transport = 'http' } = server;
    this.metrics.info.of(this.settings.serverName ?? name, version, sdk, transport, this.mode, VERSION).value = 1;
  }
}

/** A server that runs, with all around it. */
export interface Running {
  /** The port of the MCP endpoint. */
  readonly port: number;
  /** The port of the metrics; undefined where there are none. */
  readonly metricsPort: number | undefined;
  /** The port of health and drain; undefined where there is none. */
  readonly managementPort: number | undefined;
  /** Drains, and stops listening; resolves when nothing is left. */
  stop(reason?: string): Promise<void>;
}

/** What a mode adds to the front. */
export type Additions = Partial<Pick<FrontOptions, 'guards' | 'routes' | 'sessions'>> & {
  /**
   * What starts and ends with the server, such as the port for peers.
   *
   * @param handler answers as the MCP port does, without checks and counts: those were made where the request came in
   */
  readonly alongside?: (handler: RequestListener) => Promise<Listening | undefined>;
  /** Frees what was added, once nothing is left to do. */
  readonly end?: () => Promise<void> | void;
};

/** All that stands around a server but the MCP port itself. */
export interface Around {
  /** What answers the MCP port. */
  readonly front: RequestListener;
  /** What answers beside the MCP endpoint; the front asks them too. */
  readonly routes: readonly Route[];
  readonly drain: Drain;
  readonly readiness: Readiness;
  /** Notes a server that clients come in by: it takes nothing new once the process has drained. */
  readonly opened: (server: Server) => void;
  readonly metricsPort: number | undefined;
  readonly managementPort: number | undefined;
  /** Drains, and stops listening. */
  stop(reason?: string): Promise<void>;
  /** Frees everything at once, where the start failed. */
  abandon(): Promise<void>;
}

/** Puts everything around a server: checks, whose tokens are taken among them, counts, traces, metrics, health, drain. */
export async function surround(base: Base, served: Served, additions: Additions = {}): Promise<Around> {
  const { settings, metrics, log, exchanges, observer } = base;
  const tracing = await startTracing({ observer, log, serviceName: settings.serverName });
  const end = async () => {
    await served.end();
    await additions.end?.();
    await tracing?.end();
  };
  const doors: Server[] = [];
  const drain = new Drain({
    remaining: () => ({ calls: exchanges.inFlight, sessions: served.sessionsInUse() }),
    handOver: async () => served.handOver?.(),
    shut: async () => {
      await Promise.all(doors.map(shut));
    },
    end,
  }, { quiet: settings.drainQuietSeconds, limit: settings.drainLimitSeconds }, metrics, log);
  const auth = await authentication(settings, base);
  const routes = [...auth.routes, ...additions.routes ?? []];
  const answering = { path: settings.path, served, drain, exchanges, log };
  const front = frontOf({
    ...answering,
    guards: [hostGuard(settings.allowedHosts, settings.allowedOrigins), ...auth.guards, ...additions.guards ?? []],
    routes,
    sessions: additions.sessions,
    observer: base.http,
  });
  const readiness = new Readiness(served.probe, drain, metrics);
  const listening: Listening[] = [];
  const add = async (start: Promise<Listening | undefined> | undefined) => {
    const one = await start;
    listening.push(...one ? [one] : []);
    return one?.port;
  };
  const stopAll = () => Promise.all([...doors, ...listening.map(({ server }) => server)].map(stop));
  const abandon = async () => {
    await Promise.all([end(), stopAll()]);
  };
  try {
    await add(additions.alongside?.(frontOf({ ...answering, guards: [], routes: [], sessions: undefined, observer: undefined })));
    return {
      front,
      routes,
      drain,
      readiness,
      opened: (server) => void doors.push(server),
      managementPort: settings.managementPort ? await add(startManagementServer(settings.managementPort, readiness, drain)) : undefined,
      metricsPort: settings.metricsPort ? await add(startMetricsServer(metrics, {
        port: settings.metricsPort, tokenFile: settings.metricsTokenFile, tlsDir: settings.metricsTlsDir,
      })) : undefined,
      stop: async (reason = 'stopped') => {
        await drain.start(reason);
        await stopAll();
      },
      abandon,
    };
  } catch (error) {
    await abandon();
    throw error;
  }
}

/** Serves what is served on its ports, until it is asked to stop. */
export async function run(base: Base, served: Served, additions: Additions = {}): Promise<Running> {
  const { settings, log } = base;
  const around = await surround(base, served, additions);
  const { front, readiness, metricsPort, managementPort } = around;
  try {
    const { server, port } = await listen(front, { port: settings.port, host: settings.host }, 'MCP endpoint', 'MCP_PORT');
    around.opened(server);
    tellIdleTime(server, settings.drainQuietSeconds);
    countBadRequests(server, base.metrics);
    await readiness.check();
    log.info('serving', { mode: base.mode, port, path: settings.path, metricsPort, managementPort });
    return { port, metricsPort, managementPort, stop: around.stop };
  } catch (error) {
    await around.abandon();
    throw error;
  }
}
