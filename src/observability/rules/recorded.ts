import { METRICS, PROBE_METRICS } from '../../runtime/contract';

/** How often a rule is evaluated. */
export enum Resolution {
  /** As often as the rules' interval says: for alerts, and for panels of up to 6 hours. */
  FINE = 'fine',
  /** Every 5 minutes: for panels of days and weeks. A series has a tenth of the samples of a fine one. */
  COARSE = 'coarse',
  /** Every hour: for counts over weeks. A series has a twelfth of the samples of a coarse one. */
  HOURLY = 'hourly',
}

/** A series that a recording rule makes. */
export interface Recorded {
  /** `level:metric:operation`; the level says which labels are left. */
  readonly name: string;
  /** Every label of the series, and no other. */
  readonly labels: readonly string[];
  readonly resolution: Resolution;
  /** What the value is, with its unit. */
  readonly tells: string;
  readonly expr: string;
}

/** What identifies an agent. */
const AGENT = ['namespace', 'agent'];
const POD = [...AGENT, 'pod'];
const METHOD = [...AGENT, 'mcp_method_name'];
const TOOL = [...AGENT, 'gen_ai_tool_name'];
const REGISTRY = ['namespace', 'job'];
const SLO = [...AGENT, 'slo'];

/** Quantiles that are kept of each histogram. */
const QUANTILES = [0.5, 0.95, 0.99];

const DURATION = METRICS.operationDuration.name;
const CALLS = 'mcp_method_name="tools/call"';
/** A tool's own error is an outcome of its call, often for its arguments' sake: it counts against the tool, not against the agent. */
const FAILED = 'error_type!="", error_type!="tool_error"';

/** It lasts as long as its client listens, which says nothing of how fast the agent is. */
const ANSWERED = 'mcp_method_name!="subscriptions/listen"';

/** Sums the rates of a counter over 5 minutes, for those series that are an agent's. */
function rate(metric: string, by: readonly string[], selectors = ''): string {
  return sumOf('rate', metric, by, selectors);
}

/** Sums the increases of a counter over 5 minutes: evaluated every 5 minutes, their sum over a week is the week's count. */
function increase(metric: string, by: readonly string[], selectors = ''): string {
  return sumOf('increase', metric, by, selectors);
}

function sumOf(operation: string, metric: string, by: readonly string[], selectors: string): string {
  const selector = ['agent!=""', ...(selectors ? [selectors] : [])].join(', ');
  return `sum by (${by.join(', ')}) (${operation}(${metric}{${selector}}[5m]))`;
}

function sum(metric: string, by: readonly string[] = AGENT): string {
  return `sum by (${by.join(', ')}) (${metric}{agent!=""})`;
}

/** Some quantiles of a histogram, each with its own value of the label `quantile`. */
function quantiles(buckets: string): string {
  return QUANTILES.map((quantile) => `label_replace(histogram_quantile(${quantile}, ${buckets}), "quantile", "${quantile}", "", "")`).join('\nor\n');
}

/** Zero for every agent that has had operations, so that no failure reads as 0 and not as nothing. */
function orZero(expr: string, all: string, by: readonly string[] = AGENT): string {
  return `${expr}\nor on (${by.join(', ')})\n0 * ${all}`;
}

/** What the cluster knows of pods, summed over the pods of each agent. Kubelets may give a figure at two endpoints: hence the maximum. */
function ofPods(expr: string): string {
  return `sum by (namespace, agent) (max by (namespace, pod, container) (${expr}) * on (namespace, pod) group_left (agent) pod:mcp_agent:info)`;
}

/** What the cluster knows of autoscalers, as a figure of the agent whose replicas each of them sets. */
function ofAutoscalers(expr: string, by: readonly string[] = AGENT): string {
  return `max by (${by.join(', ')}) (${expr} * on (namespace, horizontalpodautoscaler) group_left (agent) agent:mcp_autoscaler:info)`;
}

