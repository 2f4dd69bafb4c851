import { DashboardContext, dashboardJson } from './dashboard';
import { ERROR_STEPS } from './overview';
import { stat, table, timeSeries } from './panel';
import { CHOSEN, COARSE, DURATION, metric, numbers, ofPods, percentiles, rate, recorded, share, sumBy } from './queries';
import { DashboardJson } from './schema';
import { AGENTS_CHOSEN, NAMESPACE, single } from './variables';
import { METRICS } from '../../runtime/contract';

const OPERATIONS = rate(`${DURATION}_count`);
const ERRORS = rate(`${DURATION}_count`, 'error_type!=""');
const BUCKETS = rate(`${DURATION}_bucket`);

/** One agent: methods, tools, protocol eras, sessions, streams, drain. */
export function agent(context: DashboardContext): DashboardJson {
  return dashboardJson({
    name: 'agent',
    description: 'One agent: its methods and tools, the eras of the protocol that it is asked in, its sessions, streams and pods.',
    from: 'now-1h',
    refresh: '15s',
    variables: [single(NAMESPACE), single(AGENTS_CHOSEN)],
    rows: [
      { title: 'Now', panels: now() },
      { title: 'Methods', panels: methods() },
      { title: 'Tools', panels: tools() },
      { title: 'Protocol, sessions, streams', panels: protocol() },
      { title: 'Pods and drain', panels: pods() },
      { title: 'Scaling', collapsed: true, panels: scaling() },
      { title: 'Sessions', collapsed: true, panels: sessions() },
      { title: 'On the wire', collapsed: true, panels: wire() },
      { title: 'CPU, memory, restarts', collapsed: true, panels: resources() },
      { title: 'Requests to clients', collapsed: true, panels: clients() },
      { title: 'Processes of a stdio server', collapsed: true, panels: bridge() },
      { title: 'Over days and weeks', collapsed: true, panels: long() },
    ],
  }, context);
}

function now() {
  return [
    stat({
      title: 'Pods up',
      description: 'Pods whose metrics can be scraped.',
      unit: 'short',
      width: 3,
      steps: [{ color: 'red' }, { color: 'green', from: 1 }],
      queries: [{ expr: `sum(${recorded('agentTargetsUp')})` }],
    }),
    stat({
      title: 'Operations',
      description: 'MCP requests answered per second.',
      unit: 'reqps',
      width: 3,
      queries: [{ expr: sumBy([], OPERATIONS) }],
    }),
    stat({
      title: 'Errors',
      description: 'Share of operations with an error of any kind, those that a tool itself reports among them; a caller\'s mistakes are not.',
      unit: 'percentunit',
      width: 3,
      decimals: 2,
      steps: ERROR_STEPS,
      queries: [{ expr: share([], ERRORS, OPERATIONS) }],
    }),
    stat({
      title: 'Duration, p95',
      description: 'The time within which 95 % of the operations end.',
      unit: 's',
      width: 3,
      queries: [{ expr: numbers(recorded('agentDuration', `${CHOSEN}, quantile="0.95"`)) }],
    }),
    stat({
      title: 'In flight',
      description: 'Operations that have no response yet: as the runtime counts them, or for other servers the mean that rate and duration give.',
      unit: 'short',
      width: 3,
      decimals: 1,
      queries: [{ expr: `sum(${metric(METRICS.operationsInFlight.name)}) or sum(${rate(`${DURATION}_sum`)})` }],
    }),
    stat({
      title: 'Sessions',
      description: 'Sessions that are open; the modern era of the protocol has none. A metric of the runtime.',
      unit: 'short',
      width: 3,
      queries: [{ expr: `sum(${metric(METRICS.sessionsActive.name)})` }],
    }),
    stat({
      title: 'Streams',
      description: 'SSE responses that are open. A metric of the runtime.',
      unit: 'short',
      width: 3,
      queries: [{ expr: `sum(${metric(METRICS.streamsActive.name)})` }],
    }),
    stat({
      title: 'Runs',
      description: 'The server\'s version and how it is served. A metric of the runtime; two at once during a roll-out.',
      unit: 'short',
      width: 3,
      text: 'name',
      queries: [{ expr: `count by (name, version, mode) (${metric(METRICS.info.name)})`, legend: '{{name}} {{version}} ({{mode}})', instant: true }],
    }),
  ];
}

