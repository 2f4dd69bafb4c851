import { RECORDED, RecordedName, Resolution } from '../../src/observability/rules/recorded';
import { METRICS, PROBE_METRICS } from '../../src/runtime/contract';

/** The last moment of all generated data: a Thursday afternoon. It is fixed, so that runs ask the same. */
export const END = Date.UTC(2026, 10, 19, 15) / 1000;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** How far back raw and finely recorded series go, and the coarse ones; a week before the first week is compared with. */
const RAW_SECONDS = 6 * HOUR;
const COARSE_SECONDS = 15 * DAY;
const STEPS = { raw: 15, cluster: 30, fine: 30, coarse: 300, hourly: 3600 };

/** One series, as the program in blocks/ reads it: times in milliseconds. */
export interface GeneratedSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly counter: boolean;
  readonly mean: number;
  readonly swing: number;
  readonly noise: number;
  readonly digits: number;
}

const NAMESPACES = ['search', 'support', 'finance', 'research', 'sales', 'legal', 'logistics', 'people'];
const NOUNS = [
  'weather', 'calendar', 'invoices', 'tickets', 'contracts', 'documents', 'maps', 'orders', 'prices', 'translations', 'reports', 'payments',
  'shipments', 'contacts', 'issues', 'metrics', 'articles', 'images', 'recipes', 'budgets', 'surveys', 'inventory', 'licences', 'bookings', 'news',
];
const TOOLS = [
  'search', 'get', 'list', 'create', 'update', 'delete', 'summarize', 'translate', 'classify', 'extract', 'convert', 'validate', 'schedule',
  'notify', 'export', 'import', 'compare', 'rank', 'describe', 'preview',
];
const CLIENTS = ['claude-desktop', 'vscode', 'cursor', 'support-bot', 'batch-reports', 'inspector'];
const LE = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];
const QUANTILES = [0.5, 0.95, 0.99];

/** One agent, as the others differ from it. */
interface Agent {
  readonly namespace: string;
  readonly agent: string;
  readonly pods: readonly string[];
  /** Operations a second, median duration in seconds, share that fails. */
  readonly rate: number;
  readonly median: number;
  readonly failing: number;
}

/** All series of so many agents with twenty tools each, of a registry, and of the cluster that they are on. */
export function* generatedSeries(agents: number): Generator<GeneratedSeries> {
  const all = Array.from({ length: agents }, (_, index) => agentOf(index));
  for (const each of all) {
    yield* rawSeries(each);
    yield* recordedSeries(each);
    yield* podSeries(each);
  }
  yield* alerts(all);
  yield* registry();
  yield* nodes();
  yield* monitoring();
}

/** A few agents have most of the load, as it is in practice. */
function agentOf(index: number): Agent {
  const rank = 1 + ((index * 37) % 200);
  const agent = NOUNS[Math.floor(index / NAMESPACES.length) % NOUNS.length];
  const replicas = rank <= 5 ? 3 : 1;
  return {
    namespace: NAMESPACES[index % NAMESPACES.length],
    agent,
    pods: Array.from({ length: replicas }, (_, pod) => `${agent}-${hash(index, 7)}-${hash(index * 11 + pod, 5)}`),
    rate: 30 / rank ** 0.8,
    median: 0.02 * (1 + (index % 9)),
    failing: index % 17 === 3 ? 0.04 : 0.002,
  };
}

function hash(number: number, length: number): string {
  return ((number + 3) * 2_654_435_761 % 2 ** 32).toString(36).padStart(length, 'x').slice(0, length);
}

interface Value {
  readonly labels?: Record<string, string>;
  readonly mean: number;
  readonly swing?: number;
  readonly noise?: number;
  readonly digits?: number;
}

function series(name: string, step: number, seconds: number, isCounter: boolean, value: Value): GeneratedSeries {
  const { labels = {}, mean, swing = 0, noise = 0, digits = isCounter ? 0 : 3 } = value;
  const times = { from: (END - seconds) * 1000, to: END * 1000, step: step * 1000 };
  return { labels: { __name__: name, ...labels }, ...times, counter: isCounter, mean, swing, noise, digits };
}

function counter(name: string, labels: Record<string, string>, mean: number, step = STEPS.raw, digits = 0): GeneratedSeries {
  return series(name, step, RAW_SECONDS, true, { labels, mean, swing: 0.6, digits });
}

