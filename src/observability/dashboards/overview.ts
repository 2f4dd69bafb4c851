import { DashboardContext, dashboardJson } from './dashboard';
import { agentLink } from './links';
import { bars, stat, Step, table, timeSeries } from './panel';
import { busiest, CHOSEN, metric, numbers, ofPods, rate, recorded, share, worst } from './queries';
import { DashboardJson } from './schema';
import { AGENTS_CHOSEN, NAMESPACE } from './variables';
import { METRICS, PROBE_METRICS } from '../../runtime/contract';

/** Shares of failed operations: 1 % is what an SLO of 99 % allows, 5 % is when callers notice. */
export const ERROR_STEPS: readonly Step[] = [{ color: 'green' }, { color: 'orange', from: 0.01 }, { color: 'red', from: 0.05 }];

const FIRING = 'alertstate="firing", namespace=~"$namespace"';

/** Is everything well, and where is it not: all agents beside each other. */
export function overview(context: DashboardContext): DashboardJson {
  return dashboardJson({
    name: 'overview',
    description: 'Is everything well, and where is it not: all agents beside each other.',
    from: 'now-3h',
    refresh: '30s',
    variables: [NAMESPACE, AGENTS_CHOSEN],
    rows: [
      { title: 'Now', panels: now() },
      { title: 'Agents', panels: [agents(context)] },
      { title: 'Calls, errors, duration', panels: traffic() },
      { title: 'As clients see it', panels: outside() },
      { title: 'Scaling', panels: scaling() },
      { title: 'What needs a look', panels: attention() },
    ],
  }, context);
}

function now() {
  return [
    stat({
      title: 'Agents',
      description: 'Agents that are monitored, those without a running pod among them.',
      unit: 'short',
      width: 3,
      queries: [{ expr: `count(${recorded('agentKnown')})` }],
    }),
    stat({
      title: 'Pods up',
      description: 'Share of the agents\' pods whose metrics can be scraped.',
      unit: 'percentunit',
      width: 3,
      steps: [{ color: 'red' }, { color: 'orange', from: 0.9 }, { color: 'green', from: 1 }],
      queries: [{ expr: `sum(${recorded('agentTargetsUp')}) / sum(${recorded('agentPods')})` }],
    }),
    stat({
      title: 'Operations',
      description: 'MCP requests answered per second: tool calls, lists, reads and all others.',
      unit: 'reqps',
      width: 3,
      queries: [{ expr: `sum(${recorded('agentOperations')})` }],
    }),
    stat({
      title: 'Errors',
      description: 'Share of operations that agents failed. A caller\'s mistakes and errors that a tool itself reports are not counted.',
      unit: 'percentunit',
      width: 3,
      decimals: 2,
      steps: ERROR_STEPS,
      queries: [{ expr: share([], recorded('agentOperationErrors'), recorded('agentOperations')) }],
    }),
    stat({
      title: 'Duration, p95',
      description: 'The time within which 95 % of all operations end, over all agents.',
      unit: 's',
      width: 3,
      // Of one moment: the course of it would read all buckets of all agents.
      queries: [{ expr: `histogram_quantile(0.95, sum by (le) (${recorded('agentBuckets')}))`, instant: true }],
    }),
    stat({
      title: 'In flight',
      description: 'Operations that have no response yet. A metric of the runtime: other servers are not in it.',
      unit: 'short',
      width: 3,
      queries: [{ expr: `sum(${recorded('agentInFlight')})` }],
    }),
    stat({
      title: 'Sessions',
      description: 'Sessions that are open; the modern era of the protocol has none. A metric of the runtime.',
      unit: 'short',
      width: 3,
      queries: [{ expr: `sum(${recorded('agentSessions')})` }],
    }),
    stat({
      title: 'Alerts',
      description: 'Alerts that fire; the table at the end says which.',
      unit: 'short',
      width: 3,
      steps: [{ color: 'green' }, { color: 'red', from: 1 }],
      queries: [{ expr: `count(ALERTS{${FIRING}, alertname!~".*Watchdog"}) or vector(0)` }],
    }),
  ];
}

function agents({ delivered }: DashboardContext) {
  return table({
    title: 'Agents',
    description: 'Each agent, over the last 5 minutes. A click on its name opens it.',
    unit: 'short',
    width: 24,
    height: 11,
    sortBy: 'Operations',
    queries: [
      { expr: recorded('agentOperations') },
      { expr: numbers(recorded('agentErrorRatio')) },
      { expr: numbers(recorded('agentDuration', `${CHOSEN}, quantile="0.95"`)) },
      { expr: recorded('agentInFlight') },
      { expr: recorded('agentTargetsUp') },
      { expr: `${recorded('agentPods')} - ${recorded('agentTargetsUp')}` },
    ].map(({ expr }) => ({ expr: `sum by (namespace, agent) (${expr})` })),
    labels: { namespace: { title: 'Namespace' }, agent: { title: 'Agent', links: agentLink(delivered) } },
    values: [
      { title: 'Operations', unit: 'reqps', decimals: 2 },
      { title: 'Errors', unit: 'percentunit', decimals: 2, steps: ERROR_STEPS },
      { title: 'p95', unit: 's' },
      { title: 'In flight' },
      { title: 'Pods up' },
      { title: 'Pods down', steps: [{ color: 'text' }, { color: 'red', from: 1 }] },
    ],
  });
}

