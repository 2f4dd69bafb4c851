export { DisruptionBudget } from './agent/disruption-budget';
export { HealthCheck, type HttpHealthCheckOptions, type TcpHealthCheckOptions } from './agent/health-check';
export { type LifecycleProps } from './agent/lifecycle';
export { McpAgentDeployment } from './agent/mcp-agent-deployment';
export { type McpAgentDeploymentProps } from './agent/mcp-agent-deployment-props';
export { McpServer } from './agent/mcp-server';
export {
  type BakedServerOptions, type HttpServerOptions, type MetricsEndpoint, type NodeServerOptions, type NpmServerOptions,
  type PackageServerOptions, ProtocolEra, type PypiServerOptions, type RuntimeServerOptions, type ServerCommand, type StdioServerOptions,
} from './agent/mcp-server-options';
export { type EgressRule, NetworkAccess, type NetworkAccessOptions } from './agent/network-access';
export { NodeEviction, type NodeEvictionOptions } from './agent/node-eviction';
export { Peer, type PodPeerOptions } from './agent/peer';
export { PodSecurity, type PodSecurityOptions } from './agent/pod-security';
export { type PortableSessionsOptions, type SessionLimits, Sessions } from './agent/sessions';
export { TopologySpread } from './agent/topology-spread';
export { InjectedMesh } from './cluster/injected-mesh';
export { KubernetesVersion } from './cluster/kubernetes-version';
export { ClusterApi, TargetCluster, type TargetClusterOptions } from './cluster/target-cluster';
export { AgentDiscovery, type AgentDiscoveryOptions } from './observability/agent-discovery';
export { AgentProbing, type AgentProbingOptions } from './observability/agent-probing';
export { type DashboardOptions, McpDashboard } from './observability/dashboards/dashboard-options';
export { type DashboardConfigMapOptions, DashboardDelivery, type GrafanaOperatorOptions } from './observability/dashboards/delivery';
export { McpObservability, type MonitorOptions } from './observability/mcp-observability';
export { type IMonitored, type MetricsPort, Workload, type WorkloadOptions } from './observability/monitored';
export { Monitoring, type ServiceMonitorOptions } from './observability/monitoring';
export { type ScrapeOptions } from './observability/monitors/scrape';
export { type ExistingObservabilityOptions, type JoinedObservabilityOptions, Observability, type ObservabilityOwnerOptions } from './observability/observability';
export { Probing, type ProbingOptions } from './observability/probing';
export { AlertSeverity } from './observability/rules/alert';
export { type AlertChange, type AlertOptions, type OwnAlert } from './observability/rules/alert-options';
export { Slo } from './observability/rules/slo';
export { type AgentThresholds, type DurationLevels, type ThresholdLevels, type Thresholds } from './observability/rules/thresholds';
export { Grafana, type GrafanaLogin, type GrafanaOptions } from './observability/stack/grafana-options';
export {
  type EmailReceiverOptions, type OpsgenieReceiverOptions, type PagerDutyReceiverOptions, Receiver, type ReceiverOptions,
  type SlackReceiverOptions, type WebhookReceiverOptions,
} from './observability/stack/receivers';
export { type SecretKey } from './observability/stack/secret-key';
export {
  type AlertmanagerOptions, type KedaInstallation, type ObservabilityStackOptions, type PrometheusOptions, type RemoteWrite,
  type ThanosSidecar,
} from './observability/stack/stack-options';
export { AuditLog } from './runtime/audit-log';
export { Authentication, type OAuthOptions } from './runtime/authentication';
export { McpProxy, type ProxyOptions } from './runtime/mcp-proxy';
export { MetricsAuthentication, type MetricsTlsOptions, type MetricsTokenOptions } from './runtime/metrics-authentication';
export { RuntimeRole } from './runtime/role';
export { Tracing, type TracingOptions } from './runtime/tracing';
export { type CpuBoundLoadOptions, type FullnessOptions, type MemoryBoundLoadOptions, type StdioLoadOptions } from './scaling/fitted-target';
export { KedaAuthentication, type KedaBearerTokenOptions, type KedaServiceAccountOptions } from './scaling/keda-authentication';
export { type KedaOptions, LoadSource } from './scaling/load-source';
export { HeadroomReservation, NodeHeadroom, type NodeHeadroomProps } from './scaling/node-headroom';
export { McpPriorityClasses, type McpPriorityClassesProps } from './scaling/priority-classes';
export { PrometheusAdapterRules, type PrometheusAdapterRulesProps } from './scaling/prometheus-adapter-rules';
export { ScaledResource } from './scaling/scaled-resource';
export { Scaling, type ScalingBehavior } from './scaling/scaling';
export { type CallRateOptions, ScalingMetric } from './scaling/scaling-metric';
export { type ResourceAmount, VerticalScaling, type VerticalScalingOptions } from './scaling/vertical-scaling';
export { McpErrorCode } from './validation/failure';