function gauge(name: string, labels: Record<string, string>, mean: number, value: Partial<Value> = {}, step = STEPS.raw): GeneratedSeries {
  return series(name, step, RAW_SECONDS, false, { labels, mean, ...value });
}

const BUSY = { swing: 0.6, noise: 0.2 };

/** The share of durations up to a bound, where their logarithms are spread like a bell around the median. */
function below(bound: number, median: number): number {
  const x = Math.log(bound / median) / 0.9;
  return 1 / (1 + Math.exp(-1.702 * x));
}

function quantile(at: number, median: number): number {
  return median * Math.exp((0.9 / 1.702) * Math.log(at / (1 - at)));
}

function* histogram(
  name: string, labels: Record<string, string>, rate: number, median: number, step = STEPS.raw, bounds = LE,
): Generator<GeneratedSeries> {
  for (const bound of bounds) {
    yield counter(`${name}_bucket`, { ...labels, le: String(bound) }, rate * below(bound, median), step);
  }
  yield counter(`${name}_bucket`, { ...labels, le: '+Inf' }, rate, step);
  yield counter(`${name}_count`, labels, rate, step);
  yield counter(`${name}_sum`, labels, rate * median * 1.4, step, 3);
}

/** Gauges that do not change while nothing happens. */
const STEADY = [[METRICS.draining, 0], [METRICS.ready, 1], [METRICS.instrumented, 1], [METRICS.childrenLimit, 32]] as const;

/** What one agent's pods give. */
function* rawSeries({ pods, rate, median, failing, namespace, agent }: Agent): Generator<GeneratedSeries> {
  for (const pod of pods) {
    const target = { namespace, agent, pod, job: agent, service: agent, instance: `${pod}:9464`, endpoint: 'metrics' };
    const share = rate / pods.length;
    yield gauge('up', target, 1);
    yield gauge('scrape_duration_seconds', target, 0.006, { noise: 0.4, digits: 4 });
    yield* operations(target, share, median, failing);
    yield* histogram(METRICS.sessionDuration.name, { ...target, mcp_protocol_version: '2025-11-25', network_transport: 'tcp' }, share / 40, 90);
    yield* histogram(METRICS.clientOperationDuration.name, { ...target, mcp_method_name: 'sampling/createMessage', mcp_protocol_version: '2025-11-25', network_transport: 'tcp' }, share / 20, 1.5);
    yield gauge(METRICS.operationsInFlight.name, { ...target, mcp_method_name: 'tools/call' }, 1 + 5 * share * median, { ...BUSY, digits: 0 });
    yield gauge(METRICS.sessionsActive.name, target, 4 + share * 2, { ...BUSY, digits: 0 });
    yield gauge(METRICS.streamsActive.name, target, 2 + share, { ...BUSY, digits: 0 });
    for (const [{ name }, mean] of STEADY) {
      yield gauge(name, target, mean);
    }
    yield gauge(METRICS.info.name, { ...target, name: agent, version: '1.4.2', sdk: 'typescript 2.4.0', transport: 'http', mode: 'serve', runtime_version: '1.0.0' }, 1);
    for (const [index, client_name] of CLIENTS.entries()) {
      yield counter(METRICS.sessions.name, { ...target, client_name }, share / (40 * (1 + index)));
    }
    for (const [kind, direction] of [['request', 'in'], ['response', 'out'], ['notification', 'out'], ['error', 'out']]) {
      yield counter(METRICS.messages.name, { ...target, kind, direction }, kind === 'error' ? share * failing : share);
    }
    for (const [code, part] of [['200', 0.96], ['202', 0.03], ['404', 0.01]] as const) {
      yield counter(METRICS.httpResponses.name, { ...target, code }, share * part);
    }
    yield counter(METRICS.receivedBytes.name, target, share * 900);
    yield counter(METRICS.sentBytes.name, target, share * 4200);
    for (const outcome of ['forwarded', 'lost']) {
      yield counter(METRICS.forwarded.name, { ...target, outcome }, outcome === 'lost' ? 0.001 : share / 3);
    }
    for (const reason of ['client', 'idle', 'drain']) {
      yield counter(METRICS.sessionsEnded.name, { ...target, reason }, share / 60);
    }
    for (const state of ['spare', 'busy']) {
      yield gauge(METRICS.children.name, { ...target, state }, state === 'busy' ? 3 + share : 1, { ...BUSY, digits: 0 });
    }
    yield counter(METRICS.childrenEnded.name, { ...target, reason: 'session' }, share / 60);
    yield gauge(METRICS.childrenResident.name, target, 180e6, { noise: 0.1, digits: 0 });
    yield counter(METRICS.childrenCpu.name, target, 0.04, STEPS.raw, 3);
    yield counter(METRICS.errors.name, { ...target, error_type: 'parse_error' }, 0.002);
    yield gauge('nodejs_eventloop_utilization', target, 0.05 + share / 100, BUSY);
    yield gauge('process_resident_memory_bytes', target, 120e6, { noise: 0.05, digits: 0 });
  }
}