function traffic() {
  const legend = '{{namespace}}/{{agent}}';
  return [
    timeSeries({
      title: 'Operations by agent',
      description: 'MCP requests answered per second, of the ten agents with most of them in this range.',
      unit: 'reqps',
      width: 12,
      min: 0,
      queries: [{ expr: busiest(10, recorded('agentOperations')), legend }],
    }),
    timeSeries({
      title: 'Errors by agent',
      description: 'Share of operations that an agent failed, of the ten agents with the largest.',
      unit: 'percentunit',
      width: 12,
      min: 0,
      queries: [{ expr: worst(10, recorded('agentErrorRatio')), legend }],
    }),
    timeSeries({
      title: 'Duration by agent, p95',
      description: 'The time within which 95 % of an agent\'s operations end, of the ten slowest agents.',
      unit: 's',
      width: 12,
      min: 0,
      queries: [{ expr: worst(10, recorded('agentDuration', `${CHOSEN}, quantile="0.95"`)), legend }],
    }),
    timeSeries({
      title: 'In flight by agent',
      description: 'Operations that have no response yet, of the ten busiest agents. A metric of the runtime.',
      unit: 'short',
      width: 12,
      min: 0,
      queries: [{ expr: busiest(10, recorded('agentInFlight')), legend }],
    }),
  ];
}

function outside() {
  return [
    timeSeries({
      title: 'Availability',
      description: 'Share of the probe\'s attempts in 5 minutes that were answered through the agent\'s Service, of the ten agents with the smallest.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      queries: [{ expr: `bottomk(10, avg by (namespace, agent) (avg_over_time(${metric(PROBE_METRICS.probeSuccess.name)}[5m])))`, legend: '{{namespace}}/{{agent}}' }],
    }),
    timeSeries({
      title: 'Duration of a probe, p95',
      description: 'From the probe\'s connect to the agent\'s last answer, as a client sees it, of the ten slowest agents.',
      unit: 's',
      width: 8,
      min: 0,
      queries: [{ expr: worst(10, recorded('agentProbeDuration', `${CHOSEN}, quantile="0.95"`)), legend: '{{namespace}}/{{agent}}' }],
    }),
    timeSeries({
      title: 'Failed probes by reason',
      description: 'Attempts of the probe per second that failed, by why. Zero when none ever did.',
      unit: 'cps',
      width: 8,
      min: 0,
      queries: [{ expr: `sum by (reason) (${rate(PROBE_METRICS.probeFailures.name)}) or vector(0)`, legend: '{{reason}}' }],
    }),
  ];
}

function scaling() {
  const legend = '{{namespace}}/{{agent}}';
  return [
    timeSeries({
      title: 'Load by agent',
      description: 'Load as a share of its target, by the metric that decides, of the ten agents with the largest: above 100 % replicas are added.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      queries: [{ expr: worst(10, recorded('agentScalingLoad')), legend }],
    }),
    timeSeries({
      title: 'Replicas by agent',
      description: 'Replicas that autoscalers want, of the ten agents with most of them in this range.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [{ expr: busiest(10, recorded('agentDesiredReplicas')), legend }],
    }),
    bars({
      title: 'At their limit',
      description: 'Share of this range in which the autoscaler wanted as many replicas as it may, of the ten agents with the largest.',
      unit: 'percentunit',
      width: 8,
      max: 1,
      queries: [{
        expr: `sort_desc(topk(10, avg_over_time((${recorded('agentDesiredReplicas')} >= bool ${recorded('agentMaxReplicas')})[$__range:5m])))`,
        legend,
        instant: true,
      }],
    }),
  ];
}

function attention() {
  return [
    table({
      title: 'Alerts that fire',
      description: 'Each alert that fires now, and for how many tools, pods or volumes. The watchdog always does: it shows that alerting works.',
      unit: 'short',
      width: 12,
      height: 8,
      sortBy: 'How many',
      queries: [{ expr: `sum by (alertname, severity, namespace, agent) (ALERTS{${FIRING}})` }],
      labels: {
        alertname: { title: 'Alert' }, severity: { title: 'Severity' }, namespace: { title: 'Namespace' }, agent: { title: 'Agent' },
      },
      values: [{ title: 'How many' }],
    }),
    timeSeries({
      title: 'Restarts',
      description: 'Restarts of containers in 10 minutes, by agent: after a crash, for want of memory, or since a liveness probe failed.',
      unit: 'short',
      width: 6,
      min: 0,
      queries: [{
        expr: `topk(10, sum by (namespace, agent) (${ofPods('increase(kube_pod_container_status_restarts_total{namespace=~"$namespace"}[10m])')}))`,
        legend: '{{namespace}}/{{agent}}',
      }],
    }),
    timeSeries({
      title: 'Draining and unseen pods',
      description: 'Pods that finish their work to leave, and pods whose messages are not observed, so that their silence must not be read as health. Metrics of the runtime.',
      unit: 'short',
      width: 6,
      min: 0,
      queries: [
        { expr: `sum(${recorded('agentDraining')})`, legend: 'draining' },
        { expr: `count(${metric(METRICS.instrumented.name)} == 0) or 0 * count(${metric(METRICS.instrumented.name)})`, legend: 'not observed' },
      ],
    }),
  ];
}
