import { Chart } from 'cdk8s';
import { Secret } from 'cdk8s-plus-28';
import { McpAgentDeploymentProps, McpErrorCode, McpProxy, McpServer, MetricsAuthentication } from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, find, manifests, ofKind } from '../support/synth';

const server = McpServer.runtime('ghcr.io/acme/weather:1.4.2');
const secret = (chart: Chart, name: string) => Secret.fromSecretName(chart, `secret-${name}`, name);
const endpointsOf = (objects: any[]) => find(objects, 'ServiceMonitor').spec.endpoints;

function synthesized(make: (chart: Chart) => MetricsAuthentication, props: Partial<McpAgentDeploymentProps> = {}): any[] {
  const chart = chartOf('agents');
  return manifests(agent({ server, metricsAuthentication: make(chart), ...props }, chart));
}

test('a token is read by the runtime from a file, and by Prometheus from the same Secret', () => {
  const objects = synthesized((chart) => MetricsAuthentication.bearerToken({ secret: secret(chart, 'metrics'), key: 'bearer' }));
  const { containers, volumes } = find(objects, 'Deployment').spec.template.spec;
  expect(containers[0].env).toContainEqual({ name: 'MCP_METRICS_TOKEN_FILE', value: '/var/run/mcp-agent/metrics-token/token' });
  expect(containers[0].volumeMounts).toContainEqual({ mountPath: '/var/run/mcp-agent/metrics-token', name: 'mcp-metrics-token', readOnly: true });
  expect(volumes).toContainEqual({ name: 'mcp-metrics-token', secret: { secretName: 'metrics', items: [{ key: 'bearer', path: 'token' }], defaultMode: 0o440 } });
  expect(endpointsOf(objects)).toMatchObject([{ port: 'metrics', authorization: { type: 'Bearer', credentials: { name: 'metrics', key: 'bearer' } } }]);
});

test('certificates of both sides, and a name that addresses can\'t be', () => {
  const objects = synthesized((chart) => (
    MetricsAuthentication.mutualTls({ server: secret(chart, 'runtime-tls'), client: secret(chart, 'prometheus-tls'), serverName: 'weather.agents.svc' })
  ));
  expect(find(objects, 'Deployment').spec.template.spec.containers[0].env).toContainEqual({ name: 'MCP_METRICS_TLS_DIR', value: '/var/run/mcp-agent/metrics-tls' });
  expect(endpointsOf(objects)).toMatchObject([{
    scheme: 'https',
    tlsConfig: {
      ca: { secret: { name: 'prometheus-tls', key: 'ca.crt' } },
      cert: { secret: { name: 'prometheus-tls', key: 'tls.crt' } },
      keySecret: { name: 'prometheus-tls', key: 'tls.key' },
      serverName: 'weather.agents.svc',
    },
  }]);
  const [, headless] = ofKind(objects, 'Service');
  expect(headless.spec.ports.map(({ name, appProtocol }: any) => [name, appProtocol])).toEqual([['http-mcp', 'http'], ['metrics', 'https'], ['http-peers', 'http']]);
});

test('metrics of the server\'s own ask for nothing that they don\'t know', () => {
  const both = McpServer.http('acme/weather:1', { port: 3000, metrics: { port: 9090, path: '/own' }, proxy: McpProxy.sidecar() });
  const objects = synthesized((chart) => MetricsAuthentication.bearerToken({ secret: secret(chart, 'metrics') }), { server: both });
  const [ofRuntime, own] = endpointsOf(objects);
  expect(ofRuntime).toMatchObject({ port: 'metrics', path: '/metrics', authorization: { credentials: { key: 'token' } } });
  expect(own).toMatchObject({ port: 'server-metrics', path: '/own' });
  expect(own).not.toHaveProperty('authorization');
  expect(find(objects, 'NetworkPolicy').spec.ingress[1].ports.map(({ port }: any) => port)).toEqual([9464, 9090]);
});

test('nothing said, nothing is asked for', () => {
  expect(Object.keys(endpointsOf(synthesized(() => MetricsAuthentication.none()))[0]).sort()).toEqual(['interval', 'path', 'port', 'relabelings', 'scrapeTimeout']);
});

test('a Secret that has no name is refused', () => {
  expectError(() => synthesized((chart) => MetricsAuthentication.bearerToken({ secret: secret(chart, '') })), McpErrorCode.REFERENCE_EMPTY, 'metricsAuthentication');
  expectError(() => synthesized((chart) => MetricsAuthentication.mutualTls({ server: secret(chart, 'a'), client: secret(chart, ''), serverName: 'a' })),
    McpErrorCode.REFERENCE_EMPTY, 'metricsAuthentication.client');
});

test('a name that no certificate has is refused', () => {
  expectError(() => synthesized((chart) => MetricsAuthentication.mutualTls({ server: secret(chart, 'a'), client: secret(chart, 'b'), serverName: '' })),
    McpErrorCode.NAME_INVALID, 'metricsAuthentication.serverName');
});