function* operations(target: Record<string, string>, share: number, median: number, failing: number): Generator<GeneratedSeries> {
  const name = METRICS.operationDuration.name;
  const of = (version: string) => ({ ...target, mcp_protocol_version: version, network_transport: 'tcp' });
  for (const [index, tool] of TOOLS.entries()) {
    const labels = { ...of(index % 3 === 0 ? '2026-07-28' : '2025-11-25'), mcp_method_name: 'tools/call', gen_ai_tool_name: tool };
    yield* histogram(name, labels, toolRate(share, index), median * (1 + index / 5));
    if (index < 3) {
      yield* histogram(name, { ...labels, error_type: 'tool_error' }, toolRate(share, index) * 0.01, median);
    }
  }
  yield* histogram(name, { ...of('2025-11-25'), mcp_method_name: 'tools/call', gen_ai_tool_name: TOOLS[0], error_type: '-32603', rpc_response_status_code: '-32603' }, share * failing, median * 4);
  for (const [method, part] of [['tools/list', 0.06], ['initialize', 0.025], ['resources/read', 0.05]] as const) {
    yield* histogram(name, { ...of('2025-11-25'), mcp_method_name: method }, share * part, 0.004);
  }
}

/** Most calls go to the first tools. */
function toolRate(rate: number, index: number): number {
  return (0.3 * rate) / (1 + index);
}

/** Every agent is scaled by KEDA on calls in flight, and on CPU. */
const SCALER = { metric_name: 's0-prometheus', scaler: 'calls-in-flight' };
const autoscalerOf = (agent: string) => `keda-hpa-${agent}`;

