import { buckets, failures, growing, Input, ofPod, ofPrometheus, ofProbe, operations, registryRequests, SERIES, steady } from './healthy';

/** The minute at which scenarios are looked at: later than the longest patience and window of theirs. */
export const AT = 45;

/** An alert that fires: its labels, and what it says. */
export interface Firing {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
}

/** What is different from a healthy platform, so that an alert fires, and so that it just does not. */
export interface Scenario {
  readonly alert: string;
  readonly fires: Input;
  readonly expected: readonly Firing[];
  /** What comes near, and raises nothing at all. */
  readonly quiet: Input;
  /** Where it is about the whole cluster, or needs longer than others: it has a run of its own, until this minute. */
  readonly aloneAt?: number;
}

const AGENT = { namespace: 'team', agent: 'weather' };
const POD = { ...AGENT, pod: 'weather-a' };
const CONTAINER = { ...POD, container: 'server' };
const TOOL = { ...AGENT, gen_ai_tool_name: 'forecast' };
const REGISTRY = { namespace: 'catalogue', job: 'registry' };
const PROMETHEUS = { namespace: 'monitoring', job: 'prometheus' };
const VOLUME = { namespace: 'monitoring', persistentvolumeclaim: 'prometheus-0' };

const WARNING = { severity: 'warning', level: 'warning' };
const CRITICAL = { severity: 'critical', level: 'critical' };

const bothPods = (metric: string, values: string): Input => Object.fromEntries(['weather-a', 'weather-b'].map((pod) => [ofPod(metric, '', pod), values]));

/** The ways in which calls of 60 a minute are slow: so many within 5 s, and within 30 s. */
const calls = (within5: number, within30: number): Input => operations(60, { '0.1': within5, '5.0': within5, '30.0': within30, '60.0': 60 });

const inFlight = ofPod('mcp_server_operations_in_flight', 'mcp_method_name="tools/call"');
const loop = ofPod('nodejs_eventloop_utilization');
const instrumented = ofPod('mcp_server_instrumented');
const sessions = ofPod('mcp_server_sessions_active');
const busy = ofPod('mcp_bridge_children', 'state="busy"');
const draining = ofPod('mcp_server_draining');
const unguarded = ofProbe('mcp_probe_failure', 'reason="unguarded"');
const timedOut = ofProbe('mcp_probe_failure', 'reason="timeout"');

/** What burns the budget of an objective raises, by how many times too fast it goes. */
function burns(slo: string, times: string, ...levels: Record<string, string>[]): Firing[] {
  return levels.map((level) => ({
    alert: 'McpAgentErrorBudgetBurn',
    labels: { ...AGENT, ...level, slo },
    description: `It goes ${times} times as fast as the objective allows, so that the budget of 30 days will be gone before they are over.`,
  }));
}

/** What four calls of 60 raise that take half a minute to a minute. */
const SLOW: readonly Firing[] = [
  { alert: 'McpAgentSlow', labels: { ...AGENT, quantile: '0.95', ...WARNING }, description: 'One in twenty of its operations takes longer than 37.5s.' },
  { alert: 'McpToolSlow', labels: { ...TOOL, quantile: '0.95', ...WARNING }, description: 'One in twenty of its calls takes longer than 37.5s.' },
  ...burns('latency', '1.333', WARNING),
];

/** As many replicas as the autoscaler wants, all of them ready. */
const replicas = (values: string): Input => ({ [SERIES.desired]: values, [SERIES.replicas]: values, [SERIES.ready]: values });

/** Two replicas more for so many minutes, over and over. */
const waves = (minutes: number): string => Array.from({ length: 60 }, (_, minute) => (minute % (2 * minutes) < minutes ? 2 : 4)).join(' ');

/** What raises that replicas are wanted for so long, and are not there. */
function waits(time: string): Firing {
  return {
    alert: 'McpAgentScaleUpSlow',
    labels: { ...AGENT, ...WARNING },
    description: `For ${time} its load has been above its target, or fewer replicas were ready than it wants.`,
  };
}

/** What fires everywhere. */
export const WATCHDOG_FIRES: Firing = {
  alert: 'McpWatchdog',
  labels: { severity: 'info' },
  description: 'It always fires. A receiver that misses it knows that no other alert would come through either.',
};

