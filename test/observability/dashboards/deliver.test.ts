import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { DashboardDelivery, DashboardOptions, McpDashboard, McpErrorCode } from '../../../src';
import { deliver } from '../../../src/observability/dashboards/deliver';
import { DASHBOARD_UIDS } from '../../../src/observability/dashboards/uids';
import { expectError } from '../../support/errors';
import { chartOf, manifests } from '../../support/synth';

const METADATA = { namespace: 'monitoring', labels: { release: 'kps' } };

function delivered(options: DashboardOptions = {}): any[] {
  const chart = chartOf();
  deliver(new Construct(chart, 'dashboards'), METADATA, options);
  return manifests(chart);
}

test('a ConfigMap for each, which the sidecar finds', () => {
  const objects = delivered();
  expect(objects.map(({ kind, metadata: { name } }) => `${kind} ${name}`)).toEqual(Object.keys(DASHBOARD_UIDS).map((name) => `ConfigMap mcp-dashboard-${name}`));
  expect(objects[0].metadata).toMatchObject({ namespace: 'monitoring', labels: { release: 'kps', grafana_dashboard: '1' }, annotations: { grafana_folder: 'MCP' } });
  expect(JSON.parse(objects[0].data['overview.json'])).toMatchObject({ uid: 'mcp-overview' });
});

test('the labels that kube-prometheus-stack\'s own sidecar looks for are the user\'s to set', () => {
  const [{ metadata }] = delivered({ delivery: DashboardDelivery.configMaps({ labels: { dashboards: 'yes' }, folder: 'Platform' }) });
  expect(metadata.labels).toEqual({ release: 'kps', dashboards: 'yes' });
  expect(metadata.annotations).toEqual({ grafana_folder: 'Platform' });
});

test('a resource of grafana-operator for each', () => {
  const delivery = DashboardDelivery.grafanaOperator({ instanceLabels: { grafana: 'main' }, resyncPeriod: Duration.hours(1) });
  const [{ apiVersion, kind, spec: { json, ...spec } }] = delivered({ delivery });
  expect({ apiVersion, kind }).toEqual({ apiVersion: 'grafana.integreatly.org/v1beta1', kind: 'GrafanaDashboard' });
  expect(spec).toEqual({ instanceSelector: { matchLabels: { grafana: 'main' } }, allowCrossNamespaceImport: true, folder: 'MCP', resyncPeriod: '3600s' });
  expect(JSON.parse(json)).toMatchObject({ uid: 'mcp-overview' });
});

test('ConfigMaps to be mounted have no label of the sidecar, and a volume that holds them all', () => {
  const chart = chartOf();
  const { volume, objects } = deliver(new Construct(chart, 'dashboards'), METADATA, { delivery: DashboardDelivery.mounted() });
  const sources = Object.keys(DASHBOARD_UIDS).map((name) => ({ configMap: { name: `mcp-dashboard-${name}` } }));
  expect(volume).toEqual({ projected: { sources } });
  expect(objects).toHaveLength(5);
  expect(manifests(chart)[0].metadata).toEqual({ name: 'mcp-dashboard-overview', namespace: 'monitoring', labels: { release: 'kps' } });
});

test('one\'s own are added, and take the place of one that is left out', () => {
  const own = { overview: JSON.stringify({ title: 'Ours', uid: 'mcp-overview' }) };
  const objects = delivered({ own, without: [McpDashboard.OVERVIEW, McpDashboard.REGISTRY] });
  expect(objects.map(({ metadata }) => metadata.name)).toEqual(['agent', 'infrastructure', 'business', 'overview'].map((name) => `mcp-dashboard-${name}`));
  expect(objects.at(-1).data).toEqual({ 'overview.json': own.overview });
});

describe('refused', () => {
  const refused = (options: DashboardOptions, code: McpErrorCode, ...parts: string[]) => {
    expectError(() => delivered(options), code, ...parts);
  };
  const own = (content: unknown) => ({ own: { sales: typeof content === 'string' ? content : JSON.stringify(content) } });

  test.each<[string, DashboardOptions, string]>([
    ['no JSON', own('{'), 'is no JSON'],
    ['no title', own({ uid: 'sales' }), 'has no title'],
    ['JSON that is no object', own('null'), 'has no title'],
    ['the uid of one of ours', own({ title: 'Sales', uid: 'mcp-agent' }), '"agent" and "sales"'],
    ['the name of one of ours', { own: { agent: '{"title":"Agent"}' } }, 'dashboards.without'],
    ['a name that no object can have', { own: { Sales_2: '{"title":"Sales"}' } }, '"Sales_2"'],
    ['a Grafana that no label names', { delivery: DashboardDelivery.grafanaOperator({ instanceLabels: {} }) }, 'instanceLabels'],
  ])('%s', (_, options, part) => refused(options, McpErrorCode.DASHBOARD_INVALID, part));

  test('a dashboard larger than a ConfigMap', () => {
    const large = (bytes: number) => own({ title: 'x'.repeat(bytes - '{"title":""}'.length) });
    refused(large(1024 * 1024 + 1), McpErrorCode.DASHBOARD_TOO_LARGE, '1048577', '1048576');
    expect(delivered(large(1024 * 1024))).toHaveLength(6);
  });

  test('a label that Kubernetes refuses', () => {
    refused({ delivery: DashboardDelivery.configMaps({ labels: { grafana_dashboard: 'a b' } }) }, McpErrorCode.LABEL_INVALID);
  });

  test('two constructs that deliver to one namespace', () => {
    const chart = chartOf();
    deliver(new Construct(chart, 'first'), METADATA);
    expectError(() => deliver(new Construct(chart, 'second'), METADATA), McpErrorCode.NAME_COLLISION, 'test/first');
  });
});

test('the enum names every dashboard', () => {
  expect(Object.values(McpDashboard)).toEqual(Object.keys(DASHBOARD_UIDS));
});