/** Of each series that rules record, what one agent has in it. Those that are missing are the registry's, or no panel reads them. */
const OF_AGENT: Partial<Record<RecordedName, (agent: Agent) => Value[]>> = {
  podAgent: ({ pods }) => pods.map((pod) => ({ labels: { pod }, mean: 1 })),
  agentKnown: () => [{ mean: 1 }],
  agentTargetsUp: ({ pods }) => [{ mean: pods.length }],
  agentPods: ({ pods }) => [{ mean: pods.length }],
  agentReady: ({ pods }) => [{ mean: pods.length }],
  agentDraining: () => [{ mean: 0 }],
  agentOperations: ({ rate }) => [{ mean: rate, ...BUSY }],
  agentOperationErrors: ({ rate, failing }) => [{ mean: rate * failing, ...BUSY, digits: 5 }],
  agentErrorRatio: ({ failing }) => [{ mean: failing, noise: 0.5, digits: 5 }],
  methodOperations: ({ rate }) => ofMethods(rate, BUSY),
  methodOperationErrors: ({ rate, failing }) => [{ labels: { mcp_method_name: 'tools/call', error_type: '-32603' }, mean: rate * failing, ...BUSY, digits: 5 }],
  protocolOperations: ({ rate }) => ['2025-11-25', '2026-07-28'].map((version, index) => ({ labels: { mcp_protocol_version: version }, mean: rate * (index ? 0.4 : 0.6), ...BUSY })),
  agentBuckets: ({ rate, median }) => [...LE, Infinity].map((le) => ({ labels: { le: le === Infinity ? '+Inf' : String(le) }, mean: rate * (le === Infinity ? 1 : below(le, median)), swing: 0.6 })),
  agentDuration: ({ median }) => quantiles(median),
  toolCalls: ({ rate }) => ofTools((index) => ({ mean: toolRate(rate, index), ...BUSY, digits: 4 })),
  toolErrors: ({ rate }) => ofTools((index) => ({ mean: toolRate(rate, index) * 0.01, ...BUSY, digits: 5 })),
  toolErrorRatio: () => ofTools((index) => ({ mean: index < 3 ? 0.01 : 0, noise: 0.5, digits: 5 })),
  toolDuration: ({ median }) => TOOLS.flatMap((tool, index) => quantiles(median * (1 + index / 5), { gen_ai_tool_name: tool })),
  agentInFlight: ({ pods, rate, median }) => [{ mean: pods.length + 5 * rate * median, ...BUSY, digits: 0 }],
  agentSessions: ({ rate }) => [{ mean: 4 + 2 * rate, ...BUSY, digits: 0 }],
  agentStreams: ({ rate }) => [{ mean: 2 + rate, ...BUSY, digits: 0 }],
  agentProbeDuration: ({ median }) => quantiles(0.01 + median / 4),
  agentCpu: ({ rate }) => [{ mean: 0.01 + rate / 100, ...BUSY }],
  agentMemory: ({ pods, rate }) => [{ mean: pods.length * (90e6 + 2e6 * rate), noise: 0.05, digits: 0 }],

  agentAutoscaler: ({ agent }) => [{ labels: { horizontalpodautoscaler: autoscalerOf(agent) }, mean: 1 }],
  agentDesiredReplicas: ({ pods }) => [{ mean: pods.length }],
  agentMinReplicas: () => [{ mean: 1 }],
  agentMaxReplicas: ({ pods, failing }) => [{ mean: failing > 0.01 ? pods.length : 10 }],
  agentReadyReplicas: ({ pods }) => [{ mean: pods.length }],
  metricScalingLoad: ({ rate }) => [
    { labels: { metric_name: SCALER.metric_name }, mean: 0.3 + rate / 60, ...BUSY }, { labels: { metric_name: 'cpu' }, mean: 0.2 + rate / 90, ...BUSY },
  ],
  metricScaler: () => [{ labels: SCALER, mean: 1 }],
  agentScalingLoad: ({ rate }) => [{ mean: 0.3 + rate / 60, ...BUSY }],
  metricScalerErrors: () => [{ labels: { metric_name: SCALER.metric_name }, mean: 0 }],
  agentScalingDirection: () => [{ mean: 1 }],

  agentOperationsHourly: ({ rate }) => [{ mean: HOUR * rate, ...BUSY, digits: 1 }],
  agentOperationErrorsHourly: ({ rate, failing }) => [{ mean: HOUR * rate * failing, ...BUSY, digits: 2 }],
  methodOperationsHourly: ({ rate }) => ofMethods(HOUR * rate, { ...BUSY, digits: 1 }),
  toolCallsDay: ({ rate }) => ofTools((index) => ({ mean: DAY * toolRate(rate, index), noise: 0.02, digits: 1 })),
  clientSessionsDay: ({ rate }) => CLIENTS.map((client_name, index) => (
    { labels: { client_name }, mean: (DAY * rate) / (40 * (1 + index)), noise: 0.02, digits: 1 })),

  agentOperationsLong: ({ rate }) => [{ mean: 300 * rate, ...BUSY, digits: 1 }],
  agentOperationErrorsLong: ({ rate, failing }) => [{ mean: 300 * rate * failing, ...BUSY, digits: 2 }],
  agentErrorTypesLong: ({ rate, failing }) => [{ labels: { error_type: '-32603' }, mean: 300 * rate * failing, ...BUSY, digits: 2 }],
  agentBucketsLong: ({ rate, median }) => [...LE, Infinity].map((le) => ({ labels: { le: le === Infinity ? '+Inf' : String(le) }, mean: 300 * rate * (le === Infinity ? 1 : below(le, median)), swing: 0.6, digits: 1 })),
  methodOperationsLong: ({ rate }) => ofMethods(300 * rate, { ...BUSY, digits: 1 }),
  protocolOperationsLong: ({ rate }) => ['2025-11-25', '2026-07-28'].map((version, index) => ({ labels: { mcp_protocol_version: version }, mean: 300 * rate * (index ? 0.4 : 0.6), ...BUSY, digits: 1 })),
  toolCallsLong: ({ rate }) => ofTools((index) => ({ mean: 300 * toolRate(rate, index), ...BUSY, digits: 1 })),
  toolErrorsLong: ({ rate }) => ofTools((index) => ({ mean: 3 * toolRate(rate, index), ...BUSY, digits: 2 })),
  toolDurationLong: ({ median }) => TOOLS.flatMap((tool, index) => quantiles(median * (1 + index / 5), { gen_ai_tool_name: tool })),
  clientSessionsLong: ({ rate }) => CLIENTS.map((client_name, index) => (
    { labels: { client_name }, mean: (300 * rate) / (40 * (1 + index)), ...BUSY, digits: 1 })),
  agentSessionsLong: ({ rate }) => [{ mean: 5 + 2 * rate, ...BUSY, digits: 0 }],
  agentInFlightLong: ({ rate, median }) => [{ mean: 1 + rate * median * 2, ...BUSY, digits: 0 }],
  agentReadyLong: ({ pods }) => [{ mean: pods.length }],
  agentCpuLong: ({ rate }) => [{ mean: 0.01 + rate / 100, ...BUSY }],
  agentMemoryLong: ({ pods, rate }) => [{ mean: pods.length * (90e6 + 2e6 * rate), noise: 0.05, digits: 0 }],
  agentProbeLong: () => [{ mean: 1 }],
};

