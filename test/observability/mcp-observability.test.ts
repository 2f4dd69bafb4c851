import { Chart, Duration } from 'cdk8s';
import {
  AgentDiscovery, McpAgentDeployment, McpErrorCode, McpObservability, Monitoring, NetworkAccess, Observability, Peer, Probing, Slo,
  Workload,
} from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, find, manifests, MEASURED, ofKind } from '../support/synth';

const PORTS = [{ name: 'metrics' }];
const GATEWAY = { name: 'gateway', namespace: 'edge', labels: { app: 'gateway' }, ports: PORTS };

const observing = (observability: Observability, chart = chartOf('agents')) => new McpObservability(chart, 'observability', observability);
const measured = (chart: Chart, props = {}) => agent({ server: MEASURED, ...props }, chart);

describe('an agent that is monitored', () => {
  const given = (observability: Observability, props = {}) => {
    const chart = chartOf('agents');
    const weather = measured(chart, props);
    observing(observability, chart).monitor(weather);
    return manifests(chart);
  };

  test('keeps its own monitor, which takes over labels and interval', () => {
    const objects = given(Observability.existing({ labels: { release: 'kps' }, agentInterval: Duration.seconds(5) }));
    const monitors = ofKind(objects, 'ServiceMonitor');
    expect(monitors).toHaveLength(1);
    expect(monitors[0].metadata.labels).toMatchObject({ 'release': 'kps', 'app.kubernetes.io/name': 'weather' });
    expect(monitors[0].spec.endpoints).toMatchObject([{ interval: '5s', scrapeTimeout: '5s' }]);
  });

  test('has its own interval where it says one', () => {
    const monitoring = Monitoring.serviceMonitor({ interval: Duration.seconds(10) });
    expect(find(given(Observability.existing({ agentInterval: Duration.seconds(5) }), { monitoring }), 'ServiceMonitor').spec.endpoints[0].interval).toBe('10s');
  });

  test('lets that Prometheus in, and whom it named itself', () => {
    const prometheus = Peer.pods({ namespace: 'watch', labels: { app: 'prometheus' } });
    const network = NetworkAccess.restricted({ scrapers: [Peer.namespace('audit')] });
    const [, metrics] = find(given(Observability.existing({ prometheus, probing: Probing.none() }), { network }), 'NetworkPolicy').spec.ingress;
    expect(metrics.from).toEqual([
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'watch' } }, podSelector: { matchLabels: { app: 'prometheus' } } },
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'audit' } } },
    ]);
  });

  test('has no monitor where it has no metrics, and is known all the same', () => {
    const chart = chartOf('agents');
    const observability = observing(Observability.existing(), chart);
    expect(observability.monitor(agent({}, chart))).toBeUndefined();
    expect(observability.monitored.map(({ name }) => name)).toEqual(['weather']);
  });
});

describe('a workload of one\'s own', () => {
  const given = (workload: Workload) => {
    const observability = observing(Observability.existing({ monitorLabels: { release: 'kps' }, discovery: AgentDiscovery.none() }));
    observability.monitor(workload);
    return find(manifests(observability), 'PodMonitor');
  };

  test('is scraped by a PodMonitor in its namespace, each 30 s', () => {
    expect(given(Workload.of(GATEWAY))).toMatchSnapshot();
  });

  test('is an agent where it says so: scraped each 15 s, in the rules of agents', () => {
    const { podMetricsEndpoints: [endpoint] } = given(Workload.agent({ ...GATEWAY, name: 'search' })).spec;
    expect(endpoint).toMatchObject({ interval: '15s' });
    expect(endpoint.relabelings).toContainEqual({ targetLabel: 'agent', replacement: 'search' });
  });

  test.each<[string, Partial<typeof GATEWAY>, McpErrorCode, string]>([
    ['without a label', { labels: {} as typeof GATEWAY.labels }, McpErrorCode.MONITORING_INVALID, 'labels of workload gateway is 0'],
    ['without a port', { ports: [] }, McpErrorCode.MONITORING_INVALID, 'ports of workload gateway is 0'],
    ['with a port that no pod has', { ports: [{ name: 'Metrics!' }] }, McpErrorCode.MONITORING_INVALID, 'port "Metrics!"'],
    ['without a name', { name: '' }, McpErrorCode.REFERENCE_EMPTY, 'the name of a workload'],
  ])('%s is refused', (_, options, code, part) => {
    expectError(() => observing(Observability.existing()).monitor(Workload.of({ ...GATEWAY, ...options })), code, part);
  });
});

describe('agents that something else deploys', () => {
  test('are found by a label of their pods, in any namespace', () => {
    expect(find(manifests(observing(Observability.existing())), 'PodMonitor')).toMatchSnapshot();
  });

  test('are not looked for twice: the owner does', () => {
    expect(manifests(observing(Observability.joined()))).toEqual([]);
  });
});

