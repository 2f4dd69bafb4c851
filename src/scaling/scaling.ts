import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ScaledResource } from './scaled-resource';
import { ScalingMetric } from './scaling-metric';
import { fail, McpErrorCode } from '../validation/failure';
import { checkInteger, seconds } from '../validation/values';

/** How fast replicas come and go. */
export interface ScalingBehavior {
  /**
   * How long load must have been high before replicas are added.
   *
   * @default Duration.seconds(0): at once
   */
  readonly scaleUpStabilization?: Duration;

  /**
   * How long load must have been low before replicas are taken away.
   *
   * @default Duration.minutes(5), the longest tool call that the SDK's clients wait for by default (60 s) several times over
   */
  readonly scaleDownStabilization?: Duration;

  /**
   * How many of the replicas may leave within a minute, in per cent. Kubernetes' own default of 100 in 15 s would end
   * every session at once.
   *
   * @default 25
   */
  readonly scaleDownPercentPerMinute?: number;
}

/** How many replicas an agent has. */
export class Scaling {
  /**
   * Always the same number.
   *
   * @param replicas at least 1
   */
  public static fixed(replicas: number): Scaling {
    return new Scaling('fixed', replicas, replicas);
  }

  /**
   * As many as the load needs, within bounds. Load is CPU at 70 per cent of the request unless `on` says otherwise.
   *
   * @param min at least 1
   * @param max at least `min`
   */
  public static between(min: number, max: number): Scaling {
    return new Scaling('between', min, max);
  }

  /**
   * As many as an autoscaler of your own sets, such as a KEDA ScaledObject: neither replicas nor a
   * HorizontalPodAutoscaler are written.
   *
   * @param min the fewest that it sets, at least 1
   * @param max the most that it sets, at least `min`
   */
  public static external(min: number, max: number): Scaling {
    return new Scaling('external', min, max);
  }

  /**
   * What an agent has when nothing is said: 2 to 10 replicas by CPU where any replica can serve any request, else one.
   *
   * @internal
   */
  public static _default(anyReplica: boolean): Scaling {
    return anyReplica ? Scaling.between(2, 10) : Scaling.fixed(1);
  }

  private constructor(
    private readonly kind: 'fixed' | 'between' | 'external',
    /** The smallest number of replicas. */
    public readonly minReplicas: number,
    /** The largest number of replicas. */
    public readonly maxReplicas: number,
    private readonly chosen: ScalingMetric[] = [],
    private readonly behavior: ScalingBehavior = {},
  ) {}

  /** The same bounds with other metrics; of several, the one that asks for most replicas decides. */
  public on(...metrics: ScalingMetric[]): Scaling {
    return new Scaling(this.kind, this.minReplicas, this.maxReplicas, metrics, this.behavior);
  }

  /** The same bounds and metrics, faster or slower. */
  public behaving(behavior: ScalingBehavior): Scaling {
    return new Scaling(this.kind, this.minReplicas, this.maxReplicas, this.chosen, { ...this.behavior, ...behavior });
  }

  /** Whether the number never changes. */
  public get isFixed(): boolean {
    return this.kind === 'fixed';
  }

  /** Whether an autoscaler of the user's own sets the number. */
  public get isExternal(): boolean {
    return this.kind === 'external';
  }

  /** What the number of replicas follows; empty where it is fixed, or set by another autoscaler. */
  public get metrics(): ScalingMetric[] {
    return this.kind !== 'between' || this.chosen.length > 0 ? [...this.chosen] : [ScalingMetric.cpu(70)];
  }

  /**
   * The resources that the number of replicas follows.
   *
   * @internal
   */
  public get _resources(): ScaledResource[] {
    return this.metrics.map((metric) => metric.resource);
  }

  /** @internal */
  public get _behavior(): Required<ScalingBehavior> {
    return {
      scaleUpStabilization: this.behavior.scaleUpStabilization ?? Duration.seconds(0),
      scaleDownStabilization: this.behavior.scaleDownStabilization ?? Duration.minutes(5),
      scaleDownPercentPerMinute: this.behavior.scaleDownPercentPerMinute ?? 25,
    };
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    checkInteger(scope, McpErrorCode.SCALING_INVALID, this.isFixed ? 'scaling.replicas' : 'scaling.min', this.minReplicas, 1);
    checkInteger(scope, McpErrorCode.SCALING_INVALID, 'scaling.max', this.maxReplicas, 1);
    if (this.minReplicas > this.maxReplicas) {
      fail(scope, McpErrorCode.SCALING_INVALID, `scaling has the minimum ${this.minReplicas} above the maximum ${this.maxReplicas}. Swap them, or use Scaling.fixed(${this.minReplicas}).`);
    }
    if (this.kind !== 'between' && this.chosen.length > 0) {
      const instead = this.isFixed ? `fixes ${this.minReplicas} replicas` : 'leaves the number of replicas to another autoscaler';
      fail(scope, McpErrorCode.REPLICAS_CONFLICT,
        `scaling ${instead} and names metrics to scale on. Use Scaling.between(min, max).on(...), or leave "on" out.`);
    }
    this.metrics.forEach((metric) => metric._check(scope));
    const resources = this._resources;
    if (new Set(resources).size < resources.length) {
      fail(scope, McpErrorCode.SCALING_INVALID, `scaling names the metric "${resources.find((each, at) => resources.indexOf(each) !== at)}" twice. Keep one of them.`);
    }
    this.checkBehavior(scope);
  }

  private checkBehavior(scope: IConstruct): void {
    const { scaleUpStabilization, scaleDownStabilization, scaleDownPercentPerMinute } = this._behavior;
    for (const [property, window] of Object.entries({ scaleUpStabilization, scaleDownStabilization })) {
      if (seconds(scope, `scaling.${property}`, window) > 3600) {
        fail(scope, McpErrorCode.SCALING_INVALID, `scaling.${property} is above an hour, which Kubernetes refuses. Use at most Duration.hours(1).`);
      }
    }
    checkInteger(scope, McpErrorCode.SCALING_INVALID, 'scaling.scaleDownPercentPerMinute', scaleDownPercentPerMinute, 1, 100);
  }
}
