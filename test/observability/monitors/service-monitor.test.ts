import { Duration } from 'cdk8s';
import { McpErrorCode, McpServer, Monitoring } from '../../../src';
import { expectError } from '../../support/errors';
import { agent, find, manifest, manifests, MEASURED, ofKind } from '../../support/synth';

const monitor = (monitoring?: Monitoring, server = MEASURED) => manifest('ServiceMonitor', { server, monitoring });

test('is what it was', () => {
  expect(monitor()).toMatchSnapshot();
});

test('a server without metrics has none', () => {
  expect(manifest('ServiceMonitor')).toBeUndefined();
});

test('selects the headless Service and no other, so that nothing counts twice', () => {
  const objects = manifests(agent({ server: MEASURED }));
  const { spec } = find(objects, 'ServiceMonitor');
  const selected = ofKind(objects, 'Service').filter(({ metadata }) => Object.entries(spec.selector.matchLabels).every(([key, value]) => metadata.labels[key] === value));
  expect(selected.map(({ metadata }) => metadata.name)).toEqual(['weather-headless']);
  expect(selected[0].spec.ports.map(({ name }: any) => name)).toContain(spec.endpoints[0].port);
});

test('scrapes each 15 s, up to 10,000 samples', () => {
  expect(monitor().spec).toMatchObject({ sampleLimit: 10000, endpoints: [{ port: 'metrics', path: '/metrics', interval: '15s', scrapeTimeout: '10s' }] });
});

test('labels, interval and limit can be set, and a short interval shortens the time-out', () => {
  const { metadata, spec } = monitor(Monitoring.serviceMonitor({ labels: { release: 'kps' }, interval: Duration.seconds(5), sampleLimit: 100 }));
  expect(metadata.labels).toMatchObject({ 'release': 'kps', 'app.kubernetes.io/name': 'weather' });
  expect(spec).toMatchObject({ sampleLimit: 100, endpoints: [{ interval: '5s', scrapeTimeout: '5s' }] });
});

test('the path is the server\'s', () => {
  expect(monitor(undefined, McpServer.http('acme/weather:1', { port: 3000, metrics: { port: 9090, path: '/stats' } })).spec.endpoints[0].path).toBe('/stats');
});

test('an agent need not be monitored', () => {
  expect(monitor(Monitoring.none())).toBeUndefined();
});

test('an agent is known by its name, and labels that answer nothing are not stored', () => {
  expect(monitor().spec.endpoints[0].relabelings).toEqual([
    { sourceLabels: ['__meta_kubernetes_pod_label_app_kubernetes_io_name'], targetLabel: 'agent' },
    { action: 'labeldrop', regex: 'container|endpoint' },
  ]);
});

test('labels of samples can be dropped', () => {
  const { spec } = monitor(Monitoring.serviceMonitor({ dropLabels: ['network_transport', 'mcp_protocol_version'] }));
  expect(spec.endpoints[0].metricRelabelings).toEqual([{ action: 'labeldrop', regex: 'network_transport|mcp_protocol_version' }]);
});

test.each<[string, Monitoring, McpErrorCode, string]>([
  ['a time-out above the interval', Monitoring.serviceMonitor({ interval: Duration.seconds(5), scrapeTimeout: Duration.seconds(6) }), McpErrorCode.MONITORING_INVALID, '6 s'],
  ['no interval', Monitoring.serviceMonitor({ interval: Duration.seconds(0) }), McpErrorCode.DURATION_INVALID, 'monitoring.interval'],
  ['no samples', Monitoring.serviceMonitor({ sampleLimit: 0 }), McpErrorCode.MONITORING_INVALID, 'monitoring.sampleLimit is 0'],
  ['a dropped label that is none', Monitoring.serviceMonitor({ dropLabels: ['a-b'] }), McpErrorCode.MONITORING_INVALID, 'dropLabels has "a-b"'],
  ['a label that is none', Monitoring.serviceMonitor({ labels: { release: 'a b' } }), McpErrorCode.LABEL_INVALID, 'monitoring.labels'],
])('%s is refused', (_, monitoring, code, part) => {
  expectError(() => agent({ monitoring, server: MEASURED }), code, part);
});
