import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import {
  CpuBoundLoadOptions, fitCpu, fitMemory, fitProcesses, FittedTarget, FullnessOptions, MemoryBoundLoadOptions, StdioLoadOptions,
} from './fitted-target';
import { CALLS_IN_FLIGHT, callRate, McpLoad, OPEN_STREAMS, SESSIONS } from './mcp-load';
import { ScaledResource } from './scaled-resource';
import { McpServer } from '../agent/mcp-server';
import { fail, McpErrorCode } from '../validation/failure';
import { checkInteger } from '../validation/values';

/** How a rate of calls is taken. */
export interface CallRateOptions {
  /**
   * The time over which calls are counted. A shorter one follows load sooner and is less even.
   *
   * @default Duration.minutes(1)
   */
  readonly over?: Duration;
}

/** Where the figure of a metric comes from: the kubelet, the runtime, or a question of the user's own. */
export type MetricSource =
  | { readonly resource: ScaledResource }
  | { readonly load: McpLoad }
  | { readonly query: string };

/** The names that triggers of ours have, so that no question of the user's own takes one. */
const NAMES = {
  callsInFlight: 'calls-in-flight', sessions: 'sessions', openStreams: 'open-streams', callsPerSecond: 'calls-per-second',
} as const;

/** The least and the most that one replica may be to have; Kubernetes counts in thousandths. */
const LEAST = 0.001;
const MOST = 1_000_000_000;

/** What load is: a figure of the agent and the value of it that one replica should have. */
export class ScalingMetric {
  /**
   * CPU of the server's container, sidecars left out.
   *
   * @param percent of the CPU request, 1 to 1000
   */
  public static cpu(percent: number): ScalingMetric {
    return new ScalingMetric(ScaledResource.CPU, percent, { resource: ScaledResource.CPU });
  }

  /**
   * Memory of the server's container, sidecars left out. Few servers give memory back when load falls: what scaled up
   * by memory seldom scales down again.
   *
   * @param percent of the memory request, 1 to 1000
   */
  public static memory(percent: number): ScalingMetric {
    return new ScalingMetric(ScaledResource.MEMORY, percent, { resource: ScaledResource.MEMORY });
  }

  /**
   * Requests that wait for their response: what most servers should scale on, since it rises with the load and with whatever slows the
   * server. Read by KEDA from Prometheus.
   *
   * @param perReplica how many one replica should have, a whole number of at least 1
   */
  public static callsInFlight(perReplica: number): ScalingMetric {
    return new ScalingMetric(NAMES.callsInFlight, perReplica, { load: CALLS_IN_FLIGHT });
  }

  /**
   * Open sessions of the legacy era, where each costs something while nobody calls: memory, or a process of a stdio server.
   *
   * @param perReplica how many one replica should have, a whole number of at least 1
   */
  public static sessions(perReplica: number): ScalingMetric {
    return new ScalingMetric(NAMES.sessions, perReplica, { load: SESSIONS });
  }

  /**
   * Open SSE responses: a legacy client's GET, a modern client's `subscriptions/listen`, and answers that stream.
   *
   * @param perReplica how many one replica should have, a whole number of at least 1
   */
  public static openStreams(perReplica: number): ScalingMetric {
    return new ScalingMetric(NAMES.openStreams, perReplica, { load: OPEN_STREAMS });
  }

  /**
   * Requests that are answered in a second, for servers whose calls all cost the same. It follows a change over the whole time that it is
   * taken over; calls in flight follow at once.
   *
   * @param perReplica how many one replica should have, at least 0.001
   */
  public static callsPerSecond(perReplica: number, options: CallRateOptions = {}): ScalingMetric {
    const over = options.over ?? Duration.minutes(1);
    return new ScalingMetric(NAMES.callsPerSecond, perReplica, { load: callRate(over.toSeconds({ integral: false })) });
  }

  /**
   * Anything that Prometheus knows, such as the length of a queue.
   *
   * @param name of its trigger: lower case letters, digits and hyphens
   * @param query PromQL that gives one number, the sum of all replicas; nothing, where nothing is known
   * @param perReplica how much of it one replica should have, at least 0.001
   */
  public static promQl(name: string, query: string, perReplica: number): ScalingMetric {
    return new ScalingMetric(name, perReplica, { query });
  }

