/** Series by their selectors, and their values minute by minute in promtool's notation: `0+60x30` grows by 60 each minute, 30 times. */
export type Input = Readonly<Record<string, string>>;

/** How long every scenario lasts, in minutes. */
export const MINUTES = 100;

/** The same value all the time. */
export const steady = (value: number): string => `${value}x${MINUTES}`;

/** A counter that grows by so much each minute. */
export const growing = (perMinute: number): string => `0+${perMinute}x${MINUTES}`;

/** A gauge of a pod of the agent "weather", in the namespace "team". */
export const ofPod = (metric: string, labels = '', pod = 'weather-a'): string => (
  `${metric}{namespace="team", agent="weather", job="weather", pod="${pod}"${labels && `, ${labels}`}}`
);

const OPERATION = 'mcp_server_operation_duration_seconds';
const CALL = 'mcp_method_name="tools/call", gen_ai_tool_name="forecast"';

/** Operations of a kind, each minute so many, of which so many take up to each of some times. */
export function operations(perMinute: number, upTo: Record<string, number>, labels = CALL): Input {
  return {
    [ofPod(`${OPERATION}_count`, labels)]: growing(perMinute),
    ...buckets(ofPod, OPERATION, perMinute, upTo, labels),
  };
}

/** Calls that fail, each minute so many, all of them fast. */
export function failures(perMinute: number, error: string): Input {
  return operations(perMinute, { '0.1': perMinute, '5.0': perMinute, '30.0': perMinute }, `${CALL}, error_type="${error}"`);
}

export function buckets(
  series: (metric: string, labels: string) => string, metric: string, perMinute: number, upTo: Record<string, number>, labels = '',
): Input {
  const counts = { ...upTo, '+Inf': perMinute };
  return Object.fromEntries(Object.entries(counts).map(([le, count]) => (
    [series(`${metric}_bucket`, [labels, `le="${le}"`].filter(Boolean).join(', ')), growing(count)]
  )));
}

const ofContainer = (metric: string, labels = '') => `${metric}{namespace="team", pod="weather-a", container="server"${labels && `, ${labels}`}}`;
/** KEDA names the autoscaler after its ScaledObject. */
const ofAutoscaler = (metric: string, labels = '') => (
  `kube_horizontalpodautoscaler_${metric}{namespace="team", horizontalpodautoscaler="keda-hpa-weather"${labels && `, ${labels}`}}`
);
const CALLS_IN_FLIGHT = 'metric_name="s0-prometheus", metric_target_type="average"';
const CPU = 'metric_name="cpu", metric_target_type="utilization", container="server"';
const ofDeployment = (metric: string) => `${metric}{namespace="team", deployment="weather"}`;
export const ofRegistry = (metric: string, labels = '') => `${metric}{namespace="catalogue", job="registry"${labels && `, ${labels}`}}`;
export const ofPrometheus = (metric: string, labels = '') => (
  `${metric}{namespace="monitoring", job="prometheus", instance="prometheus-0"${labels && `, ${labels}`}}`
);
export const ofProbe = (metric: string, labels = '') => `${metric}{namespace="team", agent="weather", job="probe"${labels && `, ${labels}`}}`;
const PATH = 'method="GET", path="/v0.1/servers"';
const VOLUME = '{namespace="monitoring", persistentvolumeclaim="prometheus-0"}';

/** The names of series that scenarios change. */
export const SERIES = {
  replicas: ofDeployment('kube_deployment_spec_replicas'),
  ready: ofDeployment('kube_deployment_status_replicas_ready'),
  desired: ofAutoscaler('status_desired_replicas'),
  callsInFlight: ofAutoscaler('status_target_metric', CALLS_IN_FLIGHT),
  inactive: ofAutoscaler('status_condition', 'condition="ScalingActive", status="false"'),
  scalerErrors: 'keda_scaler_detail_errors_total{namespace="team", scaledObject="weather", scaler="calls-in-flight", metric="s0-prometheus", triggerIndex="0", type="scaledobject"}',
  memory: ofContainer('container_memory_working_set_bytes'),
  restarts: ofContainer('kube_pod_container_status_restarts_total'),
  throttled: ofContainer('container_cpu_cfs_throttled_periods_total'),
  pressure: 'kube_node_status_condition{node="node-1", condition="MemoryPressure", status="true"}',
  available: `kubelet_volume_stats_available_bytes${VOLUME}`,
  registryUp: ofRegistry('up', 'instance="registry-0"'),
  registryErrors: ofRegistry('mcp_registry_http_requests_total', `${PATH}, status_code="500"`),
  registryPending: ofRegistry('mcp_registry_db_pool_acquire_pending', 'operation="list"'),
  prometheusCpu: ofPrometheus('process_cpu_seconds_total'),
  ruleFailures: ofPrometheus('prometheus_rule_evaluation_failures_total', 'rule_group="/etc/prometheus/rules/mcp.yaml;mcp-agents"'),
  missed: ofPrometheus('prometheus_rule_group_iterations_missed_total', 'rule_group="/etc/prometheus/rules/mcp.yaml;mcp-agents"'),
  notSent: ofPrometheus('prometheus_notifications_errors_total', 'alertmanager="alertmanager-0"'),
  refused: ofPrometheus('prometheus_target_scrapes_exceeded_sample_limit_total'),
  notNotified: 'alertmanager_notifications_failed_total{namespace="monitoring", job="alertmanager", integration="webhook", reason="other"}',
  probeSuccess: ofProbe('mcp_probe_success'),
  probeReload: 'mcp_probe_config_last_reload_successful{namespace="monitoring", job="probe"}',
} as const;

