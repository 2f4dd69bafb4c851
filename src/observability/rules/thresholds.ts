import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from '../../validation/failure';

/** The two levels of a threshold. What is above a level raises the alert with the severity of that name. */
export interface ThresholdLevels {
  /**
   * Above this somebody should look at it today.
   *
   * @default - no alert at this level
   */
  readonly warning?: number;

  /**
   * Above this somebody should be woken.
   *
   * @default - no alert at this level
   */
  readonly critical?: number;
}

/** The two levels of a threshold that is a time. */
export interface DurationLevels {
  /**
   * Above this somebody should look at it today.
   *
   * @default - no alert at this level
   */
  readonly warning?: Duration;

  /**
   * Above this somebody should be woken.
   *
   * @default - no alert at this level
   */
  readonly critical?: Duration;
}

/**
 * What is too much of an agent. Whoever sets one sets both of its levels: a level left out raises no alert.
 *
 * They are recorded as the series `agent:mcp_threshold`, so dashboards draw them, and one rule serves all agents.
 */
export interface AgentThresholds {
  /**
   * Share of the wanted pods that are not ready, 0 to 1.
   *
   * @default { warning: 0, critical: 0.5 }
   */
  readonly notReadyRatio?: ThresholdLevels;

  /**
   * Share of the operations that the agent failed, 0 to 1. The caller's mistakes do not count, nor do errors that a tool itself reports.
   *
   * @default { warning: 0.05, critical: 0.25 }
   */
  readonly errorRatio?: ThresholdLevels;

  /**
   * Duration of operations at the 95th percentile; below 300 s, the largest that the histogram can tell.
   *
   * @default { warning: Duration.seconds(10) }: clients' SDKs give up after 60 s
   */
  readonly latency?: DurationLevels;

  /**
   * Operations in flight per pod that is up.
   *
   * @default { warning: 100 }
   */
  readonly inFlightPerPod?: ThresholdLevels;

  /**
   * Share of the time in which a pod's event loop is busy, 0 to 1: above 0.9 calls wait for each other.
   *
   * @default { warning: 0.9 }
   */
  readonly eventLoopRatio?: ThresholdLevels;

  /**
   * Sessions of a pod as a share of those that it may hold, 0 to 1; at 1 it refuses new ones.
   *
   * @default { warning: 0.8, critical: 0.95 }
   */
  readonly sessionsRatio?: ThresholdLevels;

  /**
   * Busy processes of a stdio server as a share of those that may run, 0 to 1; at 1 new clients wait.
   *
   * @default { warning: 0.8, critical: 0.95 }
   */
  readonly processesRatio?: ThresholdLevels;

  /**
   * Restarts of a container within an hour.
   *
   * @default { warning: 2, critical: 5 }
   */
  readonly restarts?: ThresholdLevels;

  /**
   * Memory of a container as a share of its limit, 0 to 1; at 1 the kernel kills it.
   *
   * @default { warning: 0.9 }
   */
  readonly memoryRatio?: ThresholdLevels;

  /**
   * Share of the periods in which a container was held back by its CPU limit, 0 to 1.
   *
   * @default { warning: 0.25 }: that of kubernetes-mixin's CPUThrottlingHigh
   */
  readonly throttlingRatio?: ThresholdLevels;

  /**
   * How long a pod drains.
   *
   * @default { warning: Duration.minutes(10) }: what the Cluster Autoscaler waits before it cuts a drain
   */
  readonly drain?: DurationLevels;

  /**
   * Share of a tool's calls that have an error of any kind, in the last 5 minutes and in the last hour, 0 to 1.
   *
   * @default { warning: 0.1 }: a tool also reports its callers' mistakes so
   */
  readonly toolErrorRatio?: ThresholdLevels;

  /**
   * Duration of a tool's calls at the 95th percentile; below 300 s.
   *
   * @default { warning: Duration.seconds(30) }: half of what clients' SDKs wait
   */
  readonly toolLatency?: DurationLevels;

  /**
   * Duration of a probe at the 95th percentile, as a client of the agent sees it; below 300 s.
   *
   * @default { warning: Duration.seconds(2) }
   */
  readonly probeLatency?: DurationLevels;

  /**
   * Load as a share of the target that replicas are added for, while there are as many as there may be: at 1.5 each replica has half as
   * much again as it should have.
   *
   * @default { warning: 1.1, critical: 2 }: what an autoscaler tolerates, and twice what was planned for
   */
  readonly loadAtLimit?: ThresholdLevels;

  /**
   * How long load has been above its target, or fewer replicas were ready than the autoscaler wants.
   *
   * @default { warning: Duration.minutes(5) }: a decision within a minute, a new node in two to three, and the server's start
   */
  readonly scaleUp?: DurationLevels;

  /**
   * How often within an hour replicas left after others had come.
   *
   * @default { warning: 4 }: with the default window of 5 minutes, load that swings faster than replicas can follow
   */
  readonly scalingWaves?: ThresholdLevels;
}

/** What is too much of the platform: of all agents, unless one has thresholds of its own, and of what is beside them. */
export interface Thresholds extends AgentThresholds {
  /**
   * Share of the registry's requests that end in a 5xx, 0 to 1.
   *
   * @default { warning: 0.01, critical: 0.1 }
   */
  readonly registryErrorRatio?: ThresholdLevels;

