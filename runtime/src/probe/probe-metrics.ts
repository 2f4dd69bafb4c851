import { Registry } from 'prom-client';
import { Outcome, PHASES } from './ask-agent.js';
import { Reason } from './failure.js';
import { Target } from './probe-config.js';
import { PROBE_METRICS } from '../contract.js';
import { Log } from '../logging/log.js';
import { Counters, Gauges, Histograms } from '../observation/families.js';
import { registerProcess } from '../observation/process.js';
import { Rendered, Rendering } from '../observation/rendering.js';

/** The longest name or version of a server that becomes a label: what it says of itself is free text. */
const MOST_LABEL = 100;

/** Every metric of the probe, by the names of the contract. */
export class ProbeMetrics implements Rendered {
  public readonly probeSuccess = new Gauges(PROBE_METRICS.probeSuccess);
  public readonly probeDuration = new Histograms(PROBE_METRICS.probeDuration);
  public readonly probePhaseDuration = new Gauges(PROBE_METRICS.probePhaseDuration);
  public readonly probeLastSuccess = new Gauges(PROBE_METRICS.probeLastSuccess);
  public readonly probes = new Counters(PROBE_METRICS.probes);
  public readonly probeFailures = new Counters(PROBE_METRICS.probeFailures);
  public readonly probeFailure = new Gauges(PROBE_METRICS.probeFailure);
  public readonly probeTargetInfo = new Gauges(PROBE_METRICS.probeTargetInfo);
  public readonly probeTargets = new Gauges(PROBE_METRICS.probeTargets);
  public readonly probesSkipped = new Counters(PROBE_METRICS.probesSkipped);
  public readonly probeConfigReloadSuccessful = new Gauges(PROBE_METRICS.probeConfigReloadSuccessful);
  public readonly probeConfigReloadTime = new Gauges(PROBE_METRICS.probeConfigReloadTime);

  private readonly registry = new Registry();

  public constructor(private readonly log: Log) {
    for (const key of Object.keys(PROBE_METRICS) as (keyof typeof PROBE_METRICS)[]) {
      // prom-client renders whatever has a name and answers get(); its types know its own classes alone.
      this.registry.registerMetric(this[key] as never);
    }
    registerProcess(this.registry);
  }

  public scrapeFailed(error: Error): void {
    this.log.error('a scrape failed', { error });
  }

  /** All metrics in the Prometheus text format. */
  public async render(): Promise<Rendering> {
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }

  /** The series of one agent. */
  public of(target: Target): TargetMetrics {
    return new TargetMetrics(this, target.namespace, target.agent);
  }
}

/** What is known of one agent; its series go when it is not probed any more. */
export class TargetMetrics {
  private readonly identity: readonly [string, string];
  private readonly reasons = new Set<Reason>();
  private info: readonly string[] | undefined;

  public constructor(private readonly metrics: ProbeMetrics, namespace: string, agent: string) {
    this.identity = [namespace, agent];
    // A counter is seen to grow only from a value that was seen.
    metrics.probes.of(...this.identity);
    metrics.probesSkipped.of(...this.identity);
    metrics.probeDuration.of(...this.identity);
  }

  public skipped(): void {
    this.metrics.probesSkipped.of(...this.identity).value++;
  }

  public ended({ reason, seconds, phases, described }: Outcome): void {
    const { metrics, identity } = this;
    metrics.probes.of(...identity).value++;
    metrics.probeSuccess.of(...identity).value = reason === undefined ? 1 : 0;
    this.forgetLast();
    PHASES.forEach((phase) => phases[phase] !== undefined && (metrics.probePhaseDuration.of(...identity, phase).value = phases[phase]));
    if (reason === undefined) {
      metrics.probeDuration.of(...identity).observe(seconds);
      metrics.probeLastSuccess.of(...identity).value = Date.now() / 1000;
    } else {
      this.reasons.add(reason);
      metrics.probeFailures.of(...identity, reason).value++;
      metrics.probeFailure.of(...identity, reason).value = 1;
    }
    if (described) {
      this.info = [described.name, described.version, described.protocolVersion].map((text) => text.slice(0, MOST_LABEL));
      metrics.probeTargetInfo.of(...identity, ...this.info).value = 1;
    }
  }

  /** Takes every series of the agent away. */
  public remove(): void {
    const { metrics, identity } = this;
    this.forgetLast();
    this.reasons.forEach((reason) => metrics.probeFailures.remove(...identity, reason));
    for (const family of [metrics.probes, metrics.probeSuccess, metrics.probeDuration, metrics.probeLastSuccess, metrics.probesSkipped]) {
      family.remove(...identity);
    }
  }

  /** Takes away what the last probe said and this one may not say again. */
  private forgetLast(): void {
    const { metrics, identity } = this;
    PHASES.forEach((phase) => metrics.probePhaseDuration.remove(...identity, phase));
    this.reasons.forEach((reason) => metrics.probeFailure.remove(...identity, reason));
    if (this.info) {
      metrics.probeTargetInfo.remove(...identity, ...this.info);
    }
  }
}
