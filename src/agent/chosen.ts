import { PercentOrAbsolute } from 'cdk8s-plus-28';
import { DisruptionBudget } from './disruption-budget';
import { McpAgentDeploymentProps } from './mcp-agent-deployment-props';
import { NetworkAccess } from './network-access';
import { NodeEviction } from './node-eviction';
import { PodSecurity } from './pod-security';
import { Sessions } from './sessions';
import { TargetCluster } from '../cluster/target-cluster';
import { Monitoring } from '../observability/monitoring';
import { Scaling } from '../scaling/scaling';
import { VerticalScaling } from '../scaling/vertical-scaling';

/** What is written for an agent: what its properties say, and the defaults where they say nothing. */
export interface Chosen {
  readonly cluster: TargetCluster;
  readonly disruptionBudget: DisruptionBudget;
  readonly monitoring: Monitoring;
  readonly network: NetworkAccess;
  readonly nodeEviction: NodeEviction;
  readonly scaling: Scaling;
  readonly security: PodSecurity;
  readonly servicePort: number;
  readonly sessions: Sessions;
  readonly verticalScaling: VerticalScaling;
}

/** The one place of the defaults, so that what is checked is what is written. */
export function chosenFor(props: McpAgentDeploymentProps): Chosen {
  const sessions = props.sessions ?? Sessions._defaultOf(props.server.protocol);
  return {
    cluster: props.cluster ?? TargetCluster.of(),
    disruptionBudget: props.disruptionBudget ?? DisruptionBudget.maxUnavailable(PercentOrAbsolute.absolute(1)),
    monitoring: props.monitoring ?? Monitoring.serviceMonitor(),
    network: props.network ?? NetworkAccess.restricted(),
    nodeEviction: props.nodeEviction ?? (sessions._diesWithPod ? NodeEviction.refused() : NodeEviction.allowed()),
    scaling: props.scaling ?? Scaling._default(sessions.anyReplica),
    security: props.security ?? PodSecurity.restricted(),
    servicePort: props.servicePort ?? 80,
    sessions,
    verticalScaling: props.verticalScaling ?? VerticalScaling.recommend(),
  };
}
