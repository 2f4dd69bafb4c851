import { McpErrorCode, McpServer, NetworkAccess, Peer, Tracing, TracingOptions } from '../../src';
import { expectError } from '../support/errors';
import { agent, find, manifests, serverContainer } from '../support/synth';

const server = McpServer.runtime('ghcr.io/acme/weather:1.4.2');
const ENDPOINT = 'http://collector.monitoring.svc:4318';
const to = (endpoint: string, options: TracingOptions = {}) => Tracing.otlp(endpoint, { collectorPeer: Peer.namespace('monitoring'), ...options });

test('none are made unless they are asked for', () => {
  expect(serverContainer({ server }).env.filter(({ name }: any) => name.startsWith('OTEL_'))).toEqual([]);
});

test('they go to the collector, by the variables of OpenTelemetry itself', () => {
  const objects = manifests(agent({ server, tracing: to(ENDPOINT, { sampling: 1 }) }));
  expect(find(objects, 'Deployment').spec.template.spec.containers[0].env).toEqual(expect.arrayContaining([
    { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: ENDPOINT },
    { name: 'OTEL_SERVICE_NAME', value: 'weather' },
    { name: 'OTEL_TRACES_SAMPLER', value: 'parentbased_traceidratio' },
    { name: 'OTEL_TRACES_SAMPLER_ARG', value: '1' },
  ]));
  expect(find(objects, 'NetworkPolicy').spec.egress).toContainEqual({
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }], ports: [{ port: 4318, protocol: 'TCP' }],
  });
});

test('they tell of which pod they are, by variables that come before', () => {
  const { env } = serverContainer({ server, tracing: to(ENDPOINT) });
  const names = env.map(({ name }: any) => name);
  const { value } = env.find(({ name }: any) => name === 'OTEL_RESOURCE_ATTRIBUTES');
  expect(value).toBe('service.namespace=$(K8S_POD_NAMESPACE),k8s.namespace.name=$(K8S_POD_NAMESPACE),k8s.pod.name=$(K8S_POD_NAME),k8s.deployment.name=weather');
  for (const name of ['K8S_POD_NAME', 'K8S_POD_NAMESPACE']) {
    expect(names.indexOf(name)).toBeGreaterThanOrEqual(0);
    expect(names.indexOf(name)).toBeLessThan(names.indexOf('OTEL_RESOURCE_ATTRIBUTES'));
  }
});

test('where the network is open nobody need say where the collector is', () => {
  expect(() => agent({ server, tracing: Tracing.otlp(ENDPOINT), network: NetworkAccess.unrestricted() })).not.toThrow();
});

test.each<[string, Tracing, McpErrorCode, string]>([
  ['a collector without a scheme', to('collector:4318'), McpErrorCode.TRACING_INVALID, '"collector:4318"'],
  ['per cent', to(ENDPOINT, { sampling: 10 }), McpErrorCode.TRACING_INVALID, 'a number from 0 to 1'],
  ['a share that is no number', to(ENDPOINT, { sampling: Number.NaN }), McpErrorCode.TRACING_INVALID, 'NaN'],
  ['a collector that the policy would cut off', Tracing.otlp(ENDPOINT), McpErrorCode.NETWORK_INVALID, 'tracing.collectorPeer'],
])('%s is refused', (_, tracing, code, part) => {
  expectError(() => agent({ server, tracing }), code, part);
});

test('without the runtime nobody would make them', () => {
  expectError(() => agent({ tracing: to(ENDPOINT) }), McpErrorCode.RUNTIME_MISSING, '(tracing)');
});
