import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from '../../validation/failure';

/** The bounds of the histogram of durations in seconds, those of OpenTelemetry's conventions for MCP: a latency can only be told at one. */
export const BOUNDS: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];

/** The fastest burn that an alert asks for; see AGENT_ALERTS. */
const FASTEST_BURN = 14.4;

/**
 * A service level objective of an agent over 30 days: which share of its operations is as it should be.
 *
 * Alerts fire by how fast the rest, the error budget, is used up, over two windows each: critical at 14.4 times over an hour and 5 minutes,
 * and at 6 times over 6 hours and 30 minutes; as a warning at 3 times over a day and 2 hours, and once over 3 days and 6 hours.
 */
export class Slo {
  /**
   * That operations do not fail.
   *
   * @param percent of the operations, from 93.1 to less than 100: with less the fastest burn could not be reached
   */
  public static availability(percent: number): Slo {
    return new Slo('availability', percent);
  }

  /**
   * That operations are fast.
   *
   * @param percent of the operations, from 93.1 to less than 100: with less the fastest burn could not be reached
   * @param within this time, which must be a bound of the histogram: 10, 20, 50, 100, 200 or 500 ms, 1, 2, 5, 10, 30, 60, 120 or 300 s
   */
  public static latency(percent: number, within: Duration): Slo {
    return new Slo('latency', percent, within);
  }

  private constructor(
    /** What it is about: "availability" or "latency". */
    public readonly kind: string,
    /** Share of the operations that should be as they should. */
    public readonly percent: number,
    /** How long they may take. */
    public readonly within?: Duration,
  ) {}

  /**
   * The share as a number from 0 to 1.
   *
   * @internal
   */
  public get _objective(): number {
    return Number((this.percent / 100).toFixed(6));
  }

  /**
   * The time in seconds.
   *
   * @internal
   */
  public get _bound(): number {
    return (this.within?.toMilliseconds() ?? 0) / 1000;
  }
}

/** What agents are held to where nothing is said. */
export const DEFAULT_SLOS: readonly Slo[] = [Slo.availability(99.5), Slo.latency(95, Duration.seconds(5))];

/** What an objective may be about. */
export const SLO_KINDS = ['availability', 'latency'] as const;

/** Refuses objectives that can't be met, can't be measured, or whose alerts could never fire. */
export function checkSlos(scope: IConstruct, property: string, slos: readonly Slo[]): void {
  for (const slo of slos) {
    const name = `${property}, ${slo.kind},`;
    if (!(slo.percent < 100)) {
      fail(scope, McpErrorCode.THRESHOLD_INVALID, `${name} is ${slo.percent} per cent: the first failure would break it for good. Use less than 100.`);
    }
    if (FASTEST_BURN * (1 - slo._objective) >= 1) {
      fail(scope, McpErrorCode.THRESHOLD_INVALID,
        `${name} is ${slo.percent} per cent, and its critical alert can never fire: not even if all fails the budget burns ${FASTEST_BURN} times too fast. `
        + 'Use at least 93.1, or leave it out and set thresholds.errorRatio or .latency.');
    }
    if (slo.within && !BOUNDS.includes(slo._bound)) {
      fail(scope, McpErrorCode.THRESHOLD_INVALID, `${name} is within ${slo._bound} s, which the histogram can't tell. Use one of ${BOUNDS.join(', ')} s.`);
    }
    if (slos.filter(({ kind }) => kind === slo.kind).length > 1) {
      fail(scope, McpErrorCode.THRESHOLD_INVALID, `${property} has two objectives of ${slo.kind}. Keep one of them.`);
    }
  }
}
