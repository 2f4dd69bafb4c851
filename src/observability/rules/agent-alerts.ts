import { AGENT, AlertGroup, AlertSeverity, exceeds, MINUTE, ofAgents, ofDeployments, SCALED_TO_ZERO, THE_AGENT } from './alert';
import { METRICS } from '../../runtime/contract';

const POD = 'namespace, agent, pod';
const { operationDuration, operationsInFlight, sessionsActive, sessionsLimit, children, childrenLimit, instrumented } = METRICS;

/** A pod's figure of the runtime; a pod may be scraped at two ports. */
const ofPod = (metric: string, selectors = '') => `max by (${POD}) (${metric}{agent!=""${selectors && `, ${selectors}`}})`;

/** Alerts on each agent. */
export const AGENT_ALERTS: AlertGroup = {
  name: 'mcp-agents',
  alerts: [
    {
      ...AGENT,
      name: 'McpAgentDown',
      after: 5 * MINUTE,
      severity: AlertSeverity.CRITICAL,
      expr: `agent:mcp_agent:known
unless on (namespace, agent) agent:mcp_pods_up:count > 0
unless on (namespace, agent) ${SCALED_TO_ZERO}`,
      summary: `${THE_AGENT} is down.`,
      description: 'None of its pods gives metrics: there is none, or none answers.',
    },
    {
      ...AGENT,
      name: 'McpAgentNotReady',
      after: 10 * MINUTE,
      expr: exceeds(`max by (namespace, agent) (${ofDeployments('1 - kube_deployment_status_replicas_ready / kube_deployment_spec_replicas')})
and on (namespace, agent) agent:mcp_agent:known`, 'notReadyRatio'),
      summary: `${THE_AGENT} has pods that are not ready.`,
      description: '{{ $value | humanizePercentage }} of the pods that it should have get no requests.',
    },
    {
      ...AGENT,
      name: 'McpAgentErrors',
      after: 5 * MINUTE,
      expr: exceeds('agent:mcp_operation_errors:ratio_rate5m', 'errorRatio'),
      summary: `${THE_AGENT} fails operations.`,
      description: '{{ $value | humanizePercentage }} of its operations failed in the last 5 minutes. Callers\' mistakes and errors that tools report are not among them.',
    },
    {
      ...AGENT,
      name: 'McpAgentSlow',
      after: 10 * MINUTE,
      expr: exceeds('agent:mcp_operation_duration_seconds:quantile5m{quantile="0.95"}', 'latency'),
      summary: `${THE_AGENT} is slow.`,
      description: 'One in twenty of its operations takes longer than {{ $value | humanizeDuration }}.',
    },
    {
      ...AGENT,
      name: 'McpAgentErrorBudgetBurn',
      after: 2 * MINUTE,
      expr: `label_replace(
(
  (agent:mcp_slo_burn:rate1h > 14.4 and agent:mcp_slo_burn:rate5m > 14.4)
  or
  (agent:mcp_slo_burn:rate6h > 6 and agent:mcp_slo_burn:rate30m > 6)
) and agent:mcp_slo_errors:count1h >= 5, "level", "critical", "", "")
or
label_replace(
(
  (agent:mcp_slo_burn:rate1d > 3 and agent:mcp_slo_burn:rate2h > 3)
  or
  (agent:mcp_slo_burn:rate3d > 1 and agent:mcp_slo_burn:rate6h > 1)
) and sum_over_time(agent:mcp_slo_errors:increase5m[1d]) >= 5, "level", "warning", "", "")`,
      summary: `${THE_AGENT} uses up its error budget of {{ $labels.slo }}.`,
      description: 'It goes {{ $value | humanize }} times as fast as the objective allows, so that the budget of 30 days will be gone before they are over.',
    },
    {
      ...AGENT,
      name: 'McpAgentSaturated',
      after: 10 * MINUTE,
      expr: exceeds('avg_over_time(nodejs_eventloop_utilization{agent!=""}[5m])', 'eventLoopRatio'),
      summary: `${THE_AGENT} is saturated.`,
      description: 'The event loop of pod {{ $labels.pod }} is busy for {{ $value | humanizePercentage }} of the time, so that operations wait for each other.',
    },
    {
      ...AGENT,
      name: 'McpAgentBusy',
      after: 10 * MINUTE,
      expr: exceeds('agent:mcp_operations_in_flight:sum / agent:mcp_pods_up:count', 'inFlightPerPod'),
      summary: `${THE_AGENT} has much work in flight.`,
      description: '{{ $value | humanize }} operations per pod have no answer yet.',
    },
    {
      ...AGENT,
      name: 'McpAgentStuck',
      after: 5 * MINUTE,
      severity: AlertSeverity.CRITICAL,
      expr: `min_over_time(sum by (${POD}) (${operationsInFlight.name}{agent!="", mcp_method_name!="subscriptions/listen"})[15m:1m]) > 0
unless on (${POD}) sum by (${POD}) (increase(${operationDuration.name}_count{agent!=""}[15m])) > 0`,
      summary: `${THE_AGENT} answers nothing any more.`,
      description: 'Pod {{ $labels.pod }} has had operations in flight for 15 minutes, and ended none.',
    },
    {
      ...AGENT,
      name: 'McpAgentSessionsNearLimit',
      after: 5 * MINUTE,
      expr: exceeds(`${ofPod(sessionsActive.name)} / ${ofPod(sessionsLimit.name)}`, 'sessionsRatio'),
      summary: `${THE_AGENT} will soon refuse sessions.`,
      description: 'Pod {{ $labels.pod }} has {{ $value | humanizePercentage }} of the sessions that it may hold.',
    },
    {
      ...AGENT,
      name: 'McpAgentProcessesNearLimit',
      after: 5 * MINUTE,
      expr: exceeds(`${ofPod(children.name, 'state="busy"')} / ${ofPod(childrenLimit.name)}`, 'processesRatio'),
      summary: `${THE_AGENT} will soon have no process left for a new client.`,
      description: 'In pod {{ $labels.pod }}, {{ $value | humanizePercentage }} of the processes of its stdio server that may run are busy.',
    },
    {
      ...AGENT,
      name: 'McpAgentRestarting',
      after: 0,
      expr: exceeds(ofAgents('max by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total[1h]))'), 'restarts'),
      summary: `${THE_AGENT} restarts again and again.`,
      description: 'Container {{ $labels.container }} of pod {{ $labels.pod }} has restarted {{ $value | humanize }} times in the last hour.',
    },
    {
      ...AGENT,
      name: 'McpAgentMemoryNearLimit',
      after: 10 * MINUTE,
      expr: exceeds(ofAgents(`max by (namespace, pod, container) (container_memory_working_set_bytes{container!="", container!="POD"})
/
(max by (namespace, pod, container) (kube_pod_container_resource_limits{resource="memory"}) > 0)`), 'memoryRatio'),
      summary: `${THE_AGENT} is near its memory limit.`,
      description: 'Container {{ $labels.container }} of pod {{ $labels.pod }} uses {{ $value | humanizePercentage }} of what it may; at its limit it is killed.',
    },
    {
      ...AGENT,
      name: 'McpAgentDrainingTooLong',
      after: 0,
      expr: exceeds('time() - pod:mcp_draining:since', 'drain'),
      summary: `${THE_AGENT} has a pod that does not leave.`,
      description: 'Pod {{ $labels.pod }} has been draining for {{ $value | humanizeDuration }}.',
    },
    {
      ...AGENT,
      name: 'McpAgentUninstrumented',
      after: 15 * MINUTE,
      severity: AlertSeverity.WARNING,
      expr: `${ofPod(instrumented.name)} == 0`,
      summary: `${THE_AGENT} is not observed.`,
      description: 'The runtime in pod {{ $labels.pod }} does not see the server\'s messages: that there are no errors says nothing.',
    },
  ],
};