/** For each alert, what raises it and what does not. */
export const SCENARIOS: readonly Scenario[] = [
  // Agents.
  {
    alert: 'McpAgentDown',
    // The pods are gone, and the Deployment is not.
    fires: bothPods('up', '1x10 _x50'),
    expected: [{ alert: 'McpAgentDown', labels: { ...AGENT, severity: 'critical' }, description: 'None of its pods gives metrics: there is none, or none answers.' }],
    // Scaled to nothing on purpose.
    quiet: { ...bothPods('up', '1x10 _x50'), ...replicas('2x10 0x50'), [SERIES.inactive]: '0x10 1x50' },
  },
  {
    alert: 'McpAgentNotReady',
    fires: { [SERIES.ready]: steady(1) },
    expected: [{ alert: 'McpAgentNotReady', labels: { ...AGENT, ...WARNING }, description: '50% of the pods that it should have get no requests.' }, waits('45m 0s')],
    quiet: { [SERIES.ready]: '2x10 1x5 2x45' },
  },
  {
    alert: 'McpAgentErrors',
    fires: failures(30, '-32603'),
    expected: [...[WARNING, CRITICAL].map((level) => ({
      alert: 'McpAgentErrors',
      labels: { ...AGENT, ...level },
      description: '33.33% of its operations failed in the last 5 minutes. Callers\' mistakes and errors that tools report are not among them.',
    })), ...burns('availability', '66.67', WARNING, CRITICAL), {
      alert: 'McpToolErrors', labels: { ...TOOL, ...WARNING }, description: '33.33% of its calls had an error in the last hour, and they still have.',
    }],
    quiet: failures(6, 'tool_error'),
  },
  {
    alert: 'McpAgentSlow',
    fires: calls(56, 56),
    expected: SLOW,
    quiet: calls(58, 60),
  },
  {
    alert: 'McpAgentErrorBudgetBurn',
    fires: failures(6, 'timeout'),
    expected: [...burns('availability', '18.18', WARNING, CRITICAL), {
      alert: 'McpAgentErrors',
      labels: { ...AGENT, ...WARNING },
      description: '9.091% of its operations failed in the last 5 minutes. Callers\' mistakes and errors that tools report are not among them.',
    }],
    // Within the objective: 0.3 % of the operations.
    quiet: failures(0.2, 'timeout'),
  },
  {
    alert: 'McpAgentSaturated',
    fires: { [loop]: steady(0.95) },
    expected: [{
      alert: 'McpAgentSaturated',
      labels: { ...POD, job: 'weather', ...WARNING },
      description: 'The event loop of pod weather-a is busy for 95% of the time, so that operations wait for each other.',
    }],
    quiet: { [loop]: steady(0.89) },
  },
  {
    alert: 'McpAgentBusy',
    fires: { [inFlight]: steady(219) },
    expected: [{ alert: 'McpAgentBusy', labels: { ...AGENT, ...WARNING }, description: '110 operations per pod have no answer yet.' }],
    quiet: { [inFlight]: steady(180) },
  },
  {
    alert: 'McpAgentStuck',
    fires: operations(0, {}),
    expected: [{ alert: 'McpAgentStuck', labels: { ...POD, severity: 'critical' }, description: 'Pod weather-a has had operations in flight for 15 minutes, and ended none.' }],
    // Nobody asks anything, and somebody listens.
    quiet: { ...operations(0, {}), [inFlight]: steady(0) },
  },
  {
    alert: 'McpAgentSessionsNearLimit',
    fires: { [sessions]: steady(96) },
    expected: [WARNING, CRITICAL].map((level) => ({ alert: 'McpAgentSessionsNearLimit', labels: { ...POD, ...level }, description: 'Pod weather-a has 96% of the sessions that it may hold.' })),
    quiet: { [sessions]: steady(80) },
  },
  {
    alert: 'McpAgentProcessesNearLimit',
    fires: { [busy]: steady(28) },
    expected: [{
      alert: 'McpAgentProcessesNearLimit',
      labels: { ...POD, ...WARNING },
      description: 'In pod weather-a, 87.5% of the processes of its stdio server that may run are busy.',
    }],
    quiet: { [busy]: steady(25) },
  },
  {
    alert: 'McpAgentRestarting',
    fires: { [SERIES.restarts]: '0x10 1x5 2x5 3x40' },
    expected: [{
      alert: 'McpAgentRestarting',
      labels: { ...CONTAINER, ...WARNING },
      description: 'Container server of pod weather-a has restarted 3 times in the last hour.',
    }],
    quiet: { [SERIES.restarts]: '0x10 1x50' },
  },
  {
    alert: 'McpAgentMemoryNearLimit',
    fires: { [SERIES.memory]: steady(92) },
    expected: [{
      alert: 'McpAgentMemoryNearLimit',
      labels: { ...CONTAINER, ...WARNING },
      description: 'Container server of pod weather-a uses 92% of what it may; at its limit it is killed.',
    }],
    quiet: { [SERIES.memory]: '50x10 95x5 50x45' },
  },
  {
    alert: 'McpAgentDrainingTooLong',
    fires: { [draining]: '0x5 1x55' },
    expected: [{ alert: 'McpAgentDrainingTooLong', labels: { ...POD, ...WARNING }, description: 'Pod weather-a has been draining for 39m 0s.' }],
    quiet: { [draining]: '0x5 1x9 _x46' },
  },
  {
    alert: 'McpAgentUninstrumented',
    fires: { [instrumented]: steady(0) },
    expected: [{
      alert: 'McpAgentUninstrumented',
      labels: { ...POD, severity: 'warning' },
      description: 'The runtime in pod weather-a does not see the server\'s messages: that there are no errors says nothing.',
    }],
    quiet: { [instrumented]: '0x10 1x50' },
  },

  // Tools.
  {
    alert: 'McpToolErrors',
    fires: failures(20, 'tool_error'),
    expected: [{ alert: 'McpToolErrors', labels: { ...TOOL, ...WARNING }, description: '25% of its calls had an error in the last hour, and they still have.' }],
    // It is over, although the hour's share is still too large.
    quiet: Object.fromEntries(Object.keys(failures(20, 'tool_error')).map((series) => [series, '0x1'])),
  },
  {
    alert: 'McpToolSlow',
    fires: calls(56, 56),
    expected: SLOW,
    quiet: calls(58, 60),
  },

  // How replicas follow load.
  {
    alert: 'McpAgentAtReplicaLimit',
    fires: { ...replicas(steady(4)), [SERIES.callsInFlight]: steady(45) },
    expected: [WARNING, CRITICAL].map((level) => ({
      alert: 'McpAgentAtReplicaLimit',
      labels: { ...AGENT, ...level },
      description: 'It has as many as it may, and 225% of the load that they should have.',
    })),
    // Within what the autoscaler tolerates.
    quiet: { ...replicas(steady(4)), [SERIES.callsInFlight]: steady(21) },
  },
  {
    alert: 'McpAgentScaleUpSlow',
    // Load is above its target and may have more replicas, and nothing comes.
    fires: { [SERIES.callsInFlight]: '16x10 30x90' },
    expected: [waits('34m 0s')],
    // Two more are wanted, and not ready yet.
    quiet: { ...replicas('2x41 4x59'), [SERIES.ready]: steady(2), [SERIES.callsInFlight]: '16x40 30x60' },
  },
  {
    alert: 'McpAgentScalerBlind',
    // Four questions failed, and since then KEDA answers with its fallback: two replicas that are on target.
    fires: { [SERIES.scalerErrors]: '0x10 4x90', [SERIES.callsInFlight]: '16x10 20x90' },
    expected: [{
      alert: 'McpAgentScalerBlind',
      labels: { ...AGENT, severity: 'warning' },
      description: 'Its autoscaler does not learn what its load is: replicas stay as they are, or are those of the fallback.',
    }],
    // It answers again after four minutes; and later there is no metric, for not so long.
    quiet: { [SERIES.scalerErrors]: '0x10 4x90', [SERIES.callsInFlight]: '16x10 20x4 16x86', [SERIES.inactive]: '0x42 1x58' },
  },
  {
    alert: 'McpAgentFlapping',
    fires: replicas(waves(3)),
    expected: [{ alert: 'McpAgentFlapping', labels: { ...AGENT, ...WARNING }, description: 'Within the last hour replicas left 7 times after others had come.' }],
    quiet: replicas(waves(5)),
  },

  // The registry.
  {
    alert: 'McpRegistryDown',
    fires: { [SERIES.registryUp]: '1x10 0x50', ...Object.fromEntries([['mcp_registry_http_requests_in_flight{namespace="catalogue", job="registry", method="GET", path="/v0.1/servers"}', '1x10 _x50']]) },
    expected: [{ alert: 'McpRegistryDown', labels: { ...REGISTRY, severity: 'critical' }, description: 'It gave metrics within the last hour, and none of its pods gives any now.' }],
    quiet: { [SERIES.registryUp]: '1x10 0x3 1x47' },
  },
  {
    alert: 'McpRegistryErrors',
    fires: { [SERIES.registryErrors]: growing(3) },
    expected: [{ alert: 'McpRegistryErrors', labels: { ...REGISTRY, ...WARNING }, description: '4.762% of the requests of the last 5 minutes ended in a 5xx.' }],
    quiet: { [SERIES.registryErrors]: growing(0.5) },
  },
  {
    alert: 'McpRegistrySlow',
    fires: registryRequests(60, { 0.5: 50, 2.5: 60 }),
    expected: [{ alert: 'McpRegistrySlow', labels: { ...REGISTRY, quantile: '0.95', ...WARNING }, description: 'One in twenty of its requests takes longer than 1.9s.' }],
    quiet: registryRequests(60, { 0.5: 58, 2.5: 60 }),
  },
  {
    alert: 'McpRegistryPoolExhausted',
    fires: { [SERIES.registryPending]: steady(8) },
    expected: [{ alert: 'McpRegistryPoolExhausted', labels: { ...REGISTRY, ...WARNING }, description: '8 of its requests wait for a connection.' }],
    quiet: { [SERIES.registryPending]: steady(5) },
  },

  // What they run on.
  {
    alert: 'McpVolumeFull',
    fires: { [SERIES.available]: steady(10) },
    expected: [{ alert: 'McpVolumeFull', labels: { ...VOLUME, ...WARNING }, description: '90% of it is used.' }],
    quiet: { [SERIES.available]: steady(16) },
  },
  {
    alert: 'McpVolumeFillingUp',
    // It loses half of what it has left in an hour, and goes on so.
    fires: { [SERIES.available]: '35-0.1x150' },
    aloneAt: 90,
    expected: [{ alert: 'McpVolumeFillingUp', labels: { ...VOLUME, severity: 'warning' }, description: 'By how it grew in the last 6 hours, it will be full within four days.' }],
    // It grows as fast, and is half empty.
    quiet: { [SERIES.available]: '60-0.1x150' },
  },
  {
    alert: 'McpNodePressure',
    fires: { [SERIES.pressure]: steady(1) },
    aloneAt: 20,
    expected: [{
      alert: 'McpNodePressure',
      labels: { node: 'node-1', condition: 'MemoryPressure', severity: 'warning' },
      description: 'Agents run on it; the kubelet evicts pods until the pressure is gone.',
    }],
    // No agent runs there.
    quiet: { 'kube_node_status_condition{node="node-2", condition="MemoryPressure", status="true"}': steady(1) },
  },
  {
    alert: 'McpAgentThrottled',
    fires: { [SERIES.throttled]: growing(180) },
    expected: [{ alert: 'McpAgentThrottled', labels: { ...CONTAINER, ...WARNING }, description: 'Container server of pod weather-a had to wait in 30% of the periods.' }],
    quiet: { [SERIES.throttled]: growing(140) },
  },

  // Monitoring itself.
  {
    alert: 'McpWatchdog',
    fires: {},
    aloneAt: 1,
    expected: [],
    quiet: {},
  },
  {
    alert: 'McpTargetDown',
    fires: { [ofPod('up')]: steady(0) },
    expected: [{ alert: 'McpTargetDown', labels: { namespace: 'team', job: 'weather', severity: 'warning' }, description: '50% of them can\'t be scraped.' }],
    // Nothing of ours is in that namespace.
    quiet: { 'up{namespace="others", job="theirs"}': steady(0) },
  },
  {
    alert: 'McpScrapeRefused',
    fires: { [SERIES.refused]: growing(4) },
    expected: [{
      alert: 'McpScrapeRefused',
      labels: { ...PROMETHEUS, severity: 'warning' },
      description: 'A target gives more samples than its monitor\'s sampleLimit allows, and none of them is kept.',
    }],
    quiet: { [SERIES.refused]: '0x5 4x55' },
  },
  {
    alert: 'McpRuleFailures',
    fires: { [SERIES.ruleFailures]: growing(1) },
    expected: [{
      alert: 'McpRuleFailures',
      labels: { ...PROMETHEUS, rule_group: '/etc/prometheus/rules/mcp.yaml;mcp-agents', severity: 'critical' },
      description: '5 evaluations of the last 5 minutes: alerts that build on them do not fire.',
    }],
    quiet: { [ofPrometheus('prometheus_rule_evaluation_failures_total', 'rule_group="/etc/prometheus/rules/others.yaml;others"')]: growing(1) },
  },
  {
    alert: 'McpAlertsNotSent',
    fires: { [SERIES.notSent]: growing(1) },
    expected: [{ alert: 'McpAlertsNotSent', labels: { ...PROMETHEUS, severity: 'critical' }, description: 'An Alertmanager does not take them, or none is known.' }],
    quiet: { [SERIES.notSent]: '0x5 1x55' },
  },
  {
    alert: 'McpNotificationsFailed',
    fires: { [SERIES.notNotified]: growing(1) },
    expected: [{
      alert: 'McpNotificationsFailed',
      labels: { namespace: 'monitoring', job: 'alertmanager', integration: 'webhook', severity: 'critical' },
      description: 'Notifications by webhook fail: nobody hears of alerts that go there.',
    }],
    quiet: { [SERIES.notNotified]: '0x5 1x55' },
  },
  {
    alert: 'McpMonitoringOverhead',
    fires: { [SERIES.prometheusCpu]: growing(24) },
    aloneAt: 30,
    expected: [{ alert: 'McpMonitoringOverhead', labels: WARNING, description: 'Prometheus uses 10% of the cluster\'s CPU.' }],
    quiet: { [SERIES.prometheusCpu]: growing(11) },
  },

  // What clients see.
  {
    alert: 'McpProbeFailing',
    fires: { [SERIES.probeSuccess]: steady(0), [timedOut]: steady(1) },
    expected: [{
      alert: 'McpProbeFailing',
      labels: { ...AGENT, severity: 'critical' },
      description: 'A probe that speaks the protocol to it through its Service fails, whatever the pods say of themselves.',
    }],
    quiet: { [SERIES.probeSuccess]: '1x10 0x2 1x48' },
  },
  {
    alert: 'McpProbeSlow',
    fires: buckets(ofProbe, 'mcp_probe_duration_seconds', 2, { '0.1': 0, '2.0': 0, '5.0': 2 }),
    expected: [{
      alert: 'McpProbeSlow',
      labels: { ...AGENT, quantile: '0.95', ...WARNING },
      description: 'One in twenty probes takes longer than 4.85s from its connect to the list of tools.',
    }],
    quiet: buckets(ofProbe, 'mcp_probe_duration_seconds', 2, { '0.1': 0, '2.0': 2, '5.0': 2 }),
  },
  {
    alert: 'McpProbeUnguarded',
    fires: { [unguarded]: steady(1) },
    expected: [{ alert: 'McpProbeUnguarded', labels: { ...AGENT, severity: 'critical' }, description: 'It should ask its clients for one, and let in a probe that had none.' }],
    quiet: { [timedOut]: steady(1) },
  },
  {
    alert: 'McpProbeConfigRefused',
    fires: { [SERIES.probeReload]: steady(0) },
    expected: [{ alert: 'McpProbeConfigRefused', labels: { namespace: 'monitoring', job: 'probe', severity: 'warning' }, description: 'It still probes the agents of the one before.' }],
    quiet: { [SERIES.probeReload]: '1x10 0x4 1x46' },
  },
];