function methods() {
  return [
    timeSeries({
      title: 'Operations by method',
      description: 'MCP requests answered per second, by method.',
      unit: 'reqps',
      width: 12,
      min: 0,
      stacked: true,
      queries: [{ expr: sumBy(['mcp_method_name'], OPERATIONS), legend: '{{mcp_method_name}}' }],
    }),
    timeSeries({
      title: 'Duration',
      description: 'The times within which half, 95 % and 99 % of the operations end, over 5 minutes.',
      unit: 's',
      width: 12,
      min: 0,
      queries: [{ expr: recorded('agentDuration'), legend: 'quantile {{quantile}}' }],
    }),
    timeSeries({
      title: 'Errors by method and kind',
      description: 'Operations per second with an error: a JSON-RPC code, `tool_error` where the tool itself reports it, or a class of failure.',
      unit: 'reqps',
      width: 12,
      min: 0,
      queries: [{
        expr: `${sumBy(['mcp_method_name', 'error_type'], ERRORS)} or sum(0 * ${OPERATIONS})`, legend: '{{mcp_method_name}} {{error_type}}',
      }],
    }),
    timeSeries({
      title: 'Duration by method, p95',
      description: 'The time within which 95 % of a method\'s operations end. A point beside the line is an exemplar: it leads to the trace of one operation.',
      unit: 's',
      width: 12,
      min: 0,
      queries: [{ expr: `histogram_quantile(0.95, ${sumBy(['le', 'mcp_method_name'], BUCKETS)})`, legend: '{{mcp_method_name}}', exemplar: true }],
    }),
  ];
}

function tools() {
  const legend = '{{gen_ai_tool_name}}';
  const tool = ['gen_ai_tool_name'];
  return [
    table({
      title: 'Tools',
      description: 'Each tool, over the last 5 minutes. `_OTHER` is a name that the server does not have.',
      unit: 'short',
      width: 12,
      height: 8,
      sortBy: 'Calls',
      queries: [
        recorded('toolCalls'),
        numbers(recorded('toolErrorRatio')),
        numbers(recorded('toolDuration', `${CHOSEN}, quantile="0.5"`)),
        numbers(recorded('toolDuration', `${CHOSEN}, quantile="0.95"`)),
      ].map((expr) => ({ expr: sumBy(tool, expr) })),
      labels: { gen_ai_tool_name: { title: 'Tool' } },
      values: [
        { title: 'Calls', unit: 'reqps', decimals: 2 },
        { title: 'Errors', unit: 'percentunit', decimals: 2, steps: ERROR_STEPS },
        { title: 'p50', unit: 's' },
        { title: 'p95', unit: 's' },
      ],
    }),
    timeSeries({
      title: 'Calls by tool',
      description: 'Calls per second of the tools that were called most in this range, ten at most.',
      unit: 'reqps',
      width: 12,
      min: 0,
      queries: [{ expr: `${recorded('toolCalls')} and on (gen_ai_tool_name) topk(10, avg_over_time(${recorded('toolCalls')}[$__range] @ end()))`, legend }],
    }),
    timeSeries({
      title: 'Errors by tool',
      description: 'Share of a tool\'s calls with an error of any kind, of the ten tools with the largest.',
      unit: 'percentunit',
      width: 12,
      min: 0,
      queries: [{ expr: `topk(10, ${recorded('toolErrorRatio')})`, legend }],
    }),
    timeSeries({
      title: 'Duration by tool, p95',
      description: 'The time within which 95 % of a tool\'s calls end, of the ten slowest tools.',
      unit: 's',
      width: 12,
      min: 0,
      queries: [{ expr: `topk(10, ${recorded('toolDuration', `${CHOSEN}, quantile="0.95"`)})`, legend }],
    }),
  ];
}

