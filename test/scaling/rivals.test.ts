import { ApiObject, App, Chart } from 'cdk8s';
import { LoadSource, Scaling, ScalingMetric, Sessions } from '../../src';
import { agent, SERVED } from '../support/synth';

const KEDA = LoadSource.keda({ prometheusUrl: 'http://prometheus.monitoring.svc:9090' });
const onLoad = { server: SERVED, scaling: Scaling.between(2, 9).on(ScalingMetric.callsInFlight(5)).from(KEDA) };
const onCpu = { sessions: Sessions.stateless(), scaling: Scaling.between(2, 9) };

/** What App.synth finds before it writes a file. */
const findings = (props: object, rival?: { kind: string; apiVersion: string; target?: string; namespace?: string }) => {
  const app = new App();
  agent(props, new Chart(app, 'test', { namespace: 'agents' }));
  if (rival) {
    const { apiVersion, kind, target = 'weather', namespace } = rival;
    new ApiObject(new Chart(app, 'other', { namespace: namespace ?? 'agents' }), 'rival', { apiVersion, kind, spec: { scaleTargetRef: { kind: 'Deployment', name: target } } });
  }
  return app.node.findAll().flatMap(({ node }) => node.validate());
};

const HPA = { kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2' };
const SCALED_OBJECT = { kind: 'ScaledObject', apiVersion: 'keda.sh/v1alpha1' };

test.each([
  ['a ScaledObject beside our HorizontalPodAutoscaler', onCpu, SCALED_OBJECT],
  ['a HorizontalPodAutoscaler beside our ScaledObject', onLoad, HPA],
  ['a ScaledObject beside a fixed number', { scaling: Scaling.fixed(1) }, SCALED_OBJECT],
])('%s is refused, in whatever chart it is', (_, props, rival) => {
  const [finding, ...others] = findings(props, rival);
  expect(others).toEqual([]);
  expect(finding).toMatch(/^the \w+ other\/rival would set the number of replicas of test\/weather/);
  expect(finding).toMatch(/Scaling\.external\(min, max\)\. \[MCP_REPLICAS_CONFLICT\]$/);
});

test.each([
  ['our own', onLoad, undefined],
  ['that of another Deployment', onCpu, { ...HPA, target: 'other' }],
  ['that of one of that name elsewhere', onCpu, { ...HPA, namespace: 'elsewhere' }],
  ['that of an agent which leaves it to others', { ...onCpu, scaling: Scaling.external(2, 9) }, SCALED_OBJECT],
])('%s is none of these', (_, props, rival) => {
  expect(findings(props, rival)).toEqual([]);
});
