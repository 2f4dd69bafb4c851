import { Chart, Duration } from 'cdk8s';
import { Secret } from 'cdk8s-plus-28';
import {
  AgentProbing, Authentication, ClusterApi, McpErrorCode, McpObservability, McpServer, NetworkAccess, Observability, Peer, Probing,
  TargetCluster, Workload,
} from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, manifests, ofKind } from '../support/synth';

const EVERY = Probing.every(Duration.seconds(30));
const SEARCH = { name: 'search', namespace: 'tools', labels: { app: 'search' }, ports: [{ name: 'metrics' }], url: 'https://search.tools.svc/mcp' };

const observing = (probing?: Probing, chart = chartOf('agents')) => new McpObservability(chart, 'observability', Observability.existing({ probing }));
const ofProbe = (objects: any[], kind: string) => ofKind(objects, kind).find(({ metadata }) => metadata.name === 'mcp-probe');
const targetsOf = (chart: Chart) => JSON.parse(ofProbe(manifests(chart), 'ConfigMap').data['targets.json']).targets;

function monitored(probing?: Probing, props = {}, options = {}): Chart {
  const chart = chartOf('agents');
  observing(probing, chart).monitor(agent(props, chart), options);
  return chart;
}

test('an agent that is monitored is probed through its Service, by a pod that may do nothing else', () => {
  const objects = manifests(monitored(EVERY));
  expect(['ServiceAccount', 'ConfigMap', 'Deployment', 'NetworkPolicy', 'PodMonitor'].map((kind) => ofProbe(objects, kind))).toMatchSnapshot();
});

test('it is so without a word, each 30 s', () => {
  expect(targetsOf(monitored())).toEqual([
    { namespace: 'agents', agent: 'weather', url: expect.stringMatching(/^http:\/\/weather\.agents\.svc/), intervalSeconds: 30, timeoutSeconds: 10 },
  ]);
});

test('the agent lets the probe in, beside the callers that it names, and both policies mean the same pods and ports', () => {
  const chart = monitored(EVERY, { network: NetworkAccess.restricted({ callers: [Peer.namespace('gateway')] }) });
  const policies = ofKind(manifests(chart), 'NetworkPolicy');
  const [ofAgent, probe] = ['weather', 'mcp-probe'].map((name) => policies.find(({ metadata }) => metadata.name === name).spec);
  const pod = ofProbe(manifests(chart), 'Deployment').spec.template.metadata.labels;
  const { podSelector, namespaceSelector } = ofAgent.ingress[0].from[1];

  expect(ofAgent.ingress[0].from).toHaveLength(2);
  expect(pod).toMatchObject(podSelector.matchLabels);
  expect(namespaceSelector.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'agents' });
  expect(probe.egress[1]).toEqual({
    to: [{ podSelector: ofAgent.podSelector, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'agents' } } }],
    ports: ofAgent.ingress[0].ports,
  });
});

test('nothing is written where nothing is probed: none wanted, none for this agent, no address or namespace known', () => {
  const { url, ...unknown } = SEARCH;
  const charts = [monitored(Probing.none()), monitored(EVERY, {}, { probing: AgentProbing.none() }), chartOf('agents'), chartOf('agents'), chartOf()];
  observing(EVERY, charts[2]);
  observing(EVERY, charts[3]).monitor(Workload.agent(unknown));
  observing(EVERY, charts[4]).monitor(Workload.agent(SEARCH));
  for (const chart of charts) {
    expect(manifests(chart).filter(({ metadata }) => metadata.name === 'mcp-probe')).toEqual([]);
  }
});

test('an agent of somebody else is probed where its url is known', () => {
  const chart = chartOf('agents');
  observing(EVERY, chart).monitor(Workload.agent(SEARCH));
  expect(targetsOf(chart)).toMatchObject([{ namespace: 'tools', agent: 'search', url: SEARCH.url }]);
  expect(ofProbe(manifests(chart), 'NetworkPolicy').spec.egress[1]).toEqual({
    to: [{ podSelector: { matchLabels: { app: 'search' } }, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'tools' } } }],
  });
});

describe('an agent that asks its clients for a token', () => {
  const guarded = {
    server: McpServer.node('ghcr.io/acme/weather:1.4.2', { port: 3000, script: 'server.js' } as never),
    authentication: Authentication.oauth({ issuer: 'https://login.acme.io', audience: 'weather', issuerPeer: Peer.internet() }),
  };

  test('must refuse a probe that has none', () => {
    expect(targetsOf(monitored(EVERY, guarded))).toMatchObject([{ agent: 'weather', expect: 'unauthorized' }]);
  });

  test('answers one that has one, which is no part of the YAML', () => {
    const chart = chartOf('agents');
    const token = Secret.fromSecretName(chart, 'token', 'probe-token');
    observing(EVERY, chart).monitor(agent(guarded, chart), { probing: AgentProbing.answers({ token, tokenKey: 'jwt' }) });
    const { containers: [{ volumeMounts }], volumes } = ofProbe(manifests(chart), 'Deployment').spec.template.spec;

    expect(targetsOf(chart)).toMatchObject([{ tokenFile: '/var/run/mcp-probe/tokens/agents.weather/token' }]);
    expect(volumes[1]).toEqual({ name: 'token-0', secret: { secretName: 'probe-token', defaultMode: 0o440, items: [{ key: 'jwt', path: 'token' }] } });
    expect(volumeMounts[1]).toMatchObject({ name: 'token-0', mountPath: '/var/run/mcp-probe/tokens/agents.weather' });
  });
});