function protocol() {
  return [
    timeSeries({
      title: 'Operations by protocol version',
      description: 'MCP requests answered per second, by the version that they are spoken in: those up to 2025-11-25 are the legacy era, with sessions.',
      unit: 'reqps',
      width: 8,
      min: 0,
      stacked: true,
      queries: [{
        expr: sumBy(['mcp_protocol_version', 'network_transport'], OPERATIONS), legend: '{{mcp_protocol_version}} {{network_transport}}',
      }],
    }),
    timeSeries({
      title: 'Sessions and streams by pod',
      description: 'Sessions and SSE responses that are open, by pod. Metrics of the runtime.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [
        { expr: sumBy(['pod'], metric(METRICS.sessionsActive.name)), legend: 'sessions {{pod}}' },
        { expr: sumBy(['pod'], metric(METRICS.streamsActive.name)), legend: 'streams {{pod}}' },
      ],
    }),
    timeSeries({
      title: 'Sessions opened by client',
      description: 'Sessions opened per second, by the client\'s name for itself; `_OTHER` are names beyond the first 50. A metric of the runtime.',
      unit: 'cps',
      width: 8,
      min: 0,
      queries: [{ expr: `topk(10, ${sumBy(['client_name'], rate(METRICS.sessions.name))})`, legend: '{{client_name}}' }],
    }),
  ];
}

function sessions() {
  return [
    timeSeries({
      title: 'Length of sessions',
      description: 'The times within which half, 95 % and 99 % of the sessions that ended in this time had ended. The legacy era alone has sessions.',
      unit: 's',
      width: 8,
      min: 0,
      queries: percentiles(rate(`${METRICS.sessionDuration.name}_bucket`)),
    }),
    timeSeries({
      title: 'Sessions ended by reason',
      description: 'Sessions that ended per second: by their client, idle, with a drained pod, or handed over to another. A metric of the runtime.',
      unit: 'cps',
      width: 8,
      min: 0,
      queries: [{ expr: sumBy(['reason'], rate(METRICS.sessionsEnded.name)), legend: '{{reason}}' }],
    }),
    timeSeries({
      title: 'Requests for sessions of another pod',
      description: 'Per second, by what became of them: forwarded to it, revived here, lost (404), or unreachable (503). A metric of the runtime.',
      unit: 'reqps',
      width: 8,
      min: 0,
      queries: [{ expr: sumBy(['outcome'], rate(METRICS.forwarded.name)), legend: '{{outcome}}' }],
    }),
  ];
}

function pods() {
  const deployment = 'namespace=~"$namespace", deployment=~"$agent"';
  return [
    timeSeries({
      title: 'Replicas',
      description: 'Pods that are wanted, that the cluster takes for available, and that drain: those finish their work to leave.',
      unit: 'short',
      width: 12,
      min: 0,
      queries: [
        { expr: `sum(kube_deployment_spec_replicas{${deployment}})`, legend: 'wanted' },
        { expr: `sum(kube_deployment_status_replicas_available{${deployment}})`, legend: 'available' },
        { expr: `sum(${metric(METRICS.draining.name)})`, legend: 'draining' },
      ],
      limits: ['wanted'],
    }),
    timeSeries({
      title: 'In flight by pod',
      description: 'Operations that have no response yet, by pod, and those on draining pods. A metric of the runtime.',
      unit: 'short',
      width: 12,
      min: 0,
      queries: [
        { expr: sumBy(['pod'], metric(METRICS.operationsInFlight.name)), legend: '{{pod}}' },
        { expr: `sum(sum by (pod) (${metric(METRICS.operationsInFlight.name)}) * on (pod) max by (pod) (${metric(METRICS.draining.name)}))`, legend: 'on draining pods' },
      ],
    }),
  ];
}

/** With the trigger's own name where KEDA tells it, beside the one that the autoscaler has: `calls-in-flight s0-prometheus`. */
const LOAD_BY_METRIC = `${recorded('metricScalingLoad')} * on (namespace, agent, metric_name) group_left (scaler) ${recorded('metricScaler')}
or on (namespace, agent, metric_name)
${recorded('metricScalingLoad')}`;

