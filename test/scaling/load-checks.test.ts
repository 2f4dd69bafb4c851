import { Duration } from 'cdk8s';
import {
  ClusterApi, LoadSource, McpAgentDeploymentProps, McpErrorCode, McpServer, Monitoring, Scaling, ScalingMetric, Sessions, TargetCluster,
} from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, find, manifests, MEASURED, SERVED, SERVER } from '../support/synth';

const KEDA = LoadSource.keda({ prometheusUrl: 'http://prometheus.monitoring.svc:9090' });
const on = (...metrics: ScalingMetric[]) => Scaling.between(2, 20).on(...metrics).from(KEDA);
const calls = on(ScalingMetric.callsInFlight(20));
const sessions = (target: number) => on(ScalingMetric.sessions(target));
const { SCALING_INVALID, RUNTIME_MISSING } = McpErrorCode;
const made = (props: Partial<McpAgentDeploymentProps>, namespace: string | undefined = 'agents') => agent({ server: SERVED, ...props }, chartOf(namespace));

test.each<[string, Partial<McpAgentDeploymentProps>, McpErrorCode, string]>([
  ['of a server without the runtime', { server: SERVER, sessions: Sessions.stateless(), scaling: calls }, RUNTIME_MISSING, 'follows callsInFlight, which the runtime tells'],
  ['of one with metrics of its own', { server: MEASURED, sessions: Sessions.stateless(), scaling: calls }, RUNTIME_MISSING, 'ScalingMetric.promQl(...)'],
  ['that nobody collects', { monitoring: Monitoring.none(), scaling: calls }, SCALING_INVALID, 'no ServiceMonitor'],
  ['on a cluster that collects nothing', { cluster: TargetCluster.of({ without: [ClusterApi.PROMETHEUS_OPERATOR] }), scaling: calls }, SCALING_INVALID, 'no ServiceMonitor'],
  ['that is collected once a minute', { monitoring: Monitoring.serviceMonitor({ interval: Duration.minutes(1) }), scaling: calls }, SCALING_INVALID, 'monitoring.interval is 60 s'],
  ['whose scrape may take longer than the time between two', { monitoring: Monitoring.serviceMonitor({ scrapeTimeout: Duration.seconds(10) }), scaling: calls },
    McpErrorCode.MONITORING_INVALID, 'scrapeTimeout is 10 s'],
  ['of sessions that there are not', { sessions: Sessions.stateless(), scaling: sessions(10) }, SCALING_INVALID, 'keeps none'],
  ['of more sessions than a replica takes', { sessions: Sessions.forwarded({ maxPerReplica: 100 }), scaling: sessions(100) }, SCALING_INVALID, 'sessions.maxPerReplica'],
  ['of more sessions than a replica has processes', { server: McpServer.stdio('ghcr.io/acme/files:1', ['files'], { maxProcesses: 8 }), scaling: sessions(8) },
    SCALING_INVALID, 'server.maxProcesses'],
  ['that KEDA would read on a cluster without it', { cluster: TargetCluster.of({ without: [ClusterApi.KEDA] }), scaling: calls }, SCALING_INVALID, 'prometheusAdapter'],
  ['that KEDA would read, though nobody said so, on a cluster without it',
    { cluster: TargetCluster.of({ without: [ClusterApi.KEDA] }), scaling: Scaling.between(2, 9).on(ScalingMetric.callsInFlight(1)) }, SCALING_INVALID, 'no KEDA'],
  ['of sessions that pods hand on later than replicas leave',
    { longestToolCall: Duration.minutes(4), scaling: sessions(10).behaving({ scaleDownStabilization: Duration.minutes(2) }) }, SCALING_INVALID, 'its grace of 250 s'],
  ['of a rate that falls for longer than replicas wait',
    { scaling: on(ScalingMetric.callsPerSecond(9, { over: Duration.minutes(5) })).behaving({ scaleDownStabilization: Duration.minutes(2) }) }, SCALING_INVALID, 'taken over 300 s'],
])('load %s is refused', (_, props, code, part) => {
  expectError(() => made(props), code, part);
});

test('load of an agent whose namespace is not known is refused', () => {
  expectError(() => agent({ server: SERVED, scaling: calls }, chartOf()), SCALING_INVALID, 'Give its chart a namespace');
});

test.each<[string, ScalingMetric, string]>([
  ['no call', ScalingMetric.callsInFlight(0), 'ScalingMetric.callsInFlight, for each replica, is 0'],
  ['half a session', ScalingMetric.sessions(0.5), 'is 0.5'],
  ['no call a second', ScalingMetric.callsPerSecond(0), 'ScalingMetric.callsPerSecond, for each replica, is 0. Use a number from 0.001'],
  ['a queue of less than nothing', ScalingMetric.promQl('queue', 'sum(queue_length)', -1), 'ScalingMetric.promQl, for each replica, is -1'],
  ['streams that are no number', ScalingMetric.openStreams(Number.NaN), 'openStreams'],
  ['calls over a second', ScalingMetric.callsPerSecond(5, { over: Duration.seconds(1) }), 'the seconds of "over", is 1'],
  ['a question without words', ScalingMetric.promQl('queue', ' ', 5), 'asks nothing'],
  ['a question on two lines', ScalingMetric.promQl('queue', 'sum(\nup)', 5), 'several lines'],
  ['a question that is called as one of ours', ScalingMetric.promQl('sessions', 'sum(up)', 5), 'none of calls-in-flight'],
  ['a question whose name is none', ScalingMetric.promQl('My Queue', 'sum(up)', 5), 'promQl is named "My Queue"'],
])('a target of %s is refused', (_, metric, part) => {
  expectError(() => made({ scaling: on(metric) }), SCALING_INVALID, part);
});

test('one metric twice is refused, whatever its targets are', () => {
  expectError(() => made({ scaling: on(ScalingMetric.sessions(5), ScalingMetric.sessions(9)) }), SCALING_INVALID, '"sessions" twice');
});

test('a rate may be less than one a second: calls may take minutes', () => {
  const objects = manifests(made({ scaling: on(ScalingMetric.callsPerSecond(0.05)) }));
  expect(find(objects, 'ScaledObject').spec.triggers[0].metadata.threshold).toBe('0.05');
});

test('a question of one\'s own needs no runtime, no monitor and no namespace', () => {
  const scaling = on(ScalingMetric.promQl('queue', 'sum(queue_length)', 5));
  expect(() => manifests(agent({ server: SERVER, sessions: Sessions.stateless(), scaling, monitoring: Monitoring.none() }))).not.toThrow();
});

test('where pods take long to hand their sessions on, replicas leave as late, unless somebody says when', () => {
  const window = (props: Partial<McpAgentDeploymentProps>) => (
    find(manifests(made(props)), 'ScaledObject').spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds
  );
  const long = { longestToolCall: Duration.minutes(20) };
  expect(window({ ...long, scaling: sessions(10) })).toBe(1210);
  expect(window({ ...long, scaling: sessions(10).behaving({ scaleDownStabilization: Duration.minutes(30) }) })).toBe(1800);
  expect(window({ ...long, scaling: calls })).toBe(300);
  expect(window({ scaling: sessions(10) })).toBe(300);
});
