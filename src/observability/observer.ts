import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Peer } from '../agent/peer';
import { LoadSource } from '../scaling/load-source';
import { fail, McpErrorCode } from '../validation/failure';

/** What an McpObservability tells whatever it monitors. */
export interface Observer {
  readonly scope: IConstruct;
  /** Labels by which its Prometheus finds a monitor. */
  readonly labels: Record<string, string>;
  /** Time between two scrapes of an agent. */
  readonly agentInterval: Duration;
  /** The pods of its Prometheus. */
  readonly scrapers: Peer;
  /** Who reads load from its Prometheus; asked for by what needs it, since that may have to be let in. */
  readonly loadSource: () => LoadSource;
  /** The pods of its probe, where it has one that calls the agent. */
  readonly probe?: Peer;
}

/** Puts sets of labels together, or says which two would contradict each other: `[["labels", {...}], ["ruleLabels", {...}]]`. */
export function mergedLabels(scope: IConstruct, sets: [string, Record<string, string> | undefined][]): Record<string, string> {
  const owners = new Map<string, string>();
  const merged: Record<string, string> = {};
  for (const [property, labels = {}] of sets) {
    for (const [key, value] of Object.entries(labels)) {
      if (key in merged && merged[key] !== value) {
        fail(scope, McpErrorCode.MONITORING_CONFLICT,
          `${owners.get(key)} has "${key}: ${merged[key]}", and ${property} has "${key}: ${value}": no Prometheus would find both. Set one of them, or the same in both.`);
      }
      merged[key] = value;
      owners.set(key, property);
    }
  }
  return merged;
}