function scaling() {
  const desired = recorded('agentDesiredReplicas');
  const ofPod = (name: string) => `max by (namespace, pod) (${name}{namespace=~"$namespace"})`;
  return [
    stat({
      title: 'Drives now',
      description: 'The metric that asks for most replicas, and its load as a share of its target.',
      unit: 'percentunit',
      width: 6,
      decimals: 0,
      text: 'value_and_name',
      steps: [{ color: 'green' }, { color: 'orange', from: 1.1 }, { color: 'red', from: 2 }],
      queries: [{ expr: `topk(1, ${LOAD_BY_METRIC})`, legend: '{{scaler}} {{metric_name}}', instant: true }],
    }),
    stat({
      title: 'At its limit',
      description: 'Share of this range in which the autoscaler wanted as many replicas as it may: load above the target is not met then.',
      unit: 'percentunit',
      width: 6,
      decimals: 0,
      steps: [{ color: 'green' }, { color: 'orange', from: 0.1 }, { color: 'red', from: 0.5 }],
      queries: [{ expr: `max(avg_over_time((${desired} >= bool ${recorded('agentMaxReplicas')})[$__range:1m]))`, instant: true }],
    }),
    stat({
      title: 'Waits for replicas',
      description: 'Since load passed its target, or fewer replicas were ready than wanted; 0 where neither is so.',
      unit: 's',
      width: 6,
      steps: [{ color: 'green' }, { color: 'orange', from: 60 }, { color: 'red', from: 300 }],
      queries: [{ expr: `max(time() - ${recorded('agentScaleUpSince')}) or vector(0)` }],
    }),
    stat({
      title: 'Waves, last hour',
      description: 'How often replicas left after others had come: replicas that flap.',
      unit: 'short',
      width: 6,
      decimals: 0,
      steps: [{ color: 'green' }, { color: 'orange', from: 5 }],
      queries: [{ expr: `max(resets(${recorded('agentScalingDirection')}[1h])) or vector(0)`, instant: true }],
    }),
    timeSeries({
      title: 'Load by metric',
      description: 'Load as a share of its target, as the autoscaler saw it last: the largest decides, and above 100 % there should be more replicas.',
      unit: 'percentunit',
      width: 12,
      min: 0,
      limits: ['target'],
      queries: [{ expr: LOAD_BY_METRIC, legend: '{{scaler}} {{metric_name}}' }, { expr: 'vector(1)', legend: 'target' }],
    }),
    timeSeries({
      title: 'Wanted, ready, limits',
      description: 'Replicas that the autoscaler wants, those that get requests, and its bounds.',
      unit: 'short',
      width: 12,
      min: 0,
      limits: ['at least', 'at most'],
      queries: [
        { expr: `max(${desired})`, legend: 'wanted' },
        { expr: `max(${recorded('agentReadyReplicas')})`, legend: 'ready' },
        { expr: `max(${recorded('agentMinReplicas')})`, legend: 'at least' },
        { expr: `max(${recorded('agentMaxReplicas')})`, legend: 'at most' },
      ],
    }),
    timeSeries({
      title: 'From load to ready',
      description: 'How long the agent has waited for replicas: each rise is a time from load to a replica that serves, as exact as rules are evaluated.',
      unit: 's',
      width: 8,
      min: 0,
      queries: [{ expr: `max(time() - ${recorded('agentScaleUpSince')}) or vector(0)`, legend: 'waits' }],
    }),
    timeSeries({
      title: 'From created to ready',
      description: 'What a pod needed from its creation to its readiness, by pod: a place on a node, the image, the server\'s start. A pod that was unready meanwhile counts until it was ready again.',
      unit: 's',
      width: 8,
      min: 0,
      queries: [{ expr: `max by (pod) (${ofPods(`(${ofPod('kube_pod_status_ready_time')} - ${ofPod('kube_pod_created')})`)})`, legend: '{{pod}}' }],
    }),
    timeSeries({
      title: 'Questions without an answer',
      description: 'Questions of KEDA per second for the load that failed; 1 while it answers with its fallback, and while the autoscaler has no metric at all. Zero when all is well.',
      unit: 'cps',
      width: 8,
      min: 0,
      queries: [
        { expr: `sum(${recorded('metricScalerErrors')}) or vector(0)`, legend: 'KEDA' },
        { expr: `max(${recorded('metricScalerFallback')}) or vector(0)`, legend: 'fallback' },
        {
          expr: `max(kube_horizontalpodautoscaler_status_condition{condition="ScalingActive", status="false", namespace=~"$namespace"} * on (namespace, horizontalpodautoscaler) group_left (agent) ${recorded('agentAutoscaler')})`,
          legend: 'autoscaler without a metric',
        },
      ],
    }),
  ];
}

