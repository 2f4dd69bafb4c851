import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { LoadSource, McpErrorCode, ScaledResource, Scaling, ScalingMetric, Sessions, VerticalScaling } from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, find, manifest, manifests, SERVED } from '../support/synth';

const onCpu = { sessions: Sessions.stateless(), scaling: Scaling.between(2, 10) };
const onBoth = { sessions: Sessions.stateless(), scaling: Scaling.between(2, 10).on(ScalingMetric.cpu(70), ScalingMetric.memory(80)) };
const specOf = (verticalScaling?: VerticalScaling, props: object = onCpu) => manifest('VerticalPodAutoscaler', { verticalScaling, ...props })?.spec;

test('nothing said, it recommends and changes nothing', () => {
  expect(specOf()).toEqual({
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'weather' },
    updatePolicy: { updateMode: 'Off' },
    resourcePolicy: {
      containerPolicies: [
        { containerName: 'server', controlledResources: ['cpu', 'memory'], controlledValues: 'RequestsOnly' },
        { containerName: '*', mode: 'Off' },
      ],
    },
  });
});

test('there need not be one', () => {
  expect(specOf(VerticalScaling.none())).toBeUndefined();
});

test.each([[VerticalScaling.inPlace(), 'InPlaceOrRecreate'], [VerticalScaling.initial(), 'Initial']])('it sets requests on demand: %#', (vertical, mode) => {
  expect(specOf(vertical).updatePolicy.updateMode).toBe(mode);
});

test('it sets only what the number of replicas does not follow', () => {
  const resources = (props: object) => specOf(VerticalScaling.inPlace(), props).resourcePolicy.containerPolicies[0].controlledResources;
  expect(resources(onCpu)).toEqual(['memory']);
  expect(resources({ sessions: Sessions.stateless(), scaling: Scaling.between(2, 4).on(ScalingMetric.memory(80)) })).toEqual(['cpu']);
  expect(resources({})).toEqual(['cpu', 'memory']);
});

test('nor what KEDA follows beside load, and both where it follows load alone', () => {
  const resources = (...metrics: ScalingMetric[]) => {
    const scaling = Scaling.between(2, 9).on(...metrics).from(LoadSource.keda({ prometheusUrl: 'http://prometheus.svc:9090' }));
    const objects = manifests(agent({ server: SERVED, scaling, verticalScaling: VerticalScaling.inPlace() }, chartOf('agents')));
    return find(objects, 'VerticalPodAutoscaler').spec.resourcePolicy.containerPolicies[0].controlledResources;
  };
  expect(resources(ScalingMetric.callsInFlight(20), ScalingMetric.cpu(70))).toEqual(['memory']);
  expect(resources(ScalingMetric.sessions(20), ScalingMetric.memory(70))).toEqual(['cpu']);
  expect(resources(ScalingMetric.callsInFlight(20))).toEqual(['cpu', 'memory']);
});

test('it stays within bounds', () => {
  const vertical = VerticalScaling.inPlace({
    minAllowed: { cpu: Cpu.millis(50), memory: Size.mebibytes(128) }, maxAllowed: { memory: Size.gibibytes(2) },
  });
  expect(specOf(vertical).resourcePolicy.containerPolicies[0]).toMatchObject({ minAllowed: { cpu: '50m', memory: '128Mi' }, maxAllowed: { memory: '2Gi' } });
});

test.each<[string, VerticalScaling, object, McpErrorCode, string]>([
  ['the resource that replicas follow', VerticalScaling.inPlace({ resources: [ScaledResource.CPU] }), onCpu, McpErrorCode.AUTOSCALERS_CONFLICT, 'follows cpu'],
  ['the same at the start of pods', VerticalScaling.initial({ resources: [ScaledResource.CPU, ScaledResource.MEMORY] }), onCpu, McpErrorCode.AUTOSCALERS_CONFLICT, 'follows cpu'],
  ['nothing, since replicas follow both', VerticalScaling.inPlace(), onBoth, McpErrorCode.AUTOSCALERS_CONFLICT, 'no resource left'],
  ['nothing, since none is named', VerticalScaling.recommend({ resources: [] }), onCpu, McpErrorCode.AUTOSCALERS_CONFLICT, 'no resource'],
  ['memory between bounds that are swapped', VerticalScaling.inPlace({ minAllowed: { memory: Size.gibibytes(2) }, maxAllowed: { memory: Size.gibibytes(1) } }), onCpu,
    McpErrorCode.SCALING_INVALID, 'Swap them'],
  ['less CPU than the chart asks for', VerticalScaling.inPlace({ maxAllowed: { cpu: Cpu.millis(50) } }), {}, McpErrorCode.SCALING_INVALID,
    'maxAllowed.cpu lies below the cpu request'],
  ['less memory than the chart asks for', VerticalScaling.initial({ maxAllowed: { memory: Size.mebibytes(300) } }),
    { ...onCpu, resources: { memory: { request: Size.mebibytes(400) } } }, McpErrorCode.SCALING_INVALID, 'maxAllowed.memory lies below the memory request'],
  ['more memory than the limit', VerticalScaling.inPlace({ minAllowed: { memory: Size.gibibytes(1) } }), onCpu, McpErrorCode.SCALING_INVALID,
    'minAllowed.memory lies above the memory limit'],
  ['CPU between bounds that are none', VerticalScaling.inPlace({ minAllowed: { cpu: Cpu.millis(Number.NaN) } }), onCpu, McpErrorCode.QUANTITY_INVALID, '"NaNm"'],
])('setting %s is refused', (_, verticalScaling, props, code, part) => {
  expectError(() => agent({ verticalScaling, ...props }), code, part);
});

test('a recommendation may be bounded by less than the chart asks for: it is what one wants to know', () => {
  const verticalScaling = VerticalScaling.recommend({ maxAllowed: { memory: Size.mebibytes(64) } });
  expect(() => agent({ ...onCpu, verticalScaling })).not.toThrow();
});

test('recommending what the replicas follow disturbs nobody', () => {
  expect(() => agent({ ...onBoth, verticalScaling: VerticalScaling.recommend() })).not.toThrow();
});
