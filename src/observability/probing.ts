import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { AgentProbing } from './agent-probing';
import { TargetCluster } from '../cluster/target-cluster';
import { RUNTIME_IMAGE } from '../runtime/image';
import { fail, McpErrorCode } from '../validation/failure';
import { checkInteger, seconds } from '../validation/values';

/** How agents are probed. */
export interface ProbingOptions {
  /**
   * Time after which a probe has failed.
   *
   * @default Duration.seconds(10), or the interval where that is shorter
   */
  readonly timeout?: Duration;

  /**
   * How many probes run at once. Those of slow agents must not hold up all others.
   *
   * @default 20
   */
  readonly concurrency?: number;

  /**
   * The name of the probe's objects.
   *
   * @default "mcp-probe"
   */
  readonly name?: string;

  /**
   * The image of the runtime.
   *
   * @default - the one that was made with this version of the library
   */
  readonly runtimeImage?: string;

  /**
   * The cluster that the probe runs in.
   *
   * @default - that of the stack, or TargetCluster.of()
   */
  readonly cluster?: TargetCluster;
}

/** How one agent is probed, in the units of the probe's configuration. */
export interface ProbeTimes {
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
}

/** Whether agents are seen from outside: by a pod that calls each through its Service, as a client does. */
export class Probing {
  /** In this interval: from 15 to 60 seconds an alert knows within minutes, and a probe costs an agent some milliseconds of CPU. */
  public static every(interval: Duration, options: ProbingOptions = {}): Probing {
    return new Probing(interval, options);
  }

  /** Not at all. */
  public static none(): Probing {
    return new Probing();
  }

  private constructor(
    private readonly interval?: Duration,
    /** @internal */
    public readonly _options: ProbingOptions = {},
  ) {}

  /**
   * The same in a cluster, where none is said.
   *
   * @internal
   */
  public _in(cluster: TargetCluster | undefined): Probing {
    return new Probing(this.interval, { cluster, ...this._options });
  }

  /** @internal */
  public get _isOn(): boolean {
    return this.interval !== undefined;
  }

  /** @internal */
  public get _name(): string {
    return this._options.name ?? 'mcp-probe';
  }

  /** @internal */
  public get _image(): string {
    return this._options.runtimeImage ?? RUNTIME_IMAGE;
  }

  /** @internal */
  public get _cluster(): TargetCluster {
    return this._options.cluster ?? TargetCluster.of();
  }

  /** @internal */
  public get _concurrency(): number {
    return this._options.concurrency ?? 20;
  }

  /** @internal */
  public _times(scope: IConstruct, property: string, { _options: agent }: AgentProbing = AgentProbing.answers()): ProbeTimes {
    const intervalSeconds = seconds(scope, `${property}.interval`, agent.interval ?? this.interval!, 1);
    const timeout = agent.timeout ?? this._options.timeout;
    const timeoutSeconds = timeout ? seconds(scope, `${property}.timeout`, timeout, 1) : Math.min(10, intervalSeconds);
    if (timeoutSeconds > intervalSeconds) {
      fail(scope, McpErrorCode.MONITORING_INVALID,
        `${property}.timeout is ${timeoutSeconds} s, longer than the interval of ${intervalSeconds} s: a probe would meet the next. Shorten it.`);
    }
    return { intervalSeconds, timeoutSeconds };
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    if (this._isOn) {
      this._times(scope, 'probing');
      checkInteger(scope, McpErrorCode.MONITORING_INVALID, 'probing.concurrency', this._concurrency, 1, 1_000);
      this._cluster._check(scope);
      this._cluster._image(scope, 'probing.runtimeImage', this._image);
    }
  }
}
