import { AGENT, AlertGroup, AlertSeverity, exceeds, MINUTE, SCALED_TO_ZERO, THE_AGENT } from './alert';
import { PROBE_METRICS } from '../../runtime/contract';

const { probeConfigReloadSuccessful, probeFailure, probeSuccess } = PROBE_METRICS;

/** Alerts on agents as a client sees them. */
export const OUTSIDE_VIEW_ALERTS: AlertGroup = {
  name: 'mcp-outside-view',
  alerts: [
    {
      ...AGENT,
      name: 'McpProbeFailing',
      after: 3 * MINUTE,
      severity: AlertSeverity.CRITICAL,
      expr: `max by (namespace, agent) (${probeSuccess.name}) == 0
unless on (namespace, agent) ${SCALED_TO_ZERO}`,
      summary: `${THE_AGENT} does not answer its clients.`,
      description: 'A probe that speaks the protocol to it through its Service fails, whatever the pods say of themselves.',
    },
    {
      ...AGENT,
      name: 'McpProbeSlow',
      after: 10 * MINUTE,
      expr: exceeds('agent:mcp_probe_duration_seconds:quantile5m{quantile="0.95"}', 'probeLatency'),
      summary: `${THE_AGENT} is slow for its clients.`,
      description: 'One in twenty probes takes longer than {{ $value | humanizeDuration }} from its connect to the list of tools.',
    },
    {
      ...AGENT,
      name: 'McpProbeUnguarded',
      after: MINUTE,
      severity: AlertSeverity.CRITICAL,
      expr: `max by (namespace, agent) (${probeFailure.name}{reason="unguarded"}) == 1`,
      summary: `${THE_AGENT} answers without a token.`,
      description: 'It should ask its clients for one, and let in a probe that had none.',
    },
    {
      name: 'McpProbeConfigRefused',
      dashboard: 'overview',
      variables: [],
      after: 5 * MINUTE,
      severity: AlertSeverity.WARNING,
      expr: `max by (namespace, job) (${probeConfigReloadSuccessful.name}) == 0`,
      summary: 'The probe {{ $labels.namespace }}/{{ $labels.job }} refuses its configuration.',
      description: 'It still probes the agents of the one before.',
    },
  ],
};