/** Requests to the registry, each minute so many, of which so many take up to each of some times. */
export function registryRequests(perMinute: number, upTo: Record<string, number>): Input {
  return {
    [ofRegistry('mcp_registry_http_requests_total', `${PATH}, status_code="200"`)]: growing(perMinute),
    ...buckets(ofRegistry, 'mcp_registry_http_request_duration', perMinute, upTo, `${PATH}, status_code="200"`),
  };
}

/** A platform where all is well: an agent of two pods, the registry, monitoring. */
export const HEALTHY: Input = {
  ...Object.fromEntries(['weather-a', 'weather-b'].flatMap((pod) => [
    [ofPod('up', '', pod), steady(1)],
    [ofPod('mcp_server_ready', '', pod), steady(1)],
    [ofPod('mcp_server_draining', '', pod), steady(0)],
    [ofPod('mcp_server_instrumented', '', pod), steady(1)],
  ])),
  ...operations(60, { '0.1': 60, '5.0': 60, '30.0': 60 }),
  [ofPod('mcp_server_operations_in_flight', 'mcp_method_name="tools/call"')]: steady(2),
  [ofPod('mcp_server_operations_in_flight', 'mcp_method_name="subscriptions/listen"')]: steady(1),
  [ofPod('mcp_server_sessions_active')]: steady(10),
  [ofPod('mcp_server_sessions_limit')]: steady(100),
  [ofPod('mcp_bridge_children', 'state="busy"')]: steady(4),
  [ofPod('mcp_bridge_children', 'state="spare"')]: steady(32),
  [ofPod('mcp_bridge_children_limit')]: steady(32),
  [ofPod('nodejs_eventloop_utilization')]: steady(0.2),

  [SERIES.replicas]: steady(2),
  [SERIES.ready]: steady(2),
  [ofAutoscaler('info', 'scaletargetref_kind="Deployment", scaletargetref_name="weather"')]: steady(1),
  [ofAutoscaler('spec_min_replicas')]: steady(2),
  [ofAutoscaler('spec_max_replicas')]: steady(4),
  [SERIES.desired]: steady(2),
  [ofAutoscaler('spec_target_metric', CALLS_IN_FLIGHT)]: steady(20),
  [ofAutoscaler('spec_target_metric', CPU)]: steady(70),
  [SERIES.callsInFlight]: steady(16),
  [ofAutoscaler('status_target_metric', CPU)]: steady(30),
  [SERIES.inactive]: steady(0),
  [SERIES.scalerErrors]: growing(0),
  [SERIES.memory]: steady(50),
  [ofContainer('kube_pod_container_resource_limits', 'resource="memory"')]: steady(100),
  [SERIES.restarts]: steady(0),
  [SERIES.throttled]: growing(0),
  [ofContainer('container_cpu_cfs_periods_total')]: growing(600),
  'kube_pod_info{namespace="team", pod="weather-a", node="node-1"}': steady(1),
  [SERIES.pressure]: steady(0),
  'kube_node_status_allocatable{node="node-1", resource="cpu"}': steady(4),
  [SERIES.available]: steady(50),
  [`kubelet_volume_stats_capacity_bytes${VOLUME}`]: steady(100),

  [SERIES.registryUp]: steady(1),
  ...registryRequests(60, { 0.5: 60, 2.5: 60 }),
  [SERIES.registryErrors]: growing(0),
  [ofRegistry('mcp_registry_http_requests_in_flight', PATH)]: steady(1),
  [SERIES.registryPending]: steady(0),

  [ofPrometheus('up')]: steady(1),
  [ofPrometheus('prometheus_build_info', 'version="3.14.0"')]: steady(1),
  [SERIES.prometheusCpu]: growing(0.06),
  [SERIES.ruleFailures]: growing(0),
  [SERIES.missed]: growing(0),
  [ofPrometheus('prometheus_notifications_sent_total', 'alertmanager="alertmanager-0"')]: growing(10),
  [SERIES.notSent]: growing(0),
  [ofPrometheus('prometheus_notifications_dropped_total')]: growing(0),
  [SERIES.refused]: growing(0),
  [SERIES.notNotified]: growing(0),

  [SERIES.probeSuccess]: steady(1),
  ...buckets(ofProbe, 'mcp_probe_duration_seconds', 2, { '0.1': 2, '2.0': 2, '5.0': 2 }),
  [SERIES.probeReload]: steady(1),
};