/** Most operations are calls. */
function ofMethods(mean: number, value: Partial<Value>): Value[] {
  return ['tools/call', 'tools/list', 'initialize'].map((method, index) => ({ ...value, labels: { mcp_method_name: method }, mean: mean / 8 ** index }));
}

function ofTools(value: (index: number) => Value): Value[] {
  return TOOLS.map((tool, index) => ({ ...value(index), labels: { gen_ai_tool_name: tool } }));
}

function quantiles(median: number, labels: Record<string, string> = {}): Value[] {
  return QUANTILES.map((at) => ({ labels: { ...labels, quantile: String(at) }, mean: quantile(at, median), noise: 0.15, digits: 4 }));
}

function* recordedSeries(agent: Agent): Generator<GeneratedSeries> {
  for (const [name, values] of Object.entries(OF_AGENT)) {
    yield* recorded(name as RecordedName, values(agent), { namespace: agent.namespace, agent: agent.agent });
  }
}

function* recorded(name: RecordedName, values: readonly Value[], common: Record<string, string>): Generator<GeneratedSeries> {
  const { resolution } = RECORDED[name];
  const [step, seconds] = [STEPS[resolution], resolution === Resolution.FINE ? RAW_SECONDS : COARSE_SECONDS];
  for (const value of values) {
    yield series(RECORDED[name].name, step, seconds, false, { ...value, labels: { ...common, ...value.labels } });
  }
}

/** What kube-state-metrics, the kubelet and the probe say of an agent. */
function* podSeries({ namespace, agent, pods, rate, median }: Agent): Generator<GeneratedSeries> {
  const step = STEPS.cluster;
  const probe = { namespace, agent, job: 'mcp-probe', pod: 'mcp-probe-0', instance: 'mcp-probe-0:9464' };
  yield gauge(PROBE_METRICS.probeSuccess.name, probe, 1, {}, step);
  yield* histogram(PROBE_METRICS.probeDuration.name, probe, 1 / 30, 0.01 + median / 4, step);
  yield counter(PROBE_METRICS.probes.name, probe, 1 / 30, step);
  if (rate > 10) {
    yield counter(PROBE_METRICS.probeFailures.name, { ...probe, reason: 'timeout' }, 0.001, step);
  }
  for (const name of ['kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available', 'kube_deployment_status_replicas_ready']) {
    yield gauge(name, { namespace, deployment: agent }, pods.length, {}, step);
  }
  yield gauge('kube_deployment_metadata_generation', { namespace, deployment: agent }, 3, {}, step);
  yield gauge('kube_horizontalpodautoscaler_status_condition',
    { namespace, horizontalpodautoscaler: autoscalerOf(agent), condition: 'ScalingActive', status: 'false' }, 0, {}, step);
  for (const [index, pod] of pods.entries()) {
    const of = { namespace, pod };
    const created = END - DAY * (1 + index);
    yield gauge('kube_pod_created', of, created, { digits: 0 }, step);
    yield gauge('kube_pod_status_ready_time', of, created + 6 + Math.round(100 * median) + index, { digits: 0 }, step);
    const container = { ...of, container: 'server' };
    yield counter('container_cpu_usage_seconds_total', container, 0.01 + rate / 100 / pods.length, step, 3);
    yield gauge('container_memory_working_set_bytes', container, 90e6 + 2e6 * rate, { noise: 0.05, digits: 0 }, step);
    yield counter('container_cpu_cfs_periods_total', container, 10, step);
    yield counter('container_cpu_cfs_throttled_periods_total', container, rate > 5 ? 0.4 : 0.01, step);
    yield counter('container_network_receive_bytes_total', { ...of, interface: 'eth0' }, 900 * rate, step);
    yield counter('container_network_transmit_bytes_total', { ...of, interface: 'eth0' }, 4200 * rate, step);
    yield counter('kube_pod_container_status_restarts_total', container, rate > 10 ? 1 / HOUR : 0, step);
    yield gauge('kube_pod_status_phase', { ...of, phase: 'Running' }, 1, {}, step);
    yield gauge('kube_pod_status_phase', { ...of, phase: 'Pending' }, 0, {}, step);
    for (const [name, factor] of [['requests', 1], ['limits', 2]] as const) {
      yield gauge(`kube_pod_container_resource_${name}`, { ...container, resource: 'cpu', unit: 'core' }, 0.1 * factor, {}, step);
      yield gauge(`kube_pod_container_resource_${name}`, { ...container, resource: 'memory', unit: 'byte' }, 128e6 * factor, { digits: 0 }, step);
    }
  }
}

