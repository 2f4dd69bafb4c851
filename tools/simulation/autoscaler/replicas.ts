/**
 * How many replicas one metric asks for: what Kubernetes 1.34's pkg/controller/podautoscaler/replica_calculator.go computes, in the
 * same order and with the same rounding. Amounts are in thousandths, as the controller has them.
 */
import { CONTROLLER } from './settings';

/** How far load may be from its target. */
export interface Tolerances {
  readonly scaleUp: number;
  readonly scaleDown: number;
}

/** A pod as the controller sees it. */
export interface ObservedPod {
  /** What is measured, in thousandths; undefined where there is no figure of it. */
  readonly value?: number;
  /** Its request of the resource, in thousandths. */
  readonly request?: number;
  readonly phase: 'Pending' | 'Running' | 'Failed';
  readonly isReady: boolean;
  readonly isDeleted: boolean;
  /** When it started, in seconds; undefined before that. */
  readonly startedAt?: number;
  /** When it last became ready or unready. */
  readonly readinessChangedAt: number;
  /** When the figure was taken, and the seconds that it covers. */
  readonly measuredAt?: number;
  readonly windowSeconds?: number;
}

/** There is no figure to go by. */
export class NoMetric extends Error {}

/** By a figure of the whole, as a target for each replica: KEDA's and other external metrics. */
export function replicasForExternal(statusReplicas: number, milliUsage: number, milliPerReplica: number, tolerances: Tolerances): number {
  const ratio = milliUsage / (milliPerReplica * statusReplicas);
  return isWithin(tolerances, ratio) ? statusReplicas : Math.ceil(milliUsage / milliPerReplica);
}

/** By what pods use of a resource, as a percentage of their requests. */
export function replicasForUtilization(
  currentReplicas: number, pods: readonly ObservedPod[], percent: number, isCpu: boolean, tolerances: Tolerances, now: number,
): number {
  const ratioOf = (measured: readonly Measured[]) => {
    const used = sum(measured.map(({ value }) => value));
    const requested = sum(measured.map(({ pod }) => pod.request ?? 0));
    if (requested === 0) {
      throw new NoMetric('no pod with a figure has a request');
    }
    return Math.trunc((used * 100) / requested) / percent;
  };
  // Going down, pods without a figure are taken to use all they asked for, or their target where that is more.
  const missing = ({ request = 0 }: ObservedPod) => Math.trunc((request * Math.max(100, percent)) / 100);
  return replicasForPods(currentReplicas, pods, ratioOf, missing, isCpu, tolerances, now);
}

/** By a figure of each pod. */
export function replicasForAverage(
  currentReplicas: number, pods: readonly ObservedPod[], milliPerReplica: number, tolerances: Tolerances, now: number,
): number {
  const meanOf = (measured: readonly Measured[]) => Math.trunc(sum(measured.map(({ value }) => value)) / measured.length);
  const ratioOf = (measured: readonly Measured[]) => meanOf(measured) / milliPerReplica;
  return replicasForPods(currentReplicas, pods, ratioOf, () => milliPerReplica, false, tolerances, now);
}

/** A pod with what counts as its figure. */
interface Measured {
  readonly pod: ObservedPod;
  readonly value: number;
}

function replicasForPods(
  currentReplicas: number,
  pods: readonly ObservedPod[],
  ratioOf: (measured: readonly Measured[]) => number,
  missingValue: (pod: ObservedPod) => number,
  isCpu: boolean,
  tolerances: Tolerances,
  now: number,
): number {
  const { measured, missing, unready } = grouped(pods, isCpu, now);
  if (measured.length === 0) {
    throw new NoMetric('no pod that counts has a figure');
  }
  const ratio = ratioOf(measured);
  const isUpWithUnready = unready.length > 0 && ratio > 1;
  if (!isUpWithUnready && missing.length === 0) {
    return isWithin(tolerances, ratio) ? currentReplicas : Math.ceil(ratio * measured.length);
  }
  // Going up, pods without a figure, and those that are not ready, are taken to use nothing.
  const all = [
    ...measured,
    ...(ratio === 1 ? [] : missing.map((pod) => ({ pod, value: ratio < 1 ? missingValue(pod) : 0 }))),
    ...(isUpWithUnready ? unready.map((pod) => ({ pod, value: 0 })) : []),
  ];
  const corrected = ratioOf(all);
  if (isWithin(tolerances, corrected) || (ratio < 1 && corrected > 1) || (ratio > 1 && corrected < 1)) {
    return currentReplicas;
  }
  const wanted = Math.ceil(corrected * all.length);
  const turnsRound = (corrected < 1 && wanted > currentReplicas) || (corrected > 1 && wanted < currentReplicas);
  return turnsRound ? currentReplicas : wanted;
}

function grouped(pods: readonly ObservedPod[], isCpu: boolean, now: number) {
  const measured: Measured[] = [];
  const missing: ObservedPod[] = [];
  const unready: ObservedPod[] = [];
  for (const pod of pods.filter(({ isDeleted, phase }) => !isDeleted && phase !== 'Failed')) {
    if (pod.phase === 'Pending') {
      unready.push(pod);
    } else if (pod.value === undefined) {
      missing.push(pod);
    } else if (isCpu && !countsForCpu(pod, now)) {
      unready.push(pod);
    } else {
      measured.push({ pod, value: pod.value });
    }
  }
  return { measured, missing, unready };
}

/** A pod that starts is busy with itself: its CPU says nothing of the load. */
function countsForCpu(pod: ObservedPod, now: number): boolean {
  const { isReady, measuredAt = 0, readinessChangedAt, startedAt, windowSeconds = 0 } = pod;
  if (startedAt === undefined) {
    return false;
  }
  return startedAt + CONTROLLER.cpuInitializationSeconds > now
    ? isReady && measuredAt >= readinessChangedAt + windowSeconds
    : isReady || startedAt + CONTROLLER.initialReadinessDelaySeconds <= readinessChangedAt;
}

function isWithin({ scaleDown, scaleUp }: Tolerances, ratio: number): boolean {
  return 1 - scaleDown <= ratio && ratio <= 1 + scaleUp;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
