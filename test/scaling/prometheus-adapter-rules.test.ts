import { Chart, Duration } from 'cdk8s';
import { parse } from 'yaml';
import {
  ClusterApi, LoadSource, McpErrorCode, McpObservability, Observability, PrometheusAdapterRules, Scaling, ScalingMetric, TargetCluster,
} from '../../src';
import { knownSeries } from '../../tools/promql/known-series';
import { readPromql } from '../../tools/promql/read';
import { expectError } from '../support/errors';
import { agent, chartOf, find, manifests, SERVED } from '../support/synth';

const without = TargetCluster.of({ without: [ClusterApi.KEDA] });
const QUEUE = ScalingMetric.promQl('mail-queue', 'sum(queue_length{queue="mail"})', 10);

const scaled = (...metrics: ScalingMetric[]) => {
  const chart = chartOf('agents');
  const rules = new PrometheusAdapterRules(chart, 'rules', { namespace: 'monitoring' });
  const scaling = Scaling.between(2, 20).on(...metrics).from(LoadSource.prometheusAdapter(rules));
  agent({ server: SERVED, cluster: without, scaling }, chart);
  return manifests(chart);
};
const configOf = (objects: any[]) => parse(find(objects, 'ConfigMap').data['config.yaml']);

test('are what they were', () => {
  const perSecond = ScalingMetric.callsPerSecond(5, { over: Duration.seconds(30) });
  const objects = scaled(ScalingMetric.callsInFlight(20), perSecond, QUEUE, ScalingMetric.cpu(70));
  expect(find(objects, 'ConfigMap')).toMatchSnapshot();
  expect(find(objects, 'HorizontalPodAutoscaler').spec).toMatchSnapshot();
});

test('load of pods becomes metrics of pods, which the autoscaler leaves out once they leave, and answers external ones', () => {
  const objects = scaled(ScalingMetric.callsInFlight(20), QUEUE);
  expect(find(objects, 'HorizontalPodAutoscaler').spec.metrics).toEqual([
    { type: 'Pods', pods: { metric: { name: 'mcp_calls_in_flight' }, target: { type: 'AverageValue', averageValue: 20 } } },
    { type: 'External', external: { metric: { name: 'mcp_agents_weather_mail_queue' }, target: { type: 'AverageValue', averageValue: 10 } } },
  ]);
  expect(find(objects, 'ScaledObject')).toBeUndefined();
});

test('each metric that an autoscaler names has a rule', () => {
  const objects = scaled(ScalingMetric.sessions(20), ScalingMetric.openStreams(20), ScalingMetric.callsPerSecond(5), QUEUE);
  const { externalRules, rules } = configOf(objects);
  const told = [...rules, ...externalRules].map(({ name }) => name.as);
  const asked = find(objects, 'HorizontalPodAutoscaler').spec.metrics.map(({ pods, external }: any) => (pods ?? external).metric.name);
  expect(told).toEqual(expect.arrayContaining(asked));
  expect(new Set(told).size).toBe(told.length);
});

test('a rule asks for each pod by its name, in the adapter\'s own template, of what the runtime gives', () => {
  const { rules } = configOf(scaled(ScalingMetric.callsPerSecond(5)));
  for (const { metricsQuery, resources, seriesQuery } of rules) {
    expect(resources.overrides).toEqual({ namespace: { resource: 'namespace' }, pod: { resource: 'pod' } });
    const filled = metricsQuery.replaceAll('<<.LabelMatchers>>', 'namespace="agents",pod=~"a|b"').replaceAll('<<.GroupBy>>', 'pod').replaceAll('<<.Series>>', 'mcp_server_instrumented');
    expect(filled).not.toMatch(/<<|>>/);
    expect(readPromql(filled, knownSeries())).toMatchObject({ problems: [], labels: ['pod'] });
    expect(readPromql(seriesQuery, knownSeries()).problems).toEqual([]);
  }
});

test('a question is asked as it stands, whatever its namespace is', () => {
  expect(configOf(scaled(QUEUE)).externalRules).toEqual([{
    seriesQuery: 'up', resources: { namespaced: false }, name: { as: 'mcp_agents_weather_mail_queue' }, metricsQuery: 'sum(queue_length{queue="mail"})',
  }]);
});

test('a question that the adapter would take for a template is refused', () => {
  expectError(() => scaled(ScalingMetric.promQl('mail', 'sum(a) >> 1', 10)), McpErrorCode.SCALING_INVALID, 'template');
});

test('an McpObservability can\'t say it for agents that are written already', () => {
  const chart = chartOf('agents');
  const loadSource = LoadSource.prometheusAdapter(new PrometheusAdapterRules(chart, 'rules'));
  expectError(() => new McpObservability(chart, 'observability', Observability.joined({ loadSource })), McpErrorCode.SCALING_INVALID, 'each agent says for itself');
});

test('there is one of them in a namespace', () => {
  const chart: Chart = chartOf('agents');
  new PrometheusAdapterRules(chart, 'rules');
  expectError(() => new PrometheusAdapterRules(chart, 'second'), McpErrorCode.NAME_COLLISION, 'mcp-prometheus-adapter');
});