function* alerts(all: readonly Agent[]): Generator<GeneratedSeries> {
  const firing = { alertstate: 'firing' };
  yield gauge('ALERTS', { ...firing, alertname: 'Watchdog', severity: 'none' }, 1, {}, STEPS.fine);
  for (const { namespace, agent } of all.filter(({ failing }) => failing > 0.01).slice(0, 3)) {
    yield gauge('ALERTS', { ...firing, alertname: 'McpAgentErrorRate', severity: 'warning', namespace, agent }, 1, {}, STEPS.fine);
  }
}

function* registry(): Generator<GeneratedSeries> {
  const step = STEPS.cluster;
  const job = 'mcp-registry';
  const common = { namespace: 'mcp-registry', job };
  const paths = [
    ['GET', '/v0.1/servers', 8], ['GET', '/v0.1/servers/{serverName}/versions/{version}', 3], ['POST', '/v0.1/publish', 0.05],
  ] as const;
  const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50];
  for (const pod of ['mcp-registry-6f9c-2xkq8', 'mcp-registry-6f9c-9wz4t']) {
    const target = { ...common, pod, instance: `${pod}:8080` };
    yield gauge('mcp_registry_service_up', target, 1, {}, step);
    for (const [method, path, rate] of paths) {
      for (const [status_code, part] of [['200', 0.98], ['404', 0.02]] as const) {
        yield counter('mcp_registry_http_requests_total', { ...target, method, path, status_code }, rate * part, step);
        yield* histogram('mcp_registry_http_request_duration', { ...target, method, path, status_code }, rate * part, 0.02, step, bounds);
      }
      yield counter('mcp_registry_http_errors_total', { ...target, method, path, status_code: '404' }, rate * 0.02, step);
      yield counter('mcp_registry_http_request_arrivals_total', { ...target, method, path }, rate, step);
      yield gauge('mcp_registry_http_requests_in_flight', { ...target, method, path }, rate / 4, { ...BUSY, digits: 0 }, step);
    }
    for (const operation of ['list', 'list_search', 'other']) {
      yield* histogram('mcp_registry_db_query_duration', { ...target, operation, outcome: 'success' }, 5, 0.008, step, bounds);
      yield* histogram('mcp_registry_db_pool_acquire_duration', { ...target, operation, outcome: 'success' }, 5, 0.001, step, bounds);
      yield* histogram('mcp_registry_db_pool_checkout_duration', { ...target, operation }, 5, 0.01, step, bounds);
      yield* histogram('mcp_registry_db_pool_after_query_duration', { ...target, operation }, 5, 0.002, step, bounds);
      yield gauge('mcp_registry_db_pool_acquire_pending', { ...target, operation }, 0, {}, step);
    }
    for (const [state, mean] of [['idle', 8], ['acquired', 4]] as const) {
      yield gauge('mcp_registry_db_pool_connections', { ...target, state }, mean, { ...BUSY, digits: 0 }, step);
    }
    yield gauge('mcp_registry_db_pool_max_connections', target, 60, {}, step);
  }
  for (const name of ['kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available']) {
    yield gauge(name, { namespace: common.namespace, deployment: job }, 2, {}, step);
  }
  yield* recorded('registryRequests', paths.map(([method, path, rate]) => ({ labels: { method, path }, mean: 2 * rate, ...BUSY })), common);
  yield* recorded('registryErrorRatio', [{ mean: 0 }], common);
  yield* recorded('registryDuration', quantiles(0.02), common);
  yield* recorded('registryInFlight', [{ mean: 5, ...BUSY, digits: 0 }], common);
  yield* recorded('registryPoolPending', [{ mean: 0 }], common);
  yield* recorded('registryRequestsLong', paths.flatMap(([, path, rate]) => ['200', '404'].map((status_code, index) => (
    { labels: { path, status_code }, mean: 600 * rate * (index ? 0.02 : 0.98), ...BUSY }))), common);
  yield* recorded('registryDurationLong', quantiles(0.02), common);
}