test('what one agent says of its times goes for it alone, and the pod has time to end the slowest', () => {
  const chart = chartOf('agents');
  const observability = observing(Probing.every(Duration.seconds(15), { timeout: Duration.seconds(5), concurrency: 5 }), chart);
  observability.monitor(agent({}, chart));
  const probing = AgentProbing.answers({ interval: Duration.minutes(2), timeout: Duration.minutes(1) });
  observability.monitor(Workload.agent(SEARCH), { probing });
  expect(targetsOf(chart)).toMatchObject([{ intervalSeconds: 15, timeoutSeconds: 5 }, { intervalSeconds: 120, timeoutSeconds: 60 }]);
  expect(ofProbe(manifests(chart), 'Deployment').spec.template.spec.terminationGracePeriodSeconds).toBe(70);
  expect(observability.probe?.kind).toBe('Deployment');
});

test('without namespaces, agents are those of the probe\'s own', () => {
  const chart = chartOf();
  observing(EVERY, chart).monitor(agent({}, chart));
  expect(targetsOf(chart)).toMatchObject([{ agent: 'weather', url: expect.stringMatching(/^http:\/\/weather[:/]/) }]);
  expect(targetsOf(chart)[0]).not.toHaveProperty('namespace');
  expect(ofProbe(manifests(chart), 'Deployment').spec.template.spec.containers[0].args).toContain('$(K8S_POD_NAMESPACE)');
});

test('its image comes from the mirror, by the Secret, and no monitor is written where the cluster has none', () => {
  const cluster = TargetCluster.of({ imageRegistry: 'mirror.acme.io', imagePullSecrets: ['pull'], without: [ClusterApi.PROMETHEUS_OPERATOR] });
  const objects = manifests(monitored(Probing.every(Duration.seconds(30), { cluster, name: 'outside' })));
  const { spec } = ofKind(objects, 'Deployment').find(({ metadata }) => metadata.name === 'outside').spec.template;
  expect(spec).toMatchObject({ imagePullSecrets: [{ name: 'pull' }], containers: [{ image: expect.stringMatching(/^mirror\.acme\.io\//) }] });
  expect(ofKind(objects, 'PodMonitor').filter(({ metadata }) => metadata.name === 'outside')).toEqual([]);
});

test.each<[string, () => unknown, McpErrorCode, string]>([
  ['a time-out beyond the interval', () => observing(Probing.every(Duration.seconds(5), { timeout: Duration.seconds(6) })), McpErrorCode.MONITORING_INVALID, 'probing.timeout is 6 s, longer than the interval of 5 s'],
  ['no interval', () => observing(Probing.every(Duration.seconds(0))), McpErrorCode.DURATION_INVALID, 'probing.interval is 0 seconds'],
  ['nobody at once', () => observing(Probing.every(Duration.seconds(5), { concurrency: 0 })), McpErrorCode.MONITORING_INVALID, 'probing.concurrency is 0'],
  ['an image of any version', () => observing(Probing.every(Duration.seconds(5), { runtimeImage: 'acme/runtime' })), McpErrorCode.IMAGE_LATEST, 'probing.runtimeImage'],
  ['a name that is none', () => monitored(Probing.every(Duration.seconds(5), { name: 'Probe!' })), McpErrorCode.NAME_INVALID, 'Probe!'],
  ['a time-out of one agent beyond its interval', () => monitored(EVERY, {}, { probing: AgentProbing.answers({ timeout: Duration.minutes(1) }) }), McpErrorCode.MONITORING_INVALID, 'monitor(weather).probing.timeout is 60 s'],
  ['a token of nowhere', () => monitored(EVERY, {}, { probing: AgentProbing.answers({ token: { name: '' } as never }) }), McpErrorCode.REFERENCE_EMPTY, 'monitor(weather).probing.token'],
  ['an agent\'s probing where none is wanted', () => monitored(Probing.none(), {}, { probing: AgentProbing.answers() }), McpErrorCode.MONITORING_INVALID, 'the McpObservability has Probing.none()'],
  ['an agent\'s probing without an address', () => observing(EVERY).monitor(Workload.agent({ ...SEARCH, url: undefined }), { probing: AgentProbing.refuses() }), McpErrorCode.MONITORING_INVALID, 'where is not known'],
  ['an address of something else', () => observing(EVERY).monitor(Workload.of(SEARCH)), McpErrorCode.MONITORING_INVALID, 'Give the MCP endpoint of a Workload.agent(...)'],
  ['an address that is none', () => observing(EVERY).monitor(Workload.agent({ ...SEARCH, url: 'search' })), McpErrorCode.MONITORING_INVALID, 'has the url "search"'],
  ['a namespace that only one of the two has', () => observing(EVERY, chartOf()).monitor(Workload.agent(SEARCH), { probing: AgentProbing.answers() }), McpErrorCode.MONITORING_INVALID, 'neither would let the other in'],
])('%s is an error at synth', (_, make, code, part) => {
  expectError(make, code, part);
});
