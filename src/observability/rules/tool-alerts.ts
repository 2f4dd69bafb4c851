import { Alert, AlertGroup, exceeds, MINUTE } from './alert';

const TOOL: Pick<Alert, 'dashboard' | 'variables'> = { dashboard: 'agent', variables: ['namespace', 'agent', 'tool'] };
const THE_TOOL = 'Tool {{ $labels.gen_ai_tool_name }} of agent {{ $labels.namespace }}/{{ $labels.agent }}';

/** Alerts on each tool. */
export const TOOL_ALERTS: AlertGroup = {
  name: 'mcp-tools',
  alerts: [
    {
      ...TOOL,
      name: 'McpToolErrors',
      after: 2 * MINUTE,
      // The hour tells that it is worth a page, the 5 minutes that it still goes on.
      expr: exceeds(`agent_tool:mcp_tool_call_errors:ratio_rate1h
and on (namespace, agent, gen_ai_tool_name)
${stillExceeds('agent_tool:mcp_tool_call_errors:ratio_rate5m')}`, 'toolErrorRatio'),
      summary: `${THE_TOOL} fails.`,
      description: '{{ $value | humanizePercentage }} of its calls had an error in the last hour, and they still have.',
    },
    {
      ...TOOL,
      name: 'McpToolSlow',
      after: 10 * MINUTE,
      expr: exceeds('agent_tool:mcp_tool_call_duration_seconds:quantile5m{quantile="0.95"}', 'toolLatency'),
      summary: `${THE_TOOL} is slow.`,
      description: 'One in twenty of its calls takes longer than {{ $value | humanizeDuration }}.',
    },
  ],
};

/** Above the lower of the levels. */
function stillExceeds(expr: string): string {
  return `${expr} > on (namespace, agent) group_left () min by (namespace, agent) (agent:mcp_threshold:value{threshold="toolErrorRatio"})`;
}
