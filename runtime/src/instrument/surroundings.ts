import { Drain } from '../drain/drain.js';
import { holdSignals } from '../drain/hold-signals.js';
import { Listening } from '../http/listen.js';
import { startManagementServer } from '../management/management-server.js';
import { startMetricsServer } from '../management/metrics-server.js';
import { Readiness } from '../management/readiness.js';
import { Observer } from '../observation/observer.js';
import { ServerInfo, serverInfoIn } from '../observation/server-info.js';
import { Base } from '../runtime.js';
import { readSettings } from '../settings/settings.js';
import { startTracing } from '../tracing/start-tracing.js';

/** What stands around servers that somebody else serves: one of it in a process. */
export class Surroundings {
  private readonly base = new Base(readSettings(), 'instrument');
  private flush: (() => Promise<void>) | undefined;

  public constructor(signals: boolean) {
    const { observer, log, settings, metrics } = this.base;
    const drain = new Drain({
      remaining: () => ({ calls: observer.inFlight, sessions: 0 }),
      end: async () => this.flush?.(),
    }, { quiet: settings.drainQuietSeconds, limit: settings.drainLimitSeconds }, metrics, log);
    if (signals) {
      holdSignals((signal) => drain.start(signal), log);
    }
    this.describeByResults();
    this.start(drain).catch((error: Error) => log.error(error.message));
  }

  public get observer(): Observer {
    return this.base.observer;
  }

  private async start(drain: Drain): Promise<void> {
    const { metrics, observer, log, settings } = this.base;
    const readiness = new Readiness(async () => {}, drain, metrics);
    // The server lives as long as its program wants it to, and not for our sake.
    const open = async (start: Promise<Listening>) => {
      const { server } = await start;
      server.unref().on('connection', (socket) => socket.unref());
    };
    await Promise.all([
      settings.metricsPort ? open(startMetricsServer(metrics, {
        port: settings.metricsPort, tokenFile: settings.metricsTokenFile, tlsDir: settings.metricsTlsDir,
      })) : undefined,
      settings.managementPort ? open(startManagementServer(settings.managementPort, readiness, drain)) : undefined,
      startTracing({ observer, log, serviceName: settings.serverName }).then((tracing) => {
        this.flush = tracing && (() => tracing.end());
      }),
    ]);
    await readiness.check();
  }

  /** A server tells its name and version when it is asked to begin; in the modern era, which has no beginning, with each result. */
  private describeByResults(): void {
    let known: ServerInfo | undefined;
    this.base.observer.listeners.push({
      ended: ({ networkTransport }, _outcome, response) => {
        const info = serverInfoIn(response?.result);
        if (info && (info.name !== known?.name || info.version !== known?.version)) {
          known = info;
          this.base.describe({ name: info.name, version: info.version, transport: networkTransport === 'pipe' ? 'stdio' : 'http' });
        }
      },
    });
  }
}
