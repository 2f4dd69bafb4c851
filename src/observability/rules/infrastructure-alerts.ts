import { AGENT, Alert, AlertGroup, AlertSeverity, exceeds, MINUTE, ofAgents, THE_AGENT } from './alert';

const INFRASTRUCTURE: Pick<Alert, 'dashboard' | 'variables'> = { dashboard: 'infrastructure', variables: ['namespace'] };
const OF_VOLUME = 'max by (namespace, persistentvolumeclaim)';
const THE_VOLUME = 'Volume {{ $labels.persistentvolumeclaim }} in namespace {{ $labels.namespace }}';

const used = `(1 - ${OF_VOLUME} (kubelet_volume_stats_available_bytes) / ${OF_VOLUME} (kubelet_volume_stats_capacity_bytes))
and on (namespace) namespace:mcp_parts:info`;

/** Alerts on what agents, registry and monitoring run on. */
export const INFRASTRUCTURE_ALERTS: AlertGroup = {
  name: 'mcp-infrastructure',
  alerts: [
    {
      ...INFRASTRUCTURE,
      name: 'McpVolumeFull',
      after: 5 * MINUTE,
      expr: exceeds(used, 'volumeRatio'),
      summary: `${THE_VOLUME} is nearly full.`,
      description: '{{ $value | humanizePercentage }} of it is used.',
    },
    {
      ...INFRASTRUCTURE,
      name: 'McpVolumeFillingUp',
      after: 60 * MINUTE,
      severity: AlertSeverity.WARNING,
      // As kubernetes-mixin has it: within four days, and not a volume that is nearly empty still.
      expr: `${OF_VOLUME} (predict_linear(kubelet_volume_stats_available_bytes[6h], 4 * 24 * 3600)) < 0
and on (namespace, persistentvolumeclaim) (${used}) > 0.6`,
      summary: `${THE_VOLUME} fills up.`,
      description: 'By how it grew in the last 6 hours, it will be full within four days.',
    },
    {
      ...INFRASTRUCTURE,
      variables: [],
      name: 'McpNodePressure',
      after: 5 * MINUTE,
      severity: AlertSeverity.WARNING,
      expr: `max by (node, condition) (kube_node_status_condition{condition=~"MemoryPressure|DiskPressure|PIDPressure", status="true"}) == 1
and on (node) kube_pod_info * on (namespace, pod) group_left (agent) pod:mcp_agent:info`,
      summary: 'Node {{ $labels.node }} is under pressure: {{ $labels.condition }}.',
      description: 'Agents run on it; the kubelet evicts pods until the pressure is gone.',
    },
    {
      ...AGENT,
      name: 'McpAgentThrottled',
      after: 15 * MINUTE,
      expr: exceeds(ofAgents(`max by (namespace, pod, container) (rate(container_cpu_cfs_throttled_periods_total{container!=""}[5m]))
/
max by (namespace, pod, container) (rate(container_cpu_cfs_periods_total{container!=""}[5m]))`), 'throttlingRatio'),
      summary: `${THE_AGENT} is held back by its CPU limit.`,
      description: 'Container {{ $labels.container }} of pod {{ $labels.pod }} had to wait in {{ $value | humanizePercentage }} of the periods.',
    },
  ],
};