describe('rules', () => {
  test('come from the owner, with the labels by which Prometheus finds them', () => {
    const { metadata, spec } = find(manifests(observing(Observability.existing({ labels: { release: 'kps' } }))), 'PrometheusRule');
    expect(metadata).toMatchObject({ name: 'mcp-rules', namespace: 'agents', labels: { release: 'kps' } });
    expect(spec.groups.map(({ name }: any) => name)).toEqual(expect.arrayContaining(['mcp-recorded', 'mcp-agents']));
  });

  test('of another repository get what an agent of this one is held to', () => {
    const chart = chartOf('agents');
    observing(Observability.joined({ ruleLabels: { release: 'kps' } }), chart)
      .monitor(measured(chart), { thresholds: { errorRatio: { warning: 0.01 } }, slos: [Slo.availability(99.9)] });
    const { metadata, spec } = find(manifests(chart), 'PrometheusRule');
    expect(metadata).toMatchObject({ name: 'mcp-levels-weather', namespace: 'agents', labels: { 'release': 'kps', 'app.kubernetes.io/name': 'weather' } });
    expect(spec.groups[0].rules).toContainEqual({
      record: 'agent:mcp_threshold:own', expr: 'vector(0.01)', labels: { namespace: 'agents', agent: 'weather', threshold: 'errorRatio', level: 'warning' },
    });
  });

  test('have one owner in a namespace', () => {
    const chart = chartOf('agents');
    observing(Observability.existing(), chart);
    expectError(() => new McpObservability(chart, 'second', Observability.existing()), McpErrorCode.NAME_COLLISION, 'mcp-rules');
  });

  test('name an agent by its namespace, which must be known', () => {
    const chart = chartOf();
    expectError(
      () => observing(Observability.joined(), chart).monitor(measured(chart), { slos: [Slo.availability(99)] }), McpErrorCode.MONITORING_INVALID, 'namespace is not known',
    );
  });
});

test('several constructs and namespaces may be monitored by one', () => {
  const chart = chartOf('agents');
  const observability = observing(Observability.joined(), chart);
  observability.monitor(measured(chart));
  observability.monitor(new McpAgentDeployment(chart, 'other', { server: MEASURED, name: 'weather', namespace: 'b' }));
  observability.monitor(Workload.of(GATEWAY));
  expect(observability.monitored.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(['agents/weather', 'b/weather', 'edge/gateway']);
});

describe('what contradicts itself is refused', () => {
  test('two agents of one name in one namespace', () => {
    const chart = chartOf('agents');
    const observability = observing(Observability.existing(), chart);
    observability.monitor(measured(chart));
    expectError(() => observability.monitor(Workload.agent({ ...GATEWAY, name: 'weather', namespace: 'agents' })), McpErrorCode.NAME_COLLISION, 'agents/weather');
  });

  test('labels of the agent and of whoever monitors it', () => {
    const chart = chartOf('agents');
    const weather = measured(chart, { monitoring: Monitoring.serviceMonitor({ labels: { release: 'a' } }) });
    expectError(
      () => observing(Observability.existing({ labels: { release: 'b' } }), chart).monitor(weather),
      McpErrorCode.MONITORING_CONFLICT, 'release: a', 'release: b',
    );
  });

  test('labels of all and labels of monitors', () => {
    expectError(
      () => observing(Observability.existing({ labels: { release: 'a' }, monitorLabels: { release: 'b' } })), McpErrorCode.MONITORING_CONFLICT, 'labels has', 'monitorLabels has',
    );
  });

  test('an agent that is not to be monitored', () => {
    const chart = chartOf('agents');
    expectError(() => observing(Observability.existing(), chart).monitor(measured(chart, { monitoring: Monitoring.none() })), McpErrorCode.MONITORING_CONFLICT, 'Monitoring.none()');
  });

  test('an agent that two monitor', () => {
    const chart = chartOf('agents');
    const weather = measured(chart);
    observing(Observability.existing(), chart).monitor(weather);
    const second = new McpObservability(chart, 'second', Observability.joined());
    expectError(() => second.monitor(weather), McpErrorCode.MONITORING_CONFLICT, 'test/observability');
  });

  test.each<[string, Observability, McpErrorCode, string]>([
    ['a URL that is none', Observability.existing({ prometheusUrl: 'prometheus:9090' }), McpErrorCode.MONITORING_INVALID, 'prometheusUrl'],
    ['a label that is none', Observability.joined({ labels: { 'a b': 'c' } }), McpErrorCode.LABEL_INVALID, 'labels has the key "a b"'],
    ['a namespace that is none', Observability.existing({ namespace: 'A' }), McpErrorCode.NAME_INVALID, 'namespace "A"'],
    ['an interval of nothing', Observability.joined({ agentInterval: Duration.seconds(0) }), McpErrorCode.DURATION_INVALID, 'agentInterval'],
  ])('%s', (_, observability, code, part) => {
    expectError(() => observing(observability), code, part);
  });
});
