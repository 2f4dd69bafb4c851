import { Topology } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { checkLabelKey } from '../validation/labels';

/** Over what the pods of an agent are spread, and how firmly. */
export class TopologySpread {
  /**
   * Spread where that is possible; pods start all the same where it is not, also on a cluster without zone labels.
   *
   * @param topologies nodes and zones, unless others are named
   */
  public static preferred(...topologies: Topology[]): TopologySpread {
    return new TopologySpread('ScheduleAnyway', topologies);
  }

  /**
   * Spread, or do not start. A pod waits where nodes lack the topology's label.
   *
   * @param topologies nodes and zones, unless others are named
   */
  public static required(...topologies: Topology[]): TopologySpread {
    return new TopologySpread('DoNotSchedule', topologies);
  }

  /** Left to the scheduler. */
  public static none(): TopologySpread {
    return new TopologySpread();
  }

  private constructor(private readonly whenUnsatisfiable?: string, private readonly topologies: Topology[] = []) {}

  /** @internal */
  public _check(scope: IConstruct): void {
    this.topologies.forEach(({ key }) => checkLabelKey(scope, 'topologySpread', key));
  }

  /**
   * Adds the spread to a pod.
   *
   * @internal
   */
  public _complete(pod: any, matchLabels: Record<string, string>): void {
    if (!this.whenUnsatisfiable) {
      return;
    }
    const topologies = this.topologies.length > 0 ? this.topologies : [Topology.HOSTNAME, Topology.ZONE];
    // The scheduler passes by every preference of a pod on nodes that lack the label of one: a second constraint would make the first void
    // on a cluster without zones. Anti-affinity has no such rule.
    const [constrained, apart] = this.whenUnsatisfiable === 'ScheduleAnyway' ? [topologies.slice(0, 1), topologies.slice(1)] : [topologies, []];
    // Of one roll-out only: pods that are on their way out would tilt the count.
    const counted = () => ({ matchLabelKeys: ['pod-template-hash'], labelSelector: { matchLabels: { ...matchLabels } } });
    pod.topologySpreadConstraints = constrained.map(({ key }) => ({
      ...counted(), maxSkew: 1, topologyKey: key, whenUnsatisfiable: this.whenUnsatisfiable,
    }));
    if (apart.length > 0) {
      const preferences = apart.map(({ key }) => ({ weight: 100, podAffinityTerm: { ...counted(), topologyKey: key } }));
      pod.affinity = { ...pod.affinity, podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferences } };
    }
  }
}