function* nodes(): Generator<GeneratedSeries> {
  const step = STEPS.cluster;
  for (let index = 1; index <= 6; index++) {
    const target = { job: 'node-exporter', instance: `10.0.0.${index}:9100`, node: `worker-${index}` };
    for (const cpu of ['0', '1', '2', '3']) {
      yield counter('node_cpu_seconds_total', { ...target, cpu, mode: 'idle' }, 0.55, step, 2);
      yield counter('node_cpu_seconds_total', { ...target, cpu, mode: 'user' }, 0.4, step, 2);
    }
    yield gauge('node_memory_MemTotal_bytes', target, 16e9, { digits: 0 }, step);
    yield gauge('node_memory_MemAvailable_bytes', target, 7e9 + index * 4e8, { swing: -0.1, noise: 0.02, digits: 0 }, step);
    yield gauge('node_filesystem_size_bytes', { ...target, device: '/dev/sda1', fstype: 'ext4', mountpoint: '/' }, 100e9, { digits: 0 }, step);
    yield gauge('node_filesystem_avail_bytes', { ...target, device: '/dev/sda1', fstype: 'ext4', mountpoint: '/' }, 40e9 + index * 3e9, { noise: 0.01, digits: 0 }, step);
    yield counter('node_network_receive_bytes_total', { ...target, device: 'eth0' }, 3e5, step);
    yield counter('node_network_transmit_bytes_total', { ...target, device: 'eth0' }, 4e5, step);
    yield gauge('node_load5', target, 1.9, BUSY, step);
    yield gauge('kube_node_info', { node: target.node }, 1, {}, step);
    yield gauge('kube_node_status_condition', { node: target.node, condition: 'Ready', status: 'true' }, 1, {}, step);
    for (const condition of ['MemoryPressure', 'DiskPressure', 'PIDPressure']) {
      yield gauge('kube_node_status_condition', { node: target.node, condition, status: 'true' }, 0, {}, step);
    }
  }
  const volumes = [['monitoring', 'prometheus-0', 0.62], ['monitoring', 'prometheus-1', 0.61], ['mcp-registry', 'database-0', 0.34]] as const;
  for (const [namespace, claim, part] of volumes) {
    const of = { namespace, persistentvolumeclaim: claim };
    yield gauge('kubelet_volume_stats_capacity_bytes', of, 50e9, { digits: 0 }, step);
    yield gauge('kubelet_volume_stats_used_bytes', of, 50e9 * part, { digits: 0 }, step);
  }
}

function* monitoring(): Generator<GeneratedSeries> {
  const step = STEPS.cluster;
  for (const pod of ['prometheus-0', 'prometheus-1']) {
    const target = { job: 'prometheus', pod, namespace: 'monitoring', instance: `${pod}:9090` };
    yield gauge('up', target, 1);
    yield gauge('prometheus_tsdb_head_series', target, 142_000, { noise: 0.01, digits: 0 }, step);
    yield counter('prometheus_tsdb_head_samples_appended_total', { ...target, type: 'float' }, 9800, step);
    yield gauge('prometheus_rule_group_last_duration_seconds', { ...target, rule_group: 'mcp-recorded' }, 0.4, { noise: 0.2 }, step);
    yield gauge('prometheus_tsdb_storage_blocks_bytes', target, 31e9, { digits: 0 }, step);
  }
}
