import { DashboardContext, dashboardJson } from './dashboard';
import { ERROR_STEPS } from './overview';
import { stat, table, timeSeries } from './panel';
import { COARSE, recorded } from './queries';
import { DashboardJson } from './schema';
import { labelVariable } from './variables';

/** The series of the registries that were chosen; a registry is known by its namespace and job. */
const CHOSEN = 'namespace=~"$namespace", job=~"$registry"';

/** The official registry's own names; see its metrics in contract/exporters.yaml. */
const PREFIX = 'mcp_registry';

function rate(name: string, by: string, selectors = ''): string {
  const selector = selectors ? `${CHOSEN}, ${selectors}` : CHOSEN;
  return `sum by (${by}) (rate(${PREFIX}_${name}{${selector}}[$__rate_interval]))`;
}

function gauge(name: string, by: string): string {
  return `sum by (${by}) (${PREFIX}_${name}{${CHOSEN}})`;
}

function quantile(value: number, name: string, by: string): string {
  return `histogram_quantile(${value}, ${rate(`${name}_bucket`, `le, ${by}`)})`;
}

const POOL_USED = `sum(${PREFIX}_db_pool_connections{${CHOSEN}, state!="idle"})`;
const POOL_MAX = `sum(${PREFIX}_db_pool_max_connections{${CHOSEN}})`;

/** The registry: its requests, its capacity, its database pool. */
export function registry(context: DashboardContext): DashboardJson {
  return dashboardJson({
    name: 'registry',
    description: 'The MCP registry: requests, errors and duration, and how much room its replicas and their database pool have left.',
    from: 'now-3h',
    refresh: '30s',
    variables: [
      labelVariable({ name: 'namespace', label: 'Namespace', query: 'label_values(mcp_registry_service_up, namespace)', several: true }),
      labelVariable({ name: 'registry', label: 'Registry', query: 'label_values(mcp_registry_service_up{namespace=~"$namespace"}, job)', several: true }),
    ],
    annotated: { alerts: CHOSEN, deployments: 'namespace=~"$namespace", deployment=~"$registry"' },
    rows: [
      { title: 'Now', panels: now() },
      { title: 'Requests', panels: requests() },
      { title: 'Capacity', panels: capacity() },
      { title: 'Database', panels: database() },
      { title: 'Over days and weeks', collapsed: true, panels: long() },
    ],
  }, context);
}

function now() {
  return [
    stat({
      title: 'Replicas up',
      description: 'Replicas that say they are up. The registry says so with its database gone, too: see errors.',
      unit: 'short',
      width: 4,
      steps: [{ color: 'red' }, { color: 'green', from: 1 }],
      queries: [{ expr: `sum(${PREFIX}_service_up{${CHOSEN}})` }],
    }),
    stat({
      title: 'Requests',
      description: 'Requests answered per second.',
      unit: 'reqps',
      width: 4,
      queries: [{ expr: `sum(${recorded('registryRequests', CHOSEN)})` }],
    }),
    stat({
      title: 'Errors',
      description: 'Share of the requests that ended in a 5xx, of the registry with the largest.',
      unit: 'percentunit',
      width: 4,
      decimals: 2,
      steps: ERROR_STEPS,
      queries: [{ expr: `max(${recorded('registryErrorRatio', CHOSEN)} >= 0) or vector(0)` }],
    }),
    stat({
      title: 'Duration, p95',
      description: 'The time within which 95 % of the requests end, of the slowest registry.',
      unit: 's',
      width: 4,
      queries: [{ expr: `max(${recorded('registryDuration', `${CHOSEN}, quantile="0.95"`)})` }],
    }),
    stat({
      title: 'Pool in use',
      description: 'Share of the connections to the database that are in use. At 100 % requests wait.',
      unit: 'percentunit',
      width: 4,
      steps: [{ color: 'green' }, { color: 'orange', from: 0.7 }, { color: 'red', from: 0.9 }],
      queries: [{ expr: `${POOL_USED} / ${POOL_MAX}` }],
    }),
    stat({
      title: 'Waiting for a connection',
      description: 'Requests that wait for a connection to the database.',
      unit: 'short',
      width: 4,
      steps: [{ color: 'green' }, { color: 'orange', from: 1 }, { color: 'red', from: 10 }],
      queries: [{ expr: `sum(${recorded('registryPoolPending', CHOSEN)})` }],
    }),
  ];
}