function wire() {
  return [
    timeSeries({
      title: 'Messages',
      description: 'JSON-RPC messages per second, by kind and direction. A metric of the runtime.',
      unit: 'cps',
      width: 8,
      min: 0,
      queries: [{ expr: sumBy(['kind', 'direction'], rate(METRICS.messages.name)), legend: '{{kind}} {{direction}}' }],
    }),
    timeSeries({
      title: 'HTTP responses',
      description: 'Responses of the MCP port per second, by status; refusals before any message existed are among them. A metric of the runtime.',
      unit: 'reqps',
      width: 8,
      min: 0,
      queries: [{ expr: sumBy(['code'], rate(METRICS.httpResponses.name)), legend: '{{code}}' }],
    }),
    timeSeries({
      title: 'Bytes',
      description: 'Bytes per second on the connections of clients, headers among them. Metrics of the runtime.',
      unit: 'Bps',
      width: 8,
      min: 0,
      queries: [
        { expr: sumBy([], rate(METRICS.receivedBytes.name)), legend: 'received' },
        { expr: sumBy([], rate(METRICS.sentBytes.name)), legend: 'sent' },
      ],
    }),
    timeSeries({
      title: 'JSON-RPC errors',
      description: 'Operations per second that were answered by an error, by its code; a caller\'s mistakes are among them. Zero when there were none.',
      unit: 'reqps',
      width: 12,
      min: 0,
      queries: [{
        expr: `${sumBy(['rpc_response_status_code'], rate(`${DURATION}_count`, 'rpc_response_status_code!=""'))} or sum(0 * ${OPERATIONS})`,
        legend: '{{rpc_response_status_code}}',
      }],
    }),
    timeSeries({
      title: 'Errors of the transport',
      description: 'Per second, by kind: what no response tells of. Zero when there were none. A metric of the runtime.',
      unit: 'cps',
      width: 12,
      min: 0,
      queries: [{ expr: `${sumBy(['error_type'], rate(METRICS.errors.name))} or sum(0 * ${OPERATIONS})`, legend: '{{error_type}}' }],
    }),
  ];
}

function resources() {
  const container = 'namespace=~"$namespace", container!="", container!="POD"';
  return [
    timeSeries({
      title: 'CPU',
      description: 'Cores that each pod uses, and what one may use.',
      unit: 'short',
      width: 6,
      min: 0,
      limits: ['limit'],
      queries: [
        { expr: `sum by (pod) (${ofPods(`max by (namespace, pod, container) (rate(container_cpu_usage_seconds_total{${container}}[$__rate_interval]))`)})`, legend: '{{pod}}' },
        { expr: `max(sum by (pod) (${ofPods('max by (namespace, pod, container) (kube_pod_container_resource_limits{resource="cpu", namespace=~"$namespace"})')}))`, legend: 'limit' },
      ],
    }),
    timeSeries({
      title: 'Memory',
      description: 'Bytes that each pod works with, and its limit, at which it is killed.',
      unit: 'bytes',
      width: 6,
      min: 0,
      limits: ['limit'],
      queries: [
        { expr: `sum by (pod) (${ofPods(`max by (namespace, pod, container) (container_memory_working_set_bytes{${container}})`)})`, legend: '{{pod}}' },
        { expr: `max(sum by (pod) (${ofPods('max by (namespace, pod, container) (kube_pod_container_resource_limits{resource="memory", namespace=~"$namespace"})')}))`, legend: 'limit' },
      ],
    }),
    timeSeries({
      title: 'Event loop',
      description: 'Share of the time in which the event loop was busy, by pod: a Node.js server near 100 % has no room left. A metric of the runtime.',
      unit: 'percentunit',
      width: 6,
      min: 0,
      max: 1,
      queries: [{ expr: `max by (pod) (${metric('nodejs_eventloop_utilization')})`, legend: '{{pod}}' }],
    }),
    timeSeries({
      title: 'Restarts',
      description: 'Restarts of containers in 10 minutes, by container.',
      unit: 'short',
      width: 6,
      min: 0,
      queries: [{
        expr: `sum by (container) (${ofPods('increase(kube_pod_container_status_restarts_total{namespace=~"$namespace"}[10m])')})`, legend: '{{container}}',
      }],
    }),
  ];
}

