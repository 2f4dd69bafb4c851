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
import { AuditLog } from '../runtime/audit-log';
import { Authentication } from '../runtime/authentication';
import { MetricsAuthentication } from '../runtime/metrics-authentication';
import { Tracing } from '../runtime/tracing';
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
   * @default - `Sessions.stateless()` for a server of the modern era alone; else `Sessions.forwarded()` where the runtime
   *   can forward them, and `Sessions.inMemory()` where it can't
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
   * @default - requests of 100m, 256Mi and 64Mi; limits of 512Mi memory and 512Mi storage; no CPU limit. Servers over
   *   stdio may use 1Gi of memory; what the runtime brings along adds to the storage
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
   * Names by which clients call the agent beside those of its Service, such as the host of an Ingress, without port. The
   * runtime refuses all others, so that no page in a browser reaches the agent by a name that its author points there.
   *
   * @default - none; the names of the Service, and localhost for `kubectl port-forward`, are always taken
   */
  readonly hosts?: string[];

  /**
   * Who may call the agent, by what they prove of themselves. The runtime asks.
   *
   * @default Authentication.none(): whoever the network lets through
   */
  readonly authentication?: Authentication;

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
   * Who may read the runtime's metrics, by what they prove, beside where they call from.
   *
   * @default MetricsAuthentication.none()
   */
  readonly metricsAuthentication?: MetricsAuthentication;

  /**
   * Where traces of calls go. The runtime makes them.
   *
   * @default Tracing.none()
   */
  readonly tracing?: Tracing;

  /**
   * What the runtime's log tells of each tool call.
   *
   * @default AuditLog.NONE
   */
  readonly auditLog?: AuditLog;

  /**
   * The image of the runtime, for agents whose own image does not have it.
   *
   * @default - the version that was made with this library, from ghcr.io/cdk8s-mcp/mcp-agent-runtime
   */
  readonly runtimeImage?: string;

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
