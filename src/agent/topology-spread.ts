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
   * The pod's `topologySpreadConstraints`.
   *
   * @internal
   */
  public _constraints(matchLabels: Record<string, string>): any[] {
    if (!this.whenUnsatisfiable) {
      return [];
    }
    const topologies = this.topologies.length > 0 ? this.topologies : [Topology.HOSTNAME, Topology.ZONE];
    return topologies.map(({ key }) => ({
      // Of one roll-out only: pods that are on their way out would tilt the count.
      matchLabelKeys: ['pod-template-hash'],
      labelSelector: { matchLabels: { ...matchLabels } },
      maxSkew: 1,
      topologyKey: key,
      whenUnsatisfiable: this.whenUnsatisfiable,
    }));
  }
}