/** What KEDA says of ScaledObjects, with their agents; its own label `namespace` is another where its monitor does not honour labels. */
function ofScaledObjects(expr: string): string {
  return `label_replace(
  label_replace(${expr}, "namespace", "$1", "exported_namespace", "(.+)"),
  "horizontalpodautoscaler", "keda-hpa-$1", "scaledObject", "(.+)")
* on (namespace, horizontalpodautoscaler) group_left (agent) agent:mcp_autoscaler:info`;
}

/** The value, or the target, of each metric that an autoscaler looks at. */
function autoscalerMetric(kind: 'status' | 'spec'): string {
  return `max by (namespace, horizontalpodautoscaler, metric_name, metric_target_type, container) (kube_horizontalpodautoscaler_${kind}_target_metric)`;
}

/** More replicas are wanted than are ready, or will be: an autoscaler tolerates a tenth. */
const WANTS_REPLICAS = `(
  agent:mcp_desired_replicas:max > agent:mcp_ready_replicas:max
  or
  agent:mcp_scaling_load:max > 1.1 and on (namespace, agent) agent:mcp_desired_replicas:max < agent:mcp_max_replicas:max
)`;

/** A pod may be scraped at two ports. */
function maxOf(metric: string, by: readonly string[]): string {
  return `max by (${by.join(', ')}) (${metric}{agent!=""})`;
}

const BURN = 'How many times as fast as the objective allows the error budget went, over the last';

/** What breaks each objective; `agent:mcp_slo_latency:bound` says which bucket is still fast enough. */
function sloErrors(failed: string, buckets: string): string {
  return `label_replace(${failed}, "slo", "availability", "", "")
or
label_replace(clamp_min(
  sum by (namespace, agent) (${buckets}{le="+Inf"})
  -
  sum by (namespace, agent) (${buckets} and on (namespace, agent, le) agent:mcp_slo_latency:bound), 0), "slo", "latency", "", "")`;
}

function burn(errors: string, operations: string): string {
  return `${errors} / on (namespace, agent) group_left () ${operations} / on (namespace, agent, slo) (1 - agent:mcp_slo:objective)`;
}

function burnOver(operation: 'avg' | 'sum', window: string, of: string): string {
  return burn(`${operation}_over_time(agent:mcp_slo_errors:${of}[${window}])`, `${operation}_over_time(agent:mcp_operations:${of}[${window}])`);
}

function fine(name: string, labels: readonly string[], tells: string, expr: string): Recorded {
  return { name, labels, resolution: Resolution.FINE, tells, expr };
}

function coarse(name: string, labels: readonly string[], tells: string, expr: string): Recorded {
  return { name, labels, resolution: Resolution.COARSE, tells, expr };
}

/** The counts of 5 minutes, an hour or a day of them in one. */
function hourly(name: string, labels: readonly string[], tells: string, counts: string, window: '1h' | '1d' = '1h'): Recorded {
  return { name, labels, resolution: Resolution.HOURLY, tells, expr: `sum_over_time(${counts}[${window}])` };
}

/**
 * Every series that our rules record, by what it is. Dashboards and alerts read these; a name here stays for good, since the samples of
 * past weeks have it.
 *
 * Of each pair, the `rate5m` is fine and per second, and the `increase5m` is coarse and a count; an `increase1h` is it over an hour.
 */