  /**
   * Duration of requests to the registry at the 95th percentile; below 50 s, the largest that its histogram can tell.
   *
   * @default { warning: Duration.seconds(1) }
   */
  readonly registryLatency?: DurationLevels;

  /**
   * Requests of the registry that wait for a connection to its database.
   *
   * @default { warning: 5 }
   */
  readonly registryPoolPending?: ThresholdLevels;

  /**
   * Share of a volume that is used, 0 to 1.
   *
   * @default { warning: 0.85, critical: 0.97 }: the second is that of kubernetes-mixin
   */
  readonly volumeRatio?: ThresholdLevels;

  /**
   * CPU of Prometheus as a share of the cluster's, 0 to 1.
   *
   * @default { warning: 0.05 }: what monitoring may cost
   */
  readonly monitoringRatio?: ThresholdLevels;
}

/** A name of an agent's threshold. */
export type AgentThresholdName = keyof AgentThresholds;
/** A name of any threshold. */
export type ThresholdName = keyof Thresholds;
/** The severity that a level gives. */
export type Level = 'warning' | 'critical';
export const LEVELS: readonly Level[] = ['warning', 'critical'];

/** What is known of one kind of threshold. */
export interface Kind {
  /** Values from here on can never be exceeded. */
  readonly ceiling: number;
  readonly why: string;
  readonly defaults: { readonly warning?: number; readonly critical?: number };
}

const ratio = (warning?: number, critical?: number): Kind => ({ ceiling: 1, why: 'a share is at most 1', defaults: { warning, critical } });
const count = (warning?: number, critical?: number): Kind => ({ ceiling: Infinity, why: '', defaults: { warning, critical } });
const quantile = (warning: number, ceiling = 300): Kind => ({ ceiling, why: `the histogram tells no more than ${ceiling} s`, defaults: { warning } });

/** Thresholds that each agent may have of its own, in seconds where they are times. */
export const AGENT_THRESHOLDS: Readonly<Record<AgentThresholdName, Kind>> = {
  notReadyRatio: ratio(0, 0.5),
  errorRatio: ratio(0.05, 0.25),
  latency: quantile(10),
  inFlightPerPod: count(100),
  eventLoopRatio: ratio(0.9),
  sessionsRatio: ratio(0.8, 0.95),
  processesRatio: ratio(0.8, 0.95),
  restarts: count(2, 5),
  memoryRatio: ratio(0.9),
  throttlingRatio: ratio(0.25),
  drain: count(600),
  toolErrorRatio: ratio(0.1),
  toolLatency: quantile(30),
  probeLatency: quantile(2),
  loadAtLimit: count(1.1, 2),
  scaleUp: count(300),
  scalingWaves: count(4),
};

/** Thresholds of what is beside the agents. */
export const PLATFORM_THRESHOLDS: Readonly<Record<Exclude<ThresholdName, AgentThresholdName>, Kind>> = {
  registryErrorRatio: ratio(0.01, 0.1),
  registryLatency: quantile(1, 50),
  registryPoolPending: count(5),
  volumeRatio: ratio(0.85, 0.97),
  monitoringRatio: ratio(0.05),
};

const KINDS: Readonly<Record<ThresholdName, Kind>> = { ...AGENT_THRESHOLDS, ...PLATFORM_THRESHOLDS };

/** The levels of one threshold as numbers; where nothing is said, the defaults. */
export function levelsOf(name: ThresholdName, thresholds: Thresholds = {}): { readonly warning?: number; readonly critical?: number } {
  const set = thresholds[name];
  return set ? { warning: plain(set.warning), critical: plain(set.critical) } : KINDS[name].defaults;
}

function plain(level: number | Duration | undefined): number | undefined {
  return level instanceof Duration ? level.toMilliseconds() / 1000 : level;
}

/** Refuses what can never raise an alert, what always would, and levels in the wrong order. */
export function checkThresholds(scope: IConstruct, property: string, thresholds: Thresholds = {}): void {
  for (const name of Object.keys(thresholds).filter((each) => thresholds[each as ThresholdName] !== undefined) as ThresholdName[]) {
    if (!KINDS[name]) {
      fail(scope, McpErrorCode.THRESHOLD_INVALID, `${property} has no ${name}. There are ${Object.keys(KINDS).join(', ')}.`);
    }
    const { warning, critical } = levelsOf(name, thresholds);
    checkLevel(scope, name, `${property}.${name}.warning`, warning);
    checkLevel(scope, name, `${property}.${name}.critical`, critical);
    if (warning !== undefined && critical !== undefined && warning >= critical) {
      fail(scope, McpErrorCode.THRESHOLD_INVALID,
        `${property}.${name} warns above ${warning} and is critical above ${critical}: the warning would never come first. Lower it, or leave it out.`);
    }
  }
}

function checkLevel(scope: IConstruct, name: ThresholdName, property: string, level: number | undefined): void {
  const { ceiling, why } = KINDS[name];
  if (level === undefined) {
    return;
  }
  if (!Number.isFinite(level) || level < 0) {
    fail(scope, McpErrorCode.THRESHOLD_INVALID, `${property} is ${level}. Use a number of at least 0; leave the level out where it should raise no alert.`);
  }
  if (level >= ceiling) {
    fail(scope, McpErrorCode.THRESHOLD_INVALID, `${property} is ${level}, and an alert on it can never fire: ${why}. Use less, or leave the level out.`);
  }
}
