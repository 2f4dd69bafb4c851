import { PercentOrAbsolute } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { DisruptionBudget } from './disruption-budget';
import { lifecycleOf } from './lifecycle';
import { McpAgentDeploymentProps } from './mcp-agent-deployment-props';
import { NetworkAccess } from './network-access';
import { NodeEviction } from './node-eviction';
import { PodSecurity } from './pod-security';
import { Sessions } from './sessions';
import { TargetCluster } from '../cluster/target-cluster';
import { Monitoring } from '../observability/monitoring';
import { AuditLog } from '../runtime/audit-log';
import { Authentication } from '../runtime/authentication';
import { RUNTIME_IMAGE } from '../runtime/image';
import { MetricsAuthentication } from '../runtime/metrics-authentication';
import { Tracing } from '../runtime/tracing';
import { Scaling } from '../scaling/scaling';
import { VerticalScaling } from '../scaling/vertical-scaling';

/** What is written for an agent: what its properties say, and the defaults where they say nothing. */
export interface Chosen {
  readonly auditLog: AuditLog;
  readonly authentication: Authentication;
  readonly cluster: TargetCluster;
  readonly disruptionBudget: DisruptionBudget;
  readonly metricsAuthentication: MetricsAuthentication;
  readonly monitoring: Monitoring;
  readonly network: NetworkAccess;
  readonly nodeEviction: NodeEviction;
  readonly runtimeImage: string;
  readonly scaling: Scaling;
  readonly security: PodSecurity;
  readonly servicePort: number;
  readonly sessions: Sessions;
  readonly tracing: Tracing;
  readonly verticalScaling: VerticalScaling;
}

/** The one place of the defaults, so that what is checked is what is written. */
export function chosenFor(scope: IConstruct, props: McpAgentDeploymentProps): Chosen {
  const sessions = props.sessions ?? Sessions._defaultOf(props.server);
  return {
    auditLog: props.auditLog ?? AuditLog.NONE,
    authentication: props.authentication ?? Authentication.none(),
    cluster: props.cluster ?? TargetCluster.of(),
    disruptionBudget: props.disruptionBudget ?? DisruptionBudget.maxUnavailable(PercentOrAbsolute.absolute(1)),
    metricsAuthentication: props.metricsAuthentication ?? MetricsAuthentication.none(),
    monitoring: props.monitoring ?? Monitoring.serviceMonitor(),
    network: props.network ?? NetworkAccess.restricted(),
    nodeEviction: props.nodeEviction ?? (sessions._diesWithPod ? NodeEviction.refused() : NodeEviction.allowed()),
    runtimeImage: props.runtimeImage ?? RUNTIME_IMAGE,
    scaling: (props.scaling ?? Scaling._default(sessions.anyReplica))._drainedWithin(lifecycleOf(scope, props).grace),
    security: props.security ?? PodSecurity.restricted(),
    servicePort: props.servicePort ?? 80,
    sessions,
    tracing: props.tracing ?? Tracing.none(),
    verticalScaling: props.verticalScaling ?? VerticalScaling.recommend(),
  };
}