  /**
   * Sessions of a stdio server, each of which has a process: as many as leave room for those that come until another replica is there. One
   * that has as many processes as it may have answers 503.
   *
   * @param server of the agent: McpServer.stdio, .npm, .pypi or .baked
   */
  public static forStdio(server: McpServer, options: StdioLoadOptions = {}): ScalingMetric {
    return ScalingMetric.fitted('forStdio', NAMES.sessions, SESSIONS, fitProcesses(server, options), options);
  }

  /**
   * Calls in flight of a server whose calls wait for its CPU: as many as there are while the CPU is as busy as it should be. It follows
   * load within seconds, where CPU as the kubelet tells it takes up to 45.
   */
  public static forCpuBound(options: CpuBoundLoadOptions): ScalingMetric {
    return ScalingMetric.fitted('forCpuBound', NAMES.callsInFlight, CALLS_IN_FLIGHT, fitCpu(options), options);
  }

  /** Sessions of a server that keeps something of each in memory: as many as fit. */
  public static forMemoryBound(options: MemoryBoundLoadOptions): ScalingMetric {
    return ScalingMetric.fitted('forMemoryBound', NAMES.sessions, SESSIONS, fitMemory(options), options);
  }

  private static fitted(
    factory: string, name: string, load: McpLoad, { problem, target }: FittedTarget, { fullness = 70 }: FullnessOptions,
  ): ScalingMetric {
    const range = Number.isFinite(fullness) && fullness >= 1 && fullness <= 100 ? undefined : `fullness is ${fullness}. Use 1 to 100 per cent`;
    const found = range ?? problem;
    return new ScalingMetric(name, target, { load }, found === undefined ? undefined : `ScalingMetric.${factory}: ${found}.`);
  }

  private constructor(
    /** The name of the metric: "cpu", "calls-in-flight", or that of a question of one's own. */
    public readonly name: string,
    /** The value that one replica should have; of CPU and memory in per cent of the request. */
    public readonly target: number,
    /** @internal */
    public readonly _source: MetricSource,
    /** Why the target could not be worked out. */
    private readonly problem?: string,
  ) {}

  /** The resource that is looked at; undefined where the figure comes from Prometheus. */
  public get resource(): ScaledResource | undefined {
    return 'resource' in this._source ? this._source.resource : undefined;
  }

  /**
   * The load that is read from the runtime's metrics; undefined where it is something else.
   *
   * @internal
   */
  public get _load(): McpLoad | undefined {
    return 'load' in this._source ? this._source.load : undefined;
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    if (this.problem !== undefined) {
      fail(scope, McpErrorCode.SCALING_INVALID, this.problem);
    }
    if (this.resource) {
      checkInteger(scope, McpErrorCode.SCALING_INVALID, `ScalingMetric.${this.name}`, this.target, 1, 1000);
      return;
    }
    this.checkTarget(scope);
    if (this._load?.over !== undefined) {
      checkInteger(scope, McpErrorCode.SCALING_INVALID, 'ScalingMetric.callsPerSecond, the seconds of "over",', this._load.over, 20, 600);
    }
    if ('query' in this._source) {
      this.checkQuery(scope, this._source.query);
    }
  }

  /** What is counted is whole; a rate, and what a question of one's own gives, may be less than one. */
  private checkTarget(scope: IConstruct): void {
    const property = `ScalingMetric.${this._load?.property ?? 'promQl'}, for each replica,`;
    if (this._load && this._load.over === undefined) {
      checkInteger(scope, McpErrorCode.SCALING_INVALID, property, this.target, 1, MOST);
    } else if (!(this.target >= LEAST && this.target <= MOST)) {
      fail(scope, McpErrorCode.SCALING_INVALID, `${property} is ${this.target}. Use a number from ${LEAST} to ${MOST}.`);
    }
  }

  private checkQuery(scope: IConstruct, query: string): void {
    const taken: readonly string[] = [...Object.values(NAMES), ...Object.values(ScaledResource)];
    if (!/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(this.name) || taken.includes(this.name)) {
      fail(scope, McpErrorCode.SCALING_INVALID,
        `ScalingMetric.promQl is named "${this.name}". Use lower case letters, digits and hyphens, a letter first, at most 63, and none of ${taken.join(', ')}.`);
    }
    if (typeof query !== 'string' || query.trim() === '' || /[\n\r]/.test(query)) {
      fail(scope, McpErrorCode.SCALING_INVALID,
        `ScalingMetric.promQl "${this.name}" asks nothing, or asks on several lines. Give one line of PromQL that gives one number, such as sum(queue_length{queue="mail"}).`);
    }
  }
}