export const RECORDED = {
  // Which agents there are.
  podAgent: fine('pod:mcp_agent:info', POD, 'Value 1: the agent that a scraped pod belongs to; joins what the cluster knows of pods.',
    'group by (namespace, agent, pod) (up{agent!=""})'),
  agentKnown: fine('agent:mcp_agent:known', AGENT,
    'Value 1: an agent that has targets, or had some and still has its Deployment; what an agent without any pod is told from one that was deleted by.',
    `group by (namespace, agent) (up{agent!=""})
or
last_over_time(agent:mcp_agent:known[10m]) and on (namespace, agent) label_replace(kube_deployment_spec_replicas, "agent", "$1", "deployment", "(.+)")`),
  agentTargetsUp: fine('agent:mcp_pods_up:count', AGENT, 'Pods whose metrics could be scraped.',
    'sum by (namespace, agent) (max by (namespace, agent, pod) (up{agent!=""}))'),
  agentPods: fine('agent:mcp_pods:count', AGENT, 'Pods that are scraped, or should be.', 'count by (namespace, agent) (pod:mcp_agent:info)'),
  agentReady: fine('agent:mcp_pods_ready:count', AGENT, 'Pods whose server speaks the protocol and does not drain.',
    sum(METRICS.ready.name)),
  agentDraining: fine('agent:mcp_pods_draining:count', AGENT, 'Pods that finish their work to leave.', sum(METRICS.draining.name)),

  podDrainingSince: fine('pod:mcp_draining:since', POD, 'When the pod began to drain, in seconds since 1970; absent where it does not.',
    `(last_over_time(pod:mcp_draining:since[5m]) and on (${POD.join(', ')}) ${maxOf(METRICS.draining.name, POD)} == 1)
or
(${maxOf(METRICS.draining.name, POD)} == 1) * time()`),
  namespaces: fine('namespace:mcp_parts:info', ['namespace'], 'Value 1: a namespace with agents, a registry or a Prometheus, whose volumes and targets we look after.',
    `group by (namespace) (agent:mcp_agent:known)
or
group by (namespace) (mcp_registry_http_requests_in_flight)
or
group by (namespace) (prometheus_build_info)`),

  // Operations: rate, errors, duration.
  agentOperations: fine('agent:mcp_operations:rate5m', AGENT, 'Operations a second.', rate(`${DURATION}_count`, AGENT)),
  agentOperationErrors: fine('agent:mcp_operation_errors:rate5m', AGENT,
    'Operations a second that the agent failed; the caller\'s mistakes and errors that a tool itself reports are none.',
    orZero(rate(`${DURATION}_count`, AGENT, FAILED), 'agent:mcp_operations:rate5m')),
  agentErrorRatio: fine('agent:mcp_operation_errors:ratio_rate5m', AGENT, 'Share of the operations that the agent failed, 0 to 1.',
    'agent:mcp_operation_errors:rate5m / agent:mcp_operations:rate5m'),
  methodOperations: fine('agent_method:mcp_operations:rate5m', METHOD, 'Operations a second, by method.', rate(`${DURATION}_count`, METHOD)),
  methodOperationErrors: fine('agent_method:mcp_operation_errors:rate5m', [...METHOD, 'error_type'],
    'Operations a second that have an error, by method and error; `tool_error` is what a tool itself reported.',
    rate(`${DURATION}_count`, [...METHOD, 'error_type'], 'error_type!=""')),
  protocolOperations: fine('agent_protocol:mcp_operations:rate5m', [...AGENT, 'mcp_protocol_version'], 'Operations a second, by protocol version.',
    rate(`${DURATION}_count`, [...AGENT, 'mcp_protocol_version'])),
  agentBuckets: fine('agent:mcp_operation_duration_seconds_bucket:rate5m', [...AGENT, 'le'],
    'Operations a second, by the histogram\'s buckets, for quantiles over several agents; without `subscriptions/listen`, which lasts as long as its client likes.', rate(`${DURATION}_bucket`, [...AGENT, 'le'], ANSWERED)),
  agentDuration: fine('agent:mcp_operation_duration_seconds:quantile5m', [...AGENT, 'quantile'],
    'Duration of operations in seconds; quantiles 0.5, 0.95, 0.99.', quantiles('agent:mcp_operation_duration_seconds_bucket:rate5m')),

  // Tools.
  toolCalls: fine('agent_tool:mcp_tool_calls:rate5m', TOOL, 'Calls a second, by tool.', rate(`${DURATION}_count`, TOOL, CALLS)),
  toolErrors: fine('agent_tool:mcp_tool_call_errors:rate5m', TOOL, 'Calls a second that have an error of any kind, by tool.',
    orZero(rate(`${DURATION}_count`, TOOL, `${CALLS}, error_type!=""`), 'agent_tool:mcp_tool_calls:rate5m', TOOL)),
  toolErrorRatio: fine('agent_tool:mcp_tool_call_errors:ratio_rate5m', TOOL, 'Share of a tool\'s calls that have an error, 0 to 1.',
    'agent_tool:mcp_tool_call_errors:rate5m / agent_tool:mcp_tool_calls:rate5m'),
  toolErrorRatioHour: fine('agent_tool:mcp_tool_call_errors:ratio_rate1h', TOOL, 'Share of a tool\'s calls of the last hour that have an error, 0 to 1.',
    'avg_over_time(agent_tool:mcp_tool_call_errors:rate5m[1h]) / avg_over_time(agent_tool:mcp_tool_calls:rate5m[1h])'),
  toolDuration: fine('agent_tool:mcp_tool_call_duration_seconds:quantile5m', [...TOOL, 'quantile'],
    'Duration of calls in seconds, by tool; quantiles 0.5, 0.95, 0.99.', quantiles(rate(`${DURATION}_bucket`, [...TOOL, 'le'], CALLS))),

  // What is going on inside.
  agentInFlight: fine('agent:mcp_operations_in_flight:sum', AGENT, 'Operations that have no response yet.', sum(METRICS.operationsInFlight.name)),
  agentSessions: fine('agent:mcp_sessions_active:sum', AGENT, 'Sessions that are open.', sum(METRICS.sessionsActive.name)),
  agentStreams: fine('agent:mcp_streams_active:sum', AGENT, 'SSE responses that are open.', sum(METRICS.streamsActive.name)),

  // How fast error budgets go; slo.ts has the objectives.
  sloErrors: fine('agent:mcp_slo_errors:rate5m', SLO, 'Operations a second that break an objective: failed ones (availability), slow ones (latency).',
    sloErrors('agent:mcp_operation_errors:rate5m', 'agent:mcp_operation_duration_seconds_bucket:rate5m')),
  // A subquery makes the sum independent of how often the rule is evaluated.
  sloErrorsHour: fine('agent:mcp_slo_errors:count1h', SLO, 'Operations of the last hour that break an objective.',
    'sum_over_time(agent:mcp_slo_errors:rate5m[1h:1m]) * 60'),
  sloBurn5m: fine('agent:mcp_slo_burn:rate5m', SLO, `${BURN} 5 minutes.`, burn('agent:mcp_slo_errors:rate5m', 'agent:mcp_operations:rate5m')),
  sloBurn30m: fine('agent:mcp_slo_burn:rate30m', SLO, `${BURN} 30 minutes.`, burnOver('avg', '30m', 'rate5m')),
  sloBurn1h: fine('agent:mcp_slo_burn:rate1h', SLO, `${BURN} an hour.`, burnOver('avg', '1h', 'rate5m')),

  // What a client sees.
  agentProbeDuration: fine('agent:mcp_probe_duration_seconds:quantile5m', [...AGENT, 'quantile'], 'Duration of probes in seconds; quantiles 0.5, 0.95, 0.99.',
    quantiles(`sum by (namespace, agent, le) (rate(${PROBE_METRICS.probeDuration.name}_bucket[5m]))`)),

  // What the cluster says of its pods.
  agentCpu: fine('agent:mcp_cpu_usage_cores:rate5m', AGENT, 'CPU that its containers use, in cores.',
    ofPods('rate(container_cpu_usage_seconds_total{container!="", container!="POD"}[5m])')),
  agentMemory: fine('agent:mcp_memory_working_set_bytes:sum', AGENT, 'Memory that its containers use, in bytes.',
    ofPods('container_memory_working_set_bytes{container!="", container!="POD"}')),

  // What autoscalers do. KEDA's is named after its ScaledObject, so agents are found by what is scaled.
  agentAutoscaler: fine('agent:mcp_autoscaler:info', [...AGENT, 'horizontalpodautoscaler'], 'Value 1: the HorizontalPodAutoscaler that sets an agent\'s replicas, KEDA\'s among them.',
    `group by (namespace, agent, horizontalpodautoscaler) (label_replace(kube_horizontalpodautoscaler_info, "agent", "$1", "scaletargetref_name", "(.+)"))
and on (namespace, agent) agent:mcp_agent:known`),
  agentDesiredReplicas: fine('agent:mcp_desired_replicas:max', AGENT, 'Replicas that the autoscaler wants.',
    ofAutoscalers('kube_horizontalpodautoscaler_status_desired_replicas')),
  agentMaxReplicas: fine('agent:mcp_max_replicas:max', AGENT, 'Replicas that the autoscaler may want at most.',
    ofAutoscalers('kube_horizontalpodautoscaler_spec_max_replicas')),
  agentMinReplicas: fine('agent:mcp_min_replicas:max', AGENT, 'Replicas that the autoscaler wants at least.',
    ofAutoscalers('kube_horizontalpodautoscaler_spec_min_replicas')),
  agentReadyReplicas: fine('agent:mcp_ready_replicas:max', AGENT, 'Replicas that get requests, of agents with an autoscaler.',
    `max by (namespace, agent) (label_replace(kube_deployment_status_replicas_ready, "agent", "$1", "deployment", "(.+)"))
and on (namespace, agent) agent:mcp_autoscaler:info`),
  metricScalingLoad: fine('agent_metric:mcp_scaling_load:ratio', [...AGENT, 'metric_name'],
    'Load as a share of its target, as the autoscaler saw it last, by metric: above 1 it wants more replicas, and the largest decides.',
    ofAutoscalers(`(${autoscalerMetric('status')} / (${autoscalerMetric('spec')} > 0))`, [...AGENT, 'metric_name'])),
  agentScalingLoad: fine('agent:mcp_scaling_load:max', AGENT, 'Load as a share of its target, by the metric that decides.',
    'max by (namespace, agent) (agent_metric:mcp_scaling_load:ratio)'),
  metricScaler: fine('agent_metric:mcp_scaler:info', [...AGENT, 'metric_name', 'scaler'],
    'Value 1: what KEDA calls the trigger behind an autoscaler\'s metric.',
    `group by (namespace, agent, metric_name, scaler) (${ofScaledObjects('label_replace(keda_scaler_metrics_value{type="scaledobject"}, "metric_name", "$1", "metric", "(.+)")')})`),
  metricScalerErrors: fine('agent_metric:mcp_scaler_errors:rate5m', [...AGENT, 'metric_name'],
    'Questions of KEDA a second for an agent\'s load that failed and were not answered by a fallback, by metric.',
    `sum by (namespace, agent, metric_name) (${ofScaledObjects('label_replace(rate(keda_scaler_detail_errors_total{type="scaledobject"}[5m]), "metric_name", "$1", "metric", "(.+)")')})`),
  // KEDA counts no more failures once its fallback answers, and nothing else tells of that: but it answers the target for each replica, to
  // the last digit.
  metricScalerFallback: fine('agent_metric:mcp_scaler_fallback:info', [...AGENT, 'metric_name'],
    'Value 1: KEDA\'s questions failed, and load has been exactly its target since, as a fallback answers.',
    `agent_metric:mcp_scaling_load:ratio == 1
and on (namespace, agent, metric_name) (agent_metric:mcp_scaler_errors:rate5m > 0 or last_over_time(agent_metric:mcp_scaler_fallback:info[5m]))`),
  agentScaleUpSince: fine('agent:mcp_scale_up:since', AGENT,
    'Since when load has been above its target, or fewer replicas ready than wanted, in seconds since 1970; absent where neither is so.',
    `(last_over_time(agent:mcp_scale_up:since[5m]) and on (namespace, agent) ${WANTS_REPLICAS})
or
0 * ${WANTS_REPLICAS} + time()`),
  agentScalingDirection: fine('agent:mcp_desired_replicas:direction', AGENT, '1 where the autoscaler\'s last step added replicas, -1 where it took some away.',
    `sgn(agent:mcp_desired_replicas:max - agent:mcp_desired_replicas:max offset 1m) != 0
or
last_over_time(agent:mcp_desired_replicas:direction[5m])`),

  // The official registry, whose names are its own.
  registryRequests: fine('registry:mcp_requests:rate5m', [...REGISTRY, 'method', 'path'], 'Requests a second to the registry, by method and path.',
    'sum by (namespace, job, method, path) (rate(mcp_registry_http_requests_total[5m]))'),
  registryErrorRatio: fine('registry:mcp_request_errors:ratio_rate5m', REGISTRY, 'Share of the registry\'s requests that ended in a 5xx, 0 to 1.',
    `(sum by (namespace, job) (rate(mcp_registry_http_requests_total{status_code=~"5.."}[5m])) or on (namespace, job) 0 * sum by (namespace, job) (rate(mcp_registry_http_requests_total[5m])))
/
sum by (namespace, job) (rate(mcp_registry_http_requests_total[5m]))`),
  registryDuration: fine('registry:mcp_request_duration_seconds:quantile5m', [...REGISTRY, 'quantile'],
    'Duration of requests to the registry in seconds; quantiles 0.5, 0.95, 0.99.',
    quantiles('sum by (namespace, job, le) (rate(mcp_registry_http_request_duration_bucket[5m]))')),
  registryInFlight: fine('registry:mcp_requests_in_flight:sum', REGISTRY, 'Requests that the registry works on.',
    'sum by (namespace, job) (mcp_registry_http_requests_in_flight)'),
  registryPoolPending: fine('registry:mcp_db_pool_acquire_pending:sum', REGISTRY, 'Requests of the registry that wait for a connection to its database.',
    'sum by (namespace, job) (mcp_registry_db_pool_acquire_pending)'),

  // The same for days and weeks. sum_over_time(...[7d]) of an increase5m is the week's count.
  agentOperationsLong: coarse('agent:mcp_operations:increase5m', AGENT, 'Operations in 5 minutes.', increase(`${DURATION}_count`, AGENT)),
  agentOperationErrorsLong: coarse('agent:mcp_operation_errors:increase5m', AGENT, 'Operations in 5 minutes that the agent failed.',
    orZero(increase(`${DURATION}_count`, AGENT, FAILED), 'agent:mcp_operations:increase5m')),
  agentErrorTypesLong: coarse('agent_error:mcp_operation_errors:increase5m', [...AGENT, 'error_type'], 'Operations in 5 minutes that have an error, by error.',
    increase(`${DURATION}_count`, [...AGENT, 'error_type'], 'error_type!=""')),
  agentBucketsLong: coarse('agent:mcp_operation_duration_seconds_bucket:increase5m', [...AGENT, 'le'],
    'Operations in 5 minutes, by the histogram\'s buckets; without `subscriptions/listen`.', increase(`${DURATION}_bucket`, [...AGENT, 'le'], ANSWERED)),
  methodOperationsLong: coarse('agent_method:mcp_operations:increase5m', METHOD, 'Operations in 5 minutes, by method.', increase(`${DURATION}_count`, METHOD)),
  protocolOperationsLong: coarse('agent_protocol:mcp_operations:increase5m', [...AGENT, 'mcp_protocol_version'],
    'Operations in 5 minutes, by protocol version.', increase(`${DURATION}_count`, [...AGENT, 'mcp_protocol_version'])),
  toolCallsLong: coarse('agent_tool:mcp_tool_calls:increase5m', TOOL, 'Calls in 5 minutes, by tool.', increase(`${DURATION}_count`, TOOL, CALLS)),
  toolErrorsLong: coarse('agent_tool:mcp_tool_call_errors:increase5m', TOOL, 'Calls in 5 minutes that have an error of any kind, by tool.',
    orZero(increase(`${DURATION}_count`, TOOL, `${CALLS}, error_type!=""`), 'agent_tool:mcp_tool_calls:increase5m', TOOL)),
  toolDurationLong: coarse('agent_tool:mcp_tool_call_duration_seconds:quantile5m_coarse', [...TOOL, 'quantile'],
    'Duration of calls in seconds, by tool, every 5 minutes; quantiles 0.5, 0.95, 0.99.',
    quantiles(rate(`${DURATION}_bucket`, [...TOOL, 'le'], CALLS))),
  sloErrorsLong: coarse('agent:mcp_slo_errors:increase5m', SLO, 'Operations in 5 minutes that break an objective.',
    sloErrors('agent:mcp_operation_errors:increase5m', 'agent:mcp_operation_duration_seconds_bucket:increase5m')),
  sloBurn2h: coarse('agent:mcp_slo_burn:rate2h', SLO, `${BURN} 2 hours.`, burnOver('sum', '2h', 'increase5m')),
  sloBurn6h: coarse('agent:mcp_slo_burn:rate6h', SLO, `${BURN} 6 hours.`, burnOver('sum', '6h', 'increase5m')),
  sloBurn1d: coarse('agent:mcp_slo_burn:rate1d', SLO, `${BURN} a day.`, burnOver('sum', '1d', 'increase5m')),
  sloBurn3d: coarse('agent:mcp_slo_burn:rate3d', SLO, `${BURN} 3 days.`, burnOver('sum', '3d', 'increase5m')),
  agentProbeLong: coarse('agent:mcp_probe_success:avg5m', AGENT, 'Share of the last 5 minutes in which the agent answered probes, 0 to 1.',
    `avg_over_time((max by (namespace, agent) (${PROBE_METRICS.probeSuccess.name}))[5m:30s])`),
  clientSessionsLong: coarse('agent_client:mcp_sessions:increase5m', [...AGENT, 'client_name'], 'Sessions opened in 5 minutes, by the client\'s name.',
    increase(METRICS.sessions.name, [...AGENT, 'client_name'])),
  agentSessionsLong: coarse('agent:mcp_sessions_active:max5m', AGENT, 'Sessions that are open, the most in 5 minutes.',
    'max_over_time(agent:mcp_sessions_active:sum[5m])'),
  agentInFlightLong: coarse('agent:mcp_operations_in_flight:max5m', AGENT, 'Operations that have no response yet, the most in 5 minutes.',
    'max_over_time(agent:mcp_operations_in_flight:sum[5m])'),
  agentReadyLong: coarse('agent:mcp_pods_ready:avg5m', AGENT, 'Pods that are ready, the mean of 5 minutes.', 'avg_over_time(agent:mcp_pods_ready:count[5m])'),
  agentCpuLong: coarse('agent:mcp_cpu_usage_cores:avg5m', AGENT, 'CPU that its containers use, in cores.', 'avg_over_time(agent:mcp_cpu_usage_cores:rate5m[5m])'),
  agentMemoryLong: coarse('agent:mcp_memory_working_set_bytes:max5m', AGENT, 'Memory that its containers use, in bytes, the most in 5 minutes.',
    'max_over_time(agent:mcp_memory_working_set_bytes:sum[5m])'),
  registryRequestsLong: coarse('registry:mcp_requests:increase5m', [...REGISTRY, 'path', 'status_code'],
    'Requests to the registry in 5 minutes, by path and status.',
    'sum by (namespace, job, path, status_code) (increase(mcp_registry_http_requests_total[5m]))'),
  registryDurationLong: coarse('registry:mcp_request_duration_seconds:quantile5m_coarse', [...REGISTRY, 'quantile'],
    'Duration of requests to the registry in seconds, every 5 minutes; quantiles 0.5, 0.95, 0.99.',
    quantiles('sum by (namespace, job, le) (rate(mcp_registry_http_request_duration_bucket[5m]))')),

  // Counts for weeks: over fifteen days, those of 5 minutes would be 4,320 samples for each series.
  agentOperationsHourly: hourly('agent:mcp_operations:increase1h', AGENT, 'Operations in an hour.', 'agent:mcp_operations:increase5m'),
  agentOperationErrorsHourly: hourly('agent:mcp_operation_errors:increase1h', AGENT, 'Operations in an hour that the agent failed.',
    'agent:mcp_operation_errors:increase5m'),
  methodOperationsHourly: hourly('agent_method:mcp_operations:increase1h', METHOD, 'Operations in an hour, by method.',
    'agent_method:mcp_operations:increase5m'),
  // There are so many tools and clients that even a day of hours is much to read.
  toolCallsDay: hourly('agent_tool:mcp_tool_calls:increase1d', TOOL, 'Calls in the last day, by tool.', 'agent_tool:mcp_tool_calls:increase5m', '1d'),
  clientSessionsDay: hourly('agent_client:mcp_sessions:increase1d', [...AGENT, 'client_name'], 'Sessions opened in the last day, by the client\'s name.',
    'agent_client:mcp_sessions:increase5m', '1d'),
} as const satisfies Record<string, Recorded>;

/** The key of a recorded series. */
export type RecordedName = keyof typeof RECORDED;
