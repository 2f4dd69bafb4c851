import { preloadSchemas } from '@modelcontextprotocol/client';
import { ConfigFile } from './config-file.js';
import { ProbeMetrics } from './probe-metrics.js';
import { Prober } from './prober.js';
import { onSignals } from '../drain/signals.js';
import { Listening, stop } from '../http/listen.js';
import { Log } from '../logging/log.js';
import { startManagementServer } from '../management/management-server.js';
import { startMetricsServer } from '../management/metrics-server.js';
import { readSettings, Settings } from '../settings/settings.js';

export interface ProbeOptions extends Partial<Settings> {
  /** The file that says what is probed. */
  readonly configFile: string;
  /** The namespace of agents whose namespace the file does not say. */
  readonly namespace?: string;
  /** How often it is looked whether the file changed, in milliseconds. Default: 5000. */
  readonly lookEvery?: number;
  /** Whether SIGTERM and SIGINT end the process once its sessions are ended. Default: true. */
  readonly signals?: boolean;
}

/** A probe that runs. */
export interface RunningProbe {
  readonly metricsPort: number | undefined;
  readonly managementPort: number | undefined;
  /** Ends the sessions that are open, and stops listening. */
  stop(): Promise<void>;
}

/**
 * Asks each agent of a configuration again and again, as a client does, and tells Prometheus what came of it.
 *
 * @throws SettingError for a configuration that makes no sense or a port that is taken
 */
export async function runProbe({ configFile, namespace, lookEvery, signals, ...given }: ProbeOptions): Promise<RunningProbe> {
  const settings = { ...readSettings(), ...given };
  const log = new Log(settings.logLevel);
  const metrics = new ProbeMetrics(log);
  const prober = new Prober(metrics, log);
  preloadSchemas(); // what the SDK builds at its first use would look like the slowness of the first agents
  const config = new ConfigFile(configFile, namespace, (read) => prober.take(read), metrics, log);
  const listening: Listening[] = [];
  let ended: Promise<void> | undefined;
  const end = () => ended ??= (async () => {
    config.close();
    await prober.stop();
  })();
  const stopAll = async () => {
    await end();
    await Promise.all(listening.map(({ server }) => stop(server)));
  };
  const start = async (port: number, started: () => Promise<Listening>) => {
    const one = port ? await started() : undefined;
    listening.push(...one ? [one] : []);
    return one?.port;
  };
  try {
    const managementPort = await start(settings.managementPort, () => startManagementServer(
      settings.managementPort,
      { check: async () => (ended ? 'draining' : undefined) },
      { start: end, isOver: async () => ended?.then(() => true) ?? false },
    ));
    const metricsPort = await start(settings.metricsPort, () => startMetricsServer(metrics, {
      port: settings.metricsPort, tokenFile: settings.metricsTokenFile, tlsDir: settings.metricsTlsDir,
    }));
    config.watch(lookEvery);
    log.info('probing', { configFile, targets: metrics.probeTargets.of().value, metricsPort, managementPort });
    const running = { metricsPort, managementPort, stop: stopAll };
    return signals === false ? running : onSignals(running, log);
  } catch (error) {
    await stopAll();
    throw error;
  }
}