function clients() {
  const name = METRICS.clientOperationDuration.name;
  return [
    timeSeries({
      title: 'Requests to clients by method',
      description: 'Requests per second that the server makes of its clients: sampling, elicitation, roots.',
      unit: 'reqps',
      width: 12,
      min: 0,
      queries: [{ expr: sumBy(['mcp_method_name', 'error_type'], rate(`${name}_count`)), legend: '{{mcp_method_name}} {{error_type}}' }],
    }),
    timeSeries({
      title: 'Duration of requests to clients',
      description: 'The times within which half, 95 % and 99 % of them are answered.',
      unit: 's',
      width: 12,
      min: 0,
      queries: percentiles(rate(`${name}_bucket`)),
    }),
  ];
}

function bridge() {
  return [
    timeSeries({
      title: 'Processes',
      description: 'Processes of the stdio server by state, and how many may run. A metric of the runtime\'s bridge.',
      unit: 'short',
      width: 8,
      min: 0,
      stacked: true,
      limits: ['limit'],
      queries: [
        { expr: sumBy(['state'], metric(METRICS.children.name)), legend: '{{state}}' },
        { expr: sumBy([], metric(METRICS.childrenLimit.name)), legend: 'limit' },
      ],
    }),
    timeSeries({
      title: 'Processes ended',
      description: 'Per second, by reason: with their session, idle, crashed, killed, drained. A metric of the runtime\'s bridge.',
      unit: 'cps',
      width: 8,
      min: 0,
      queries: [{ expr: sumBy(['reason'], rate(METRICS.childrenEnded.name)), legend: '{{reason}}' }],
    }),
    timeSeries({
      title: 'Memory of processes',
      description: 'Resident memory of the stdio server\'s processes, by pod. A metric of the runtime\'s bridge.',
      unit: 'bytes',
      width: 4,
      min: 0,
      queries: [{ expr: sumBy(['pod'], metric(METRICS.childrenResident.name)), legend: '{{pod}}' }],
    }),
    timeSeries({
      title: 'CPU of processes',
      description: 'Cores that the stdio server\'s processes use, by pod. A metric of the runtime\'s bridge.',
      unit: 'short',
      width: 4,
      min: 0,
      queries: [{ expr: sumBy(['pod'], rate(METRICS.childrenCpu.name)), legend: '{{pod}}' }],
    }),
  ];
}

/** From series that are recorded every 5 minutes: the raw ones would be too many, and may be gone. */
function long() {
  return [
    timeSeries({
      title: 'Calls by tool, long',
      description: 'Calls per second, of the tools that were called most in this range, ten at most; from recorded series.',
      unit: 'reqps',
      width: 8,
      min: 0,
      queries: [{
        expr: `sum by (gen_ai_tool_name) (avg_over_time(${recorded('toolCallsLong')}[$__interval]) and on (gen_ai_tool_name) topk(10, sum_over_time(${recorded('toolCallsLong')}[$__range] @ end()))) / 300`,
        legend: '{{gen_ai_tool_name}}',
        interval: COARSE,
      }],
    }),
    timeSeries({
      title: 'Errors, long',
      description: 'Operations per second that the agent failed; from recorded series.',
      unit: 'reqps',
      width: 8,
      min: 0,
      queries: [{ expr: `sum(avg_over_time(${recorded('agentOperationErrorsLong')}[$__interval])) / 300`, legend: 'failed', interval: COARSE }],
    }),
    timeSeries({
      title: 'Sessions and operations at once, long',
      description: 'Most sessions, and most operations in flight, that were open at once; from recorded series of the runtime\'s metrics.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [
        { expr: `max(max_over_time(${recorded('agentSessionsLong')}[$__interval]))`, legend: 'sessions', interval: COARSE },
        { expr: `max(max_over_time(${recorded('agentInFlightLong')}[$__interval]))`, legend: 'in flight', interval: COARSE },
      ],
    }),
  ];
}
