import { AGENT, AlertGroup, AlertSeverity, exceeds, MINUTE, SCALED_TO_ZERO, THE_AGENT } from './alert';

const INACTIVE = `max by (namespace, agent) (
  kube_horizontalpodautoscaler_status_condition{condition="ScalingActive", status="false"}
  * on (namespace, horizontalpodautoscaler) group_left (agent) agent:mcp_autoscaler:info) == 1`;

/** Alerts on how each agent's replicas follow its load. */
export const SCALING_ALERTS: AlertGroup = {
  name: 'mcp-scaling',
  alerts: [
    {
      ...AGENT,
      name: 'McpAgentAtReplicaLimit',
      after: 15 * MINUTE,
      expr: exceeds(`agent:mcp_scaling_load:max
and on (namespace, agent) agent:mcp_desired_replicas:max >= agent:mcp_max_replicas:max`, 'loadAtLimit'),
      summary: `${THE_AGENT} may have no more replicas.`,
      description: 'It has as many as it may, and {{ $value | humanizePercentage }} of the load that they should have.',
    },
    {
      ...AGENT,
      name: 'McpAgentScaleUpSlow',
      after: 0,
      expr: exceeds('time() - agent:mcp_scale_up:since', 'scaleUp'),
      summary: `${THE_AGENT} waits for replicas.`,
      description: 'For {{ $value | humanizeDuration }} its load has been above its target, or fewer replicas were ready than it wants.',
    },
    {
      ...AGENT,
      name: 'McpAgentScalerBlind',
      after: 5 * MINUTE,
      severity: AlertSeverity.WARNING,
      // With a fallback an autoscaler takes KEDA's guess for the load, and finds nothing amiss.
      expr: `(${INACTIVE})
unless on (namespace, agent) ${SCALED_TO_ZERO}
or
max by (namespace, agent) (agent_metric:mcp_scaler_errors:rate5m > 0 or agent_metric:mcp_scaler_fallback:info)`,
      summary: `${THE_AGENT} is not scaled by its load.`,
      description: 'Its autoscaler does not learn what its load is: replicas stay as they are, or are those of the fallback.',
    },
    {
      ...AGENT,
      name: 'McpAgentFlapping',
      after: 0,
      expr: exceeds('resets(agent:mcp_desired_replicas:direction[1h])', 'scalingWaves'),
      summary: `${THE_AGENT} has replicas that come and go.`,
      description: 'Within the last hour replicas left {{ $value | humanize }} times after others had come.',
    },
  ],
};
