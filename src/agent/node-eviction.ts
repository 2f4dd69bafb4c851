import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from '../validation/failure';
import { seconds } from '../validation/values';

/** What evicts pods, and how long it waits for them. */
export interface NodeEvictionOptions {
  /**
   * How long it lets a pod drain before it takes the node away.
   *
   * @default Duration.seconds(600), the Cluster Autoscaler's own `--max-graceful-termination-sec`
   */
  readonly longestDrain?: Duration;
}

/** After it the Cluster Autoscaler ends what still drains, where nobody told it otherwise. */
const CLUSTER_AUTOSCALER = Duration.seconds(600);

/** Whether the Cluster Autoscaler and Karpenter may evict an agent's pods to remove a node that has become needless. */
export class NodeEviction {
  /** They may. Said outright, since the Cluster Autoscaler keeps a node for the sake of a pod with a local `/tmp`. */
  public static allowed(options: NodeEvictionOptions = {}): NodeEviction {
    return new NodeEviction({ 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' }, options.longestDrain ?? CLUSTER_AUTOSCALER);
  }

  /** They must not: the pod holds what can't be rebuilt. A person who drains the node still can. */
  public static refused(): NodeEviction {
    return new NodeEviction({ 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false', 'karpenter.sh/do-not-disrupt': 'true' });
  }

  private constructor(
    /** @internal */
    public readonly _annotations: Record<string, string>,
    private readonly longestDrain?: Duration,
  ) {}

  /**
   * @param grace how long a pod may take to leave, in seconds
   * @internal
   */
  public _check(scope: IConstruct, grace: number): void {
    const most = this.longestDrain && seconds(scope, 'nodeEviction.longestDrain', this.longestDrain, 1);
    if (most !== undefined && grace > most) {
      fail(scope, McpErrorCode.GRACE_TOO_SHORT,
        `a pod may take ${grace} s to leave, and whatever removes its node waits ${most} s: calls would be cut. Use NodeEviction.refused(), a shorter longestToolCall, or, `
        + 'where your Cluster Autoscaler has a larger --max-graceful-termination-sec, NodeEviction.allowed({ longestDrain }).');
    }
  }
}
