import { ContainerProps, ContainerResources, EnvFrom, EnvValue, IServiceAccount, NodeLabelQuery, NodeTaintQuery, VolumeMount } from 'cdk8s-plus-28';
import { DisruptionBudget } from './disruption-budget';
import { LifecycleProps } from './lifecycle';
import { McpServer } from './mcp-server';
import { NetworkAccess } from './network-access';
import { NodeEviction } from './node-eviction';
import { PodSecurity } from './pod-security';
import { Sessions } from './sessions';
import { TopologySpread } from './topology-spread';
import { TargetCluster } from '../cluster/target-cluster';
import { Monitoring } from '../observability/monitoring';
import { Scaling } from '../scaling/scaling';
import { VerticalScaling } from '../scaling/vertical-scaling';

/** What an agent is. Only the server is required; the rest has the defaults of a production service. */
export interface McpAgentDeploymentProps extends LifecycleProps {
  /** What is run, and how it is reached. */
  readonly server: McpServer;

  /**
   * The name of the Deployment, the Service and everything else. Clients reach the agent by it.
   *
   * @default - the construct's id, cut so that every name fits in 63 characters
   */
  readonly name?: string;

  /**
   * The namespace of all objects.
   *
   * @default - the chart's
   */
  readonly namespace?: string;

  /**
   * The cluster that the YAML is for.
   *
   * @default TargetCluster.of(): Kubernetes 1.34 with the Prometheus Operator and the Vertical Pod Autoscaler
   */
  readonly cluster?: TargetCluster;

  /**
   * Where the server's sessions live.
   *
   * @default - `Sessions.stateless()` for a server of the modern era alone, else `Sessions.inMemory()`
   */
  readonly sessions?: Sessions;

  /**
   * How many replicas there are.
   *
   * @default - `Scaling.between(2, 10)` on CPU where any replica can serve any request, else `Scaling.fixed(1)`
   */
  readonly scaling?: Scaling;

  /**
   * How requests of CPU and memory are found and set.
   *
   * @default VerticalScaling.recommend()
   */
  readonly verticalScaling?: VerticalScaling;

  /**
   * CPU, memory and local storage of the server's container. What is left out has a default.
   *
   * @default - requests of 100m, 256Mi and 64Mi; limits of 512Mi memory and 512Mi storage; no CPU limit
   */
  readonly resources?: ContainerResources;

  /**
   * Variables of the server's container.
   *
   * @default - none
   */
  readonly env?: { [name: string]: EnvValue };

  /**
   * Secrets and ConfigMaps whose every key is a variable of the server's container.
   *
   * @default - none
   */
  readonly envFrom?: EnvFrom[];

  /**
   * Volumes of the server's container.
   *
   * @default - an emptyDir at `/tmp`, which is there unless something else is mounted at it
   */
  readonly volumeMounts?: VolumeMount[];

  /**
   * Containers that run to their end before the server starts.
   *
   * @default - none
   */
  readonly initContainers?: ContainerProps[];

  /**
   * Containers that run beside the server, start before it and end after it.
   *
   * @default - none
   */
  readonly sidecars?: ContainerProps[];

  /**
   * Who the processes run as, and what else may be in the pod.
   *
   * @default PodSecurity.restricted()
   */
  readonly security?: PodSecurity;

  /**
   * The identity of the pods. No token of it is mounted.
   *
   * @default - a ServiceAccount of the agent's own
   */
  readonly serviceAccount?: IServiceAccount;

  /**
   * Who may call the agent, and whom it may call.
   *
   * @default NetworkAccess.restricted(): callers from the same namespace, Prometheus to the metrics, DNS outwards
   */
  readonly network?: NetworkAccess;

  /**
   * The port of the Service.
   *
   * @default 80
   */
  readonly servicePort?: number;

  /**
   * How the agent is monitored, where its server has metrics.
   *
   * @default Monitoring.serviceMonitor()
   */
  readonly monitoring?: Monitoring;

  /**
   * How many pods may be away at once when nodes are drained.
   *
   * @default - at most one
   */
  readonly disruptionBudget?: DisruptionBudget;

  /**
   * Over what the pods are spread.
   *
   * @default TopologySpread.preferred(): over nodes and zones, where that is possible
   */
  readonly topologySpread?: TopologySpread;

  /**
   * Whether autoscalers of nodes may evict the pods.
   *
   * @default - allowed where the server is stateless, else refused, since sessions would be lost
   */
  readonly nodeEviction?: NodeEviction;

  /**
   * The name of a PriorityClass.
   *
   * @default - the cluster's default priority
   */
  readonly priorityClassName?: string;

  /**
   * Labels that a node must have, all of them.
   *
   * @default - any node
   */
  readonly nodes?: NodeLabelQuery[];

  /**
   * Taints that the pods tolerate.
   *
   * @default - none
   */
  readonly tolerations?: NodeTaintQuery[];

  /**
   * More labels for all objects and pods.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * More annotations for all objects.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /**
   * More labels for the pods alone.
   *
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };

  /**
   * More annotations for the pods alone.
   *
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };
}