function requests() {
  return [
    timeSeries({
      title: 'Requests by path',
      description: 'Requests answered per second, by path. Health, metrics and documentation are not counted.',
      unit: 'reqps',
      width: 12,
      min: 0,
      stacked: true,
      queries: [{ expr: `sum by (method, path) (${recorded('registryRequests', CHOSEN)})`, legend: '{{method}} {{path}}' }],
    }),
    timeSeries({
      title: 'Duration',
      description: 'The times within which half, 95 % and 99 % of the requests end.',
      unit: 's',
      width: 12,
      min: 0,
      queries: [{ expr: `max by (quantile) (${recorded('registryDuration', CHOSEN)})`, legend: 'quantile {{quantile}}' }],
    }),
    timeSeries({
      title: 'Responses by status',
      description: 'Responses per second, by HTTP status.',
      unit: 'reqps',
      width: 8,
      min: 0,
      stacked: true,
      queries: [{ expr: rate('http_requests_total', 'status_code'), legend: '{{status_code}}' }],
    }),
    timeSeries({
      title: 'Errors by path',
      description: 'Requests per second that ended in an error of the registry or of its caller, by path and status. Zero when there were none.',
      unit: 'reqps',
      width: 8,
      min: 0,
      queries: [{ expr: `${rate('http_errors_total', 'path, status_code')} or 0 * sum(${PREFIX}_service_up{${CHOSEN}})`, legend: '{{status_code}} {{path}}' }],
    }),
    table({
      title: 'Paths',
      description: 'Each path: requests per second, and the time within which 95 % of them end.',
      unit: 'short',
      width: 8,
      height: 8,
      sortBy: 'Requests',
      queries: [
        { expr: rate('http_requests_total', 'method, path') },
        { expr: `${quantile(0.95, 'http_request_duration', 'method, path')} >= 0` },
      ],
      labels: { method: { title: 'Method' }, path: { title: 'Path' } },
      values: [{ title: 'Requests', unit: 'reqps', decimals: 2 }, { title: 'p95', unit: 's' }],
    }),
  ];
}

function capacity() {
  return [
    timeSeries({
      title: 'Arriving and answered',
      description: 'Requests per second that arrive and that are answered. Where the first stays above the second, work piles up.',
      unit: 'reqps',
      width: 8,
      min: 0,
      queries: [
        { expr: `sum(rate(${PREFIX}_http_request_arrivals_total{${CHOSEN}}[$__rate_interval]))`, legend: 'arriving' },
        { expr: `sum(rate(${PREFIX}_http_requests_total{${CHOSEN}}[$__rate_interval]))`, legend: 'answered' },
      ],
    }),
    timeSeries({
      title: 'In flight',
      description: 'Requests that have no answer yet, by registry.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [{ expr: recorded('registryInFlight', CHOSEN), legend: '{{namespace}}/{{job}}' }],
    }),
    timeSeries({
      title: 'Replicas',
      description: 'Replicas that are wanted and that the cluster takes for available.',
      unit: 'short',
      width: 8,
      min: 0,
      limits: ['wanted'],
      queries: [
        { expr: 'sum(kube_deployment_spec_replicas{namespace=~"$namespace", deployment=~"$registry"})', legend: 'wanted' },
        { expr: 'sum(kube_deployment_status_replicas_available{namespace=~"$namespace", deployment=~"$registry"})', legend: 'available' },
      ],
    }),
  ];
}

function database() {
  return [
    timeSeries({
      title: 'Connections',
      description: 'Connections to the database by state, and how many there may be.',
      unit: 'short',
      width: 8,
      min: 0,
      stacked: true,
      limits: ['limit'],
      queries: [{ expr: gauge('db_pool_connections', 'state'), legend: '{{state}}' }, { expr: POOL_MAX, legend: 'limit' }],
    }),
    timeSeries({
      title: 'Waiting for a connection',
      description: 'Requests that wait for a connection to the database, by what they want to do.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [{ expr: gauge('db_pool_acquire_pending', 'operation'), legend: '{{operation}}' }],
    }),
    timeSeries({
      title: 'Time to get a connection, p95',
      description: 'The time within which 95 % of the requests have a connection to the database, by what they want to do.',
      unit: 's',
      width: 8,
      min: 0,
      queries: [{ expr: quantile(0.95, 'db_pool_acquire_duration', 'operation'), legend: '{{operation}}' }],
    }),
    timeSeries({
      title: 'Duration of queries, p95',
      description: 'The time within which 95 % of the database\'s answers come, by what is asked.',
      unit: 's',
      width: 8,
      min: 0,
      queries: [{ expr: quantile(0.95, 'db_query_duration', 'operation'), legend: '{{operation}}' }],
    }),
    timeSeries({
      title: 'Queries by outcome',
      description: 'Queries of the database per second, by what is asked and how it ended.',
      unit: 'cps',
      width: 8,
      min: 0,
      queries: [{ expr: rate('db_query_duration_count', 'operation, outcome'), legend: '{{operation}} {{outcome}}' }],
    }),
    timeSeries({
      title: 'Connections held, p95',
      description: 'The time within which 95 % of the connections are given back, and the part of it after the query ended.',
      unit: 's',
      width: 8,
      min: 0,
      queries: [
        { expr: quantile(0.95, 'db_pool_checkout_duration', 'operation'), legend: '{{operation}}' },
        { expr: quantile(0.95, 'db_pool_after_query_duration', 'operation'), legend: '{{operation}}, after the query' },
      ],
    }),
  ];
}

/** From series that are recorded every 5 minutes. */
function long() {
  return [
    timeSeries({
      title: 'Requests by status, long',
      description: 'Requests per second by HTTP status; from recorded series.',
      unit: 'reqps',
      width: 12,
      min: 0,
      stacked: true,
      queries: [{ expr: `sum by (status_code) (avg_over_time(${recorded('registryRequestsLong', CHOSEN)}[$__interval])) / 300`, legend: '{{status_code}}', interval: COARSE }],
    }),
    timeSeries({
      title: 'Duration, long',
      description: 'The times within which half, 95 % and 99 % of the requests end; from recorded series.',
      unit: 's',
      width: 12,
      min: 0,
      queries: [{ expr: `max by (quantile) (max_over_time(${recorded('registryDurationLong', CHOSEN)}[$__interval]))`, legend: 'quantile {{quantile}}', interval: COARSE }],
    }),
  ];
}
