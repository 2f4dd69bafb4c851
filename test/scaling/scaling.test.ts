import { Duration } from 'cdk8s';
import { HorizontalPodAutoscaler } from 'cdk8s-plus-28';
import { McpErrorCode, ScaledResource, Scaling, ScalingMetric, Sessions, VerticalScaling } from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, find, manifest, manifests } from '../support/synth';

const stateless = { sessions: Sessions.stateless() };

test('bounds alone scale on CPU at 70 per cent', () => {
  expect(Scaling.between(2, 4).metrics.map(({ resource, target }) => [resource, target])).toEqual([['cpu', 70]]);
});

test('a scaling is never changed, but made anew', () => {
  const bounds = Scaling.between(2, 4);
  bounds.on(ScalingMetric.memory(80)).behaving({ scaleDownPercentPerMinute: 50 });
  expect(bounds.metrics[0].resource).toBe('cpu');
  expect(bounds._behavior.scaleDownPercentPerMinute).toBe(25);
});

test('behaviour is kept when metrics are named after it', () => {
  const slow = Scaling.between(2, 4).behaving({ scaleDownPercentPerMinute: 50 });
  expect(slow.on(ScalingMetric.cpu(50))._behavior.scaleDownPercentPerMinute).toBe(50);
});

test('a fixed number of replicas is written, and nothing scales', () => {
  expect(manifest('Deployment', { ...stateless, scaling: Scaling.fixed(3) }).spec.replicas).toBe(3);
  expect(manifest('HorizontalPodAutoscaler', { ...stateless, scaling: Scaling.fixed(3) })).toBeUndefined();
});

test.each<[string, Scaling, McpErrorCode, string]>([
  ['a minimum above the maximum', Scaling.between(5, 2), McpErrorCode.SCALING_INVALID, 'the minimum 5 above the maximum 2'],
  ['a minimum of none', Scaling.between(0, 2), McpErrorCode.SCALING_INVALID, 'scaling.min is 0. Use a whole number of at least 1: with no replica a client gets an error'],
  ['no replica at all', Scaling.fixed(0), McpErrorCode.SCALING_INVALID, 'scaling.replicas is 0'],
  ['less than none', Scaling.between(-1, 2), McpErrorCode.SCALING_INVALID, 'scaling.min is -1'],
  ['half a replica', Scaling.fixed(1.5), McpErrorCode.SCALING_INVALID, 'scaling.replicas is 1.5'],
  ['a maximum that is no number', Scaling.between(1, Number.NaN), McpErrorCode.SCALING_INVALID, 'scaling.max is NaN'],
  ['a target of nothing', Scaling.between(1, 2).on(ScalingMetric.cpu(0)), McpErrorCode.SCALING_INVALID, 'ScalingMetric.cpu is 0'],
  ['one metric twice', Scaling.between(1, 2).on(ScalingMetric.cpu(50), ScalingMetric.cpu(70)), McpErrorCode.SCALING_INVALID, '"cpu" twice'],
  ['fixed replicas that scale', Scaling.fixed(2).on(ScalingMetric.cpu(50)), McpErrorCode.REPLICAS_CONFLICT, 'Scaling.between(min, max)'],
  ['a window of more than an hour', Scaling.between(1, 2).behaving({ scaleDownStabilization: Duration.hours(2) }), McpErrorCode.SCALING_INVALID, 'above an hour'],
  ['a window of half a second', Scaling.between(1, 2).behaving({ scaleUpStabilization: Duration.millis(500) }), McpErrorCode.DURATION_INVALID, 'scaling.scaleUpStabilization'],
  ['a window in which replicas come and go with every gap', Scaling.between(1, 2).behaving({ scaleDownStabilization: Duration.seconds(30) }),
    McpErrorCode.SCALING_INVALID, 'replicas would come and go'],
  ['a fallback below the minimum', Scaling.between(2, 9).behaving({ fallbackReplicas: 1 }), McpErrorCode.SCALING_INVALID, 'scaling.fallbackReplicas is 1'],
  ['a fallback above the maximum', Scaling.between(2, 9).behaving({ fallbackReplicas: 10 }), McpErrorCode.SCALING_INVALID, 'from 2 to 9'],
  ['more than all replicas a minute', Scaling.between(1, 2).behaving({ scaleDownPercentPerMinute: 101 }), McpErrorCode.SCALING_INVALID, 'from 1 to 100'],
])('%s is refused', (_, scaling, code, part) => {
  expectError(() => agent({ ...stateless, scaling }), code, part);
});

describe('an autoscaler of the user\'s own', () => {
  test('finds neither replicas nor another autoscaler', () => {
    const objects = manifests(agent({ ...stateless, scaling: Scaling.external(1, 9) }));
    expect(find(objects, 'Deployment').spec).not.toHaveProperty('replicas');
    expect(find(objects, 'HorizontalPodAutoscaler')).toBeUndefined();
  });

  test('may take the Deployment', () => {
    const chart = chartOf();
    const { deployment } = agent({ ...stateless, scaling: Scaling.external(1, 9) }, chart);
    expect(() => new HorizontalPodAutoscaler(chart, 'own', { target: deployment, maxReplicas: 9 })).not.toThrow();
  });

  test.each([['fixed replicas', Scaling.fixed(2)], ['the agent\'s own autoscaler', Scaling.between(2, 4)]])('is refused beside %s', (_, scaling) => {
    const chart = chartOf();
    const { deployment } = agent({ ...stateless, scaling }, chart);
    expectError(() => new HorizontalPodAutoscaler(chart, 'own', { target: deployment, maxReplicas: 9 }), McpErrorCode.REPLICAS_CONFLICT, 'Scaling.external(min, max)');
  });

  test('counts for sessions, and for what vertical scaling may set', () => {
    expectError(() => agent({ scaling: Scaling.external(1, 9) }), McpErrorCode.SESSIONS_UNROUTED, '9 replicas');
    const props = { ...stateless, scaling: Scaling.external(1, 9) };
    expectError(() => agent({ ...props, verticalScaling: VerticalScaling.inPlace() }), McpErrorCode.AUTOSCALERS_CONFLICT, 'Name the resources');
    expect(() => agent({ ...props, verticalScaling: VerticalScaling.inPlace({ resources: [ScaledResource.MEMORY] }) })).not.toThrow();
    expectError(() => agent({ ...stateless, scaling: props.scaling.on(ScalingMetric.cpu(70)) }), McpErrorCode.REPLICAS_CONFLICT, 'another autoscaler');
  });
});
