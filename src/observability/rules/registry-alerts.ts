import { Alert, AlertGroup, AlertSeverity, exceeds, MINUTE } from './alert';

const REGISTRY: Pick<Alert, 'dashboard' | 'variables'> = { dashboard: 'registry', variables: ['namespace'] };
const THE_REGISTRY = 'Registry {{ $labels.namespace }}/{{ $labels.job }}';

/** Alerts on the registry. */
export const REGISTRY_ALERTS: AlertGroup = {
  name: 'mcp-registry',
  alerts: [
    {
      ...REGISTRY,
      name: 'McpRegistryDown',
      after: 5 * MINUTE,
      severity: AlertSeverity.CRITICAL,
      expr: `last_over_time(registry:mcp_requests_in_flight:sum[1h])
unless on (namespace, job) max by (namespace, job) (up) > 0`,
      summary: `${THE_REGISTRY} is down.`,
      description: 'It gave metrics within the last hour, and none of its pods gives any now.',
    },
    {
      ...REGISTRY,
      name: 'McpRegistryErrors',
      after: 5 * MINUTE,
      expr: exceeds('registry:mcp_request_errors:ratio_rate5m', 'registryErrorRatio'),
      summary: `${THE_REGISTRY} fails requests.`,
      description: '{{ $value | humanizePercentage }} of the requests of the last 5 minutes ended in a 5xx.',
    },
    {
      ...REGISTRY,
      name: 'McpRegistrySlow',
      after: 10 * MINUTE,
      expr: exceeds('registry:mcp_request_duration_seconds:quantile5m{quantile="0.95"}', 'registryLatency'),
      summary: `${THE_REGISTRY} is slow.`,
      description: 'One in twenty of its requests takes longer than {{ $value | humanizeDuration }}.',
    },
    {
      ...REGISTRY,
      name: 'McpRegistryPoolExhausted',
      after: 5 * MINUTE,
      expr: exceeds('registry:mcp_db_pool_acquire_pending:sum', 'registryPoolPending'),
      summary: `${THE_REGISTRY} waits for its database.`,
      description: '{{ $value | humanize }} of its requests wait for a connection.',
    },
  ],
};
