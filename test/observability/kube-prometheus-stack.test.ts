import { AgentDiscovery, McpObservability, Observability, Slo, Workload } from '../../src';
import { agent, chartOf, manifests, MEASURED, ofKind } from '../support/synth';

const RELEASE = 'kps';

/**
 * What kube-prometheus-stack selects by where its values are left as they are: templates/prometheus/prometheus.yaml with
 * `*SelectorNilUsesHelmValues: true`, and the sidecar of its Grafana with `sidecar.dashboards.label`, `.labelValue` and
 * `.searchNamespace: ALL`. Read in prometheus-community/helm-charts at 001f3a6d7d24b9cbafda24b2c7843aeccfa173cb.
 */
const SELECTORS: Readonly<Record<string, Record<string, string>>> = {
  ServiceMonitor: { release: RELEASE },
  PodMonitor: { release: RELEASE },
  PrometheusRule: { release: RELEASE },
  ConfigMap: { grafana_dashboard: '1' },
};

/** All kinds of objects that are written for it, in the namespaces of agents: it looks in all. */
function written(labels: Record<string, string> | undefined): any[] {
  const chart = chartOf('agents');
  const observability = new McpObservability(chart, 'observability', Observability.existing({ labels, discovery: AgentDiscovery.byLabel() }));
  observability.monitor(agent({ server: MEASURED }, chart), { slos: [Slo.availability(99)] });
  observability.monitor(Workload.of({ name: 'gateway', labels: { app: 'gateway' }, ports: [{ name: 'metrics' }] }));
  return manifests(chart);
}

/** The ConfigMap that is no dashboard, and that no Grafana may find. */
const PROBE = 'mcp-probe';

function unfound(objects: any[], kind: string): string[] {
  const selected = ({ metadata }: any) => Object.entries(SELECTORS[kind]).every(([key, value]) => metadata.labels[key] === value);
  return ofKind(objects, kind).filter((object) => !selected(object)).map(({ metadata }) => metadata.name);
}

test.each(Object.keys(SELECTORS))('its own selectors find every %s', (kind) => {
  const objects = written({ release: RELEASE });
  expect(ofKind(objects, kind).length).toBeGreaterThan(0);
  expect(unfound(objects, kind)).toEqual(kind === 'ConfigMap' ? [PROBE] : []);
});

test.each(['ServiceMonitor', 'PodMonitor', 'PrometheusRule'])('without the label of its release they find no %s', (kind) => {
  const objects = written(undefined);
  expect(unfound(objects, kind)).toHaveLength(ofKind(objects, kind).length);
});
