import { ScalingHistory } from './behavior';
import { NoMetric, ObservedPod, replicasForAverage, replicasForExternal, replicasForUtilization } from './replicas';
import { AutoscalerSettings, MetricTarget } from './settings';

/** What an autoscaler finds when it looks. */
export interface Observed {
  /** Seconds since the start. */
  readonly now: number;
  /** `spec.replicas` of what it scales. */
  readonly specReplicas: number;
  /** `status.replicas` of it: those that are being deleted are none of them. */
  readonly statusReplicas: number;
  /** The whole agent's figure of an external metric; undefined where the question fails. */
  readonly external: (name: string) => number | undefined;
  /** The pods, with their figures of a metric. */
  readonly pods: (metric: MetricTarget) => readonly ObservedPod[];
}

/** One HorizontalPodAutoscaler, looked at every 15 s. */
export class Autoscaler {
  private readonly history = new ScalingHistory();

  public constructor(public readonly settings: AutoscalerSettings) {}

  /** The replicas that there should be from now on. */
  public look(observed: Observed): number {
    const { minReplicas, maxReplicas } = this.settings;
    const { now, specReplicas } = observed;
    this.history.begin(now, specReplicas);
    if (specReplicas === 0 && minReplicas !== 0) {
      return 0;
    }
    const wanted = specReplicas > maxReplicas ? maxReplicas : specReplicas < minReplicas ? minReplicas : this.byLoad(observed);
    if (wanted !== specReplicas && !this.settings.isPlain) {
      this.history.record(now, specReplicas, wanted, this.settings);
    }
    return wanted;
  }

  private byLoad(observed: Observed): number {
    const { now, specReplicas } = observed;
    const wish = this.wish(observed);
    if (wish === undefined) {
      return specReplicas;
    }
    const stabilized = this.history.stabilized(now, specReplicas, wish, this.settings);
    return this.history.paced(now, specReplicas, stabilized, this.settings);
  }

  /** What the metric that asks for most replicas asks for; where one has no figure, the others may only ask for more. */
  private wish(observed: Observed): number | undefined {
    const wishes = this.settings.metrics.map((metric) => this.wishOf(metric, observed));
    const known = wishes.filter((wish) => wish !== undefined);
    const most = known.length === 0 ? undefined : Math.max(...known);
    return most === undefined || (known.length < wishes.length && most < observed.specReplicas) ? undefined : most;
  }

  private wishOf(metric: MetricTarget, observed: Observed): number | undefined {
    const tolerances = { scaleUp: this.settings.scaleUp.tolerance, scaleDown: this.settings.scaleDown.tolerance };
    const { now, specReplicas, statusReplicas } = observed;
    if (metric.kind === 'external') {
      const value = observed.external(metric.name);
      return value === undefined ? undefined : replicasForExternal(statusReplicas, milli(value), milli(metric.perReplica), tolerances);
    }
    try {
      const pods = observed.pods(metric);
      return metric.kind === 'pods'
        ? replicasForAverage(specReplicas, pods, metric.perReplica * 1000, tolerances, now)
        : replicasForUtilization(specReplicas, pods, metric.percent, metric.resource === 'cpu', tolerances, now);
    } catch (error) {
      if (error instanceof NoMetric) {
        return undefined;
      }
      throw error;
    }
  }
}

/** In thousandths, as quantities are. */
function milli(value: number): number {
  return Math.trunc(value * 1000);
}
