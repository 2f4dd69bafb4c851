import { Duration } from 'cdk8s';
import { KubernetesVersion, Scaling, ScalingMetric, Sessions, TargetCluster } from '../../src';
import { manifest } from '../support/synth';

const autoscaler = (scaling = Scaling.between(2, 10), kubernetes = KubernetesVersion.V1_34) =>
  manifest('HorizontalPodAutoscaler', { sessions: Sessions.stateless(), scaling, cluster: TargetCluster.of({ kubernetes }) });

test('is what it was', () => {
  expect(autoscaler(Scaling.between(2, 20).on(ScalingMetric.cpu(60), ScalingMetric.memory(80)), KubernetesVersion.V1_35)).toMatchSnapshot();
});

test('scales the Deployment between the bounds', () => {
  expect(autoscaler().spec).toMatchObject({ minReplicas: 2, maxReplicas: 10, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'weather' } });
});

test('looks at the server\'s container alone, which sidecars would dilute', () => {
  expect(autoscaler().spec.metrics).toEqual([
    { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'server', target: { type: 'Utilization', averageUtilization: 70 } } },
  ]);
});

test('adds replicas at once: double or four more each 15 s', () => {
  expect(autoscaler().spec.behavior.scaleUp).toEqual({
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }, { type: 'Pods', value: 4, periodSeconds: 15 }],
  });
});

test('takes replicas away slowly: a quarter a minute, five minutes after load fell', () => {
  expect(autoscaler().spec.behavior.scaleDown).toMatchObject({ stabilizationWindowSeconds: 300, policies: [{ type: 'Percent', value: 25, periodSeconds: 60 }] });
});

test('the speed can be chosen', () => {
  const { scaleUp, scaleDown } = autoscaler(Scaling.between(2, 10).behaving({
    scaleUpStabilization: Duration.seconds(30), scaleDownStabilization: Duration.minutes(15), scaleDownPercentPerMinute: 10,
  })).spec.behavior;
  expect(scaleUp.stabilizationWindowSeconds).toBe(30);
  expect(scaleDown).toMatchObject({ stabilizationWindowSeconds: 900, policies: [{ value: 10 }] });
});

test('a tolerance is written for a cluster that knows it, and for no other', () => {
  expect(autoscaler(undefined, KubernetesVersion.V1_34).spec.behavior.scaleDown).not.toHaveProperty('tolerance');
  expect(autoscaler(undefined, KubernetesVersion.V1_35).spec.behavior.scaleDown.tolerance).toBe('0.2');
});
