/** Whether the Cluster Autoscaler and Karpenter may evict an agent's pods to remove a node that has become needless. */
export class NodeEviction {
  /** They may. Said outright, since the Cluster Autoscaler keeps a node for the sake of a pod with a local `/tmp`. */
  public static allowed(): NodeEviction {
    return new NodeEviction({ 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' });
  }

  /** They must not: the pod holds what can't be rebuilt. A person who drains the node still can. */
  public static refused(): NodeEviction {
    return new NodeEviction({ 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false', 'karpenter.sh/do-not-disrupt': 'true' });
  }

  private constructor(
    /** @internal */
    public readonly _annotations: Record<string, string>,
  ) {}
}
