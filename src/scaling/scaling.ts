import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { LoadSource } from './load-source';
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

  /**
   * How many replicas there are at least while load can't be read, as when Prometheus is gone: those that there were stay, and where they
   * are fewer than this, more come.
   *
   * @default - the minimum
   */
  readonly fallbackReplicas?: number;
}

/** What a behavior is once its defaults are in it; the fallback's is the minimum. */
type CompleteBehavior = Required<Omit<ScalingBehavior, 'fallbackReplicas'>>;

/** What is chosen beside the bounds. */
interface Choice {
  readonly metrics?: ScalingMetric[];
  readonly behavior?: ScalingBehavior;
  readonly source?: LoadSource;
}

/** Below it two looks of the autoscaler, 15 s apart, and the figures' own delay of up to 30 s would make replicas come and go. */
const LEAST_SCALE_DOWN_WINDOW = 60;

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
   * @param min at least 1: with none, something would have to hold requests until a first pod is there, and nothing does
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
    private readonly choice: Choice = {},
  ) {}

  /** The same bounds with other metrics; of several, the one that asks for most replicas decides. */
  public on(...metrics: ScalingMetric[]): Scaling {
    return this.with({ metrics });
  }

  /** The same bounds and metrics, faster or slower. */
  public behaving(behavior: ScalingBehavior): Scaling {
    return this.with({ behavior: { ...this.choice.behavior, ...behavior } });
  }

  /**
   * The same, with load read by somebody else than the McpObservability that monitors the agent would have it. Metrics of CPU and memory
   * alone need none.
   */
  public from(source: LoadSource): Scaling {
    return this.with({ source });
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
    const { metrics = [] } = this.choice;
    return this.kind !== 'between' || metrics.length > 0 ? [...metrics] : [ScalingMetric.cpu(70)];
  }

  /**
   * The resources that the number of replicas follows.
   *
   * @internal
   */
  public get _resources(): ScaledResource[] {
    return this.metrics.flatMap(({ resource }) => resource ?? []);
  }

  /**
   * Whether any of it is read from Prometheus, so that the kubelet's figures alone would not do.
   *
   * @internal
   */
  public get _needsSource(): boolean {
    return this.metrics.some(({ resource }) => resource === undefined);
  }

  /**
   * Whether any of it is the runtime's, so that the agent is scraped often.
   *
   * @internal
   */
  public get _readsLoad(): boolean {
    return this.metrics.some(({ _load }) => _load !== undefined);
  }

  /**
   * Who reads it, where that is said.
   *
   * @internal
   */
  public get _source(): LoadSource | undefined {
    return this.choice.source;
  }

  /** @internal */
  public get _behavior(): CompleteBehavior {
    const { scaleDownPercentPerMinute = 25, scaleDownStabilization, scaleUpStabilization } = this.choice.behavior ?? {};
    return {
      scaleUpStabilization: scaleUpStabilization ?? Duration.seconds(0),
      scaleDownStabilization: scaleDownStabilization ?? Duration.minutes(5),
      scaleDownPercentPerMinute,
    };
  }

  /**
   * The same, whose replicas leave no faster than what they hand on turns up at the others, unless somebody said how fast.
   *
   * @param grace how long a pod that leaves has, in seconds
   * @internal
   */
  public _drainedWithin(grace: number): Scaling {
    const isSaid = this.choice.behavior?.scaleDownStabilization !== undefined;
    const moves = this.metrics.some(({ _load }) => _load?.moves);
    const window = Math.min(3600, grace);
    return isSaid || !moves || window <= this._behavior.scaleDownStabilization.toSeconds()
      ? this
      : this.behaving({ scaleDownStabilization: Duration.seconds(window) });
  }

  /** @internal */
  public get _fallbackReplicas(): number {
    return this.choice.behavior?.fallbackReplicas ?? this.minReplicas;
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    this.checkBounds(scope);
    const { metrics = [], source } = this.choice;
    if (this.kind !== 'between' && metrics.length > 0) {
      const instead = this.isFixed ? `fixes ${this.minReplicas} replicas` : 'leaves the number of replicas to another autoscaler';
      fail(scope, McpErrorCode.REPLICAS_CONFLICT,
        `scaling ${instead} and names metrics to scale on. Use Scaling.between(min, max).on(...), or leave "on" out.`);
    }
    this.metrics.forEach((metric) => metric._check(scope));
    const names = this.metrics.map(({ name }) => name);
    if (new Set(names).size < names.length) {
      fail(scope, McpErrorCode.SCALING_INVALID, `scaling names the metric "${names.find((each, at) => names.indexOf(each) !== at)}" twice. Keep one of them.`);
    }
    source?._check(scope);
    if (this.kind === 'between') {
      this.checkBehavior(scope);
    }
  }

  private with(choice: Choice): Scaling {
    return new Scaling(this.kind, this.minReplicas, this.maxReplicas, { ...this.choice, ...choice });
  }

  private checkBounds(scope: IConstruct): void {
    if (this.minReplicas === 0) {
      fail(scope, McpErrorCode.SCALING_INVALID,
        `${this.isFixed ? 'scaling.replicas' : 'scaling.min'} is 0. Use a whole number of at least 1: with no replica a client gets an error, since nothing holds its request until a first pod is there. `
        + 'To take an agent away for a while, delete its chart\'s objects, or kubectl scale its Deployment by hand.');
    }
    checkInteger(scope, McpErrorCode.SCALING_INVALID, this.isFixed ? 'scaling.replicas' : 'scaling.min', this.minReplicas, 1);
    checkInteger(scope, McpErrorCode.SCALING_INVALID, 'scaling.max', this.maxReplicas, 1);
    if (this.minReplicas > this.maxReplicas) {
      fail(scope, McpErrorCode.SCALING_INVALID, `scaling has the minimum ${this.minReplicas} above the maximum ${this.maxReplicas}. Swap them, or use Scaling.fixed(${this.minReplicas}).`);
    }
  }

  private checkBehavior(scope: IConstruct): void {
    const { scaleUpStabilization, scaleDownStabilization, scaleDownPercentPerMinute } = this._behavior;
    for (const [property, window] of Object.entries({ scaleUpStabilization, scaleDownStabilization })) {
      if (seconds(scope, `scaling.${property}`, window) > 3600) {
        fail(scope, McpErrorCode.SCALING_INVALID, `scaling.${property} is above an hour, which Kubernetes refuses. Use at most Duration.hours(1).`);
      }
    }
    if (scaleDownStabilization.toSeconds() < LEAST_SCALE_DOWN_WINDOW) {
      fail(scope, McpErrorCode.SCALING_INVALID,
        `scaling.scaleDownStabilization is ${scaleDownStabilization.toSeconds()} s: figures of load are up to 30 s old and looked at each 15 s, so replicas would come and go with every gap between calls. `
        + `Use at least Duration.seconds(${LEAST_SCALE_DOWN_WINDOW}).`);
    }
    checkInteger(scope, McpErrorCode.SCALING_INVALID, 'scaling.scaleDownPercentPerMinute', scaleDownPercentPerMinute, 1, 100);
    checkInteger(scope, McpErrorCode.SCALING_INVALID, 'scaling.fallbackReplicas', this._fallbackReplicas, this.minReplicas, this.maxReplicas);
  }
}
