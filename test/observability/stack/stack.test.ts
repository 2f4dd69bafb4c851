import { App, Chart, Duration, Size } from 'cdk8s';
import { Cpu, NodeLabelQuery, NodeTaintQuery, Secret } from 'cdk8s-plus-28';
import {
  AlertSeverity, ClusterApi, DashboardDelivery, Grafana, McpErrorCode, McpObservability, Observability, ObservabilityStackOptions, Peer,
  PrometheusOptions, Receiver, TargetCluster, VerticalScaling,
} from '../../../src';
import { expectError } from '../../support/errors';
import { agent, manifests, MEASURED, ofKind } from '../../support/synth';

const chartOf = () => new Chart(new App(), 'test');
const secret = (name: string) => ({ secret: Secret.fromSecretName(chartOf(), name, name), key: 'key' });
const deployed = (options: ObservabilityStackOptions = {}, chart = chartOf()) => new McpObservability(chart, 'observability', Observability.stack(options));
const objects = (options: ObservabilityStackOptions = {}) => manifests(deployed({ crds: false, ...options }));
const named = (all: any[], kind: string, name: string) => ofKind(all, kind).find(({ metadata }) => metadata.name === name);
const prometheus = (options: PrometheusOptions = {}) => named(objects({ prometheus: options }), 'Prometheus', 'mcp').spec;

/** Every pod that a document describes, and those that an operator makes of it. */
const pods = (all: any[]) => [
  ...all.filter(({ kind }) => ['Deployment', 'DaemonSet'].includes(kind)).map(({ metadata, spec }) => ({ name: metadata.name, ...spec.template.spec })),
  ...all.filter(({ kind }) => ['Prometheus', 'Alertmanager'].includes(kind)).map(({ kind, spec }) => ({ name: kind, ...spec })),
];

test('is what it was', () => {
  const shown = objects().filter(({ kind, metadata }) => kind !== 'PrometheusRule' && !metadata.name.startsWith('mcp-dashboard-'));
  expect(shown).toMatchSnapshot();
});

describe('order', () => {
  test('the definitions are a chart of their own, which is written first', () => {
    const chart = chartOf();
    deployed({}, chart);
    const [first, second] = (chart.node.root as App).charts;
    expect(first.node.path).toBe('test/observability/crds');
    expect(second).toBe(chart);
    expect(new Set(ofKind(manifests(chart), 'CustomResourceDefinition').map(({ spec }) => spec.names.kind))).toEqual(new Set([
      'Alertmanager', 'AlertmanagerConfig', 'PodMonitor', 'Probe', 'Prometheus', 'PrometheusRule', 'ScrapeConfig', 'ServiceMonitor',
    ]));
  });

  test('a namespace stands before all that is in it', () => {
    const all = objects();
    for (const name of ['monitoring', 'monitoring-nodes']) {
      const namespace = all.indexOf(named(all, 'Namespace', name));
      expect(namespace).toBeLessThan(all.findIndex(({ metadata }) => metadata.namespace === name));
    }
  });

  test('without them, where they are there', () => {
    expect(ofKind(objects(), 'CustomResourceDefinition')).toEqual([]);
  });
});

describe('security', () => {
  test('nothing serves to others but through the proxy', () => {
    for (const { containers, listenLocal, name } of pods(objects({ grafana: Grafana.none() }))) {
      expect([name, containers.map(({ name: container }: any) => container)]).toEqual([name, expect.arrayContaining(['kube-rbac-proxy'])]);
      const own = containers.filter(({ name: container }: any) => container !== 'kube-rbac-proxy');
      const listens = own.flatMap(({ args }: any) => args).filter((arg: string) => /listen-address|-?-host=/.test(arg));
      expect([name, listenLocal ?? listens.every((arg: string) => arg.includes('127.0.0.1'))]).toEqual([name, true]);
      expect([name, own.flatMap(({ ports = [] }: any) => ports)]).toEqual([name, []]);
    }
  });

  test('no Secret has a value', () => {
    for (const { data, stringData, type } of ofKind(objects(), 'Secret')) {
      expect({ data, stringData, type }).toEqual({ type: 'kubernetes.io/service-account-token' });
    }
  });

  test('the stack\'s namespace admits restricted pods only; what shares the nodes\' network is in another one', () => {
    const all = objects();
    const standards = ofKind(all, 'Namespace').map(({ metadata }) => [metadata.name, metadata.labels['pod-security.kubernetes.io/enforce']]);
    expect(standards).toEqual([['monitoring', 'restricted'], ['monitoring-nodes', 'privileged']]);
    const outside = all.filter(({ kind, metadata }) => ['Deployment', 'DaemonSet'].includes(kind) && metadata.namespace !== 'monitoring');
    expect(outside.map(({ metadata }) => metadata.name)).toEqual(['node-exporter']);
  });

  test('no role may do anything to anything', () => {
    const rules = objects().filter(({ kind }) => /Role$/.test(kind)).flatMap(({ rules: each }) => each);
    expect(rules.filter((rule: any) => Object.values<string[]>(rule).flat().includes('*'))).toEqual([]);
  });

  test('in the whole cluster the operator writes nothing but status', () => {
    const { rules } = named(objects(), 'ClusterRole', 'prometheus-operator');
    const written = rules.filter(({ verbs }: any) => verbs.some((verb: string) => !['get', 'list', 'watch'].includes(verb))).flatMap(({ resources }: any) => resources);
    expect(written.filter((resource: string) => !resource.endsWith('/status'))).toEqual(['events']);
  });

  test('what Prometheus shows to others can do nothing but read metrics', () => {
    expect(named(objects(), 'ClusterRole', 'mcp-scraper').rules).toEqual([
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
      { nonResourceURLs: ['/metrics'], verbs: ['get'] },
    ]);
  });

  test('a monitor can\'t have Prometheus read files', () => {
    expect(prometheus().arbitraryFSAccessThroughSMs).toEqual({ deny: true });
  });

  test('every pod but those on the nodes\' network has a policy', () => {
    const policies = ofKind(objects(), 'NetworkPolicy').map(({ metadata }) => metadata.name);
    expect(policies.sort()).toEqual(['kube-state-metrics', 'mcp-alertmanager', 'mcp-grafana', 'mcp-prometheus', 'prometheus-operator']);
  });

  test('replicas are drained one by one', () => {
    expect(ofKind(objects(), 'PodDisruptionBudget').map(({ metadata, spec }) => [metadata.name, spec.maxUnavailable])).toEqual([['mcp-prometheus', 1], ['mcp-alertmanager', 1]]);
  });
});

describe('Prometheus', () => {
  test('keeps what its volume has room for', () => {
    expect(prometheus({ storage: Size.gibibytes(10), retention: Duration.days(30) })).toMatchObject({
      retention: '2592000s', retentionSize: '8704MiB', storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: '10Gi' } } } } },
    });
  });

  test('takes all monitors and rules, or those with the stack\'s labels', () => {
    expect(prometheus()).toMatchObject({ serviceMonitorSelector: { matchLabels: {} }, serviceMonitorNamespaceSelector: {} });
    const all = objects({ labels: { team: 'platform' } });
    const { spec } = named(all, 'Prometheus', 'mcp');
    for (const [kind, selector] of [['ServiceMonitor', 'serviceMonitorSelector'], ['PodMonitor', 'podMonitorSelector'], ['PrometheusRule', 'ruleSelector'], ['ScrapeConfig', 'scrapeConfigSelector']]) {
      expect(spec[selector]).toEqual({ matchLabels: { team: 'platform' } });
      const found = ofKind(all, kind);
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter(({ metadata }) => metadata.labels.team !== 'platform')).toEqual([]);
    }
  });

  test('has a Role in each namespace where it is told which', () => {
    const all = objects({ prometheus: { namespaces: ['agents'] } });
    expect(named(all, 'ClusterRole', 'mcp-prometheus').rules.flatMap(({ resources }: any) => resources)).toEqual(['nodes']);
    expect(ofKind(all, 'Role').filter(({ metadata }) => metadata.name === 'mcp-prometheus-targets').map(({ metadata }) => metadata.namespace))
      .toEqual(['monitoring', 'monitoring-nodes', 'agents']);
    expect(named(all, 'Prometheus', 'mcp').spec.ruleNamespaceSelector.matchExpressions[0].values).toEqual(['monitoring', 'agents']);
  });

  test('grows, sends and forgets as it is told', () => {
    const spec = prometheus({
      replicas: 3,
      shards: 2,
      remoteWrite: [{ url: 'https://metrics.acme.io:9009/push', bearerToken: secret('push'), metrics: 'mcp_.*' }],
      thanos: { image: 'quay.io/thanos/thanos:v0.42.0', objectStorage: secret('store') },
      resources: { cpu: { request: Cpu.units(1) }, memory: { limit: Size.gibibytes(8) } },
      externalLabels: { cluster: 'a' },
      enforcedSampleLimit: 20_000,
      enforcedLabelLimit: 30,
    });
    expect(spec).toMatchObject({
      replicas: 3,
      shards: 2,
      enforcedSampleLimit: 20_000,
      enforcedLabelLimit: 30,
      externalLabels: { cluster: 'a' },
      remoteWrite: [{ url: 'https://metrics.acme.io:9009/push', authorization: { credentials: { name: 'push', key: 'key' } }, writeRelabelConfigs: [{ regex: 'mcp_.*', action: 'Keep' }] }],
      thanos: { objectStorageConfig: { name: 'store', key: 'key' } },
      resources: { requests: { cpu: '1', memory: '512Mi' }, limits: { memory: '8Gi' } },
    });
  });
});

describe('Alertmanager', () => {
  const config = (receivers: Receiver[], deadMansSwitch?: Receiver) => named(objects({ alertmanager: { receivers, deadMansSwitch } }), 'AlertmanagerConfig', 'mcp-alerts').spec;

  test('tells each receiver of its severities, by what is in Secrets', () => {
    expect(config([
      Receiver.pagerDuty({ routingKey: secret('pager'), severities: [AlertSeverity.CRITICAL] }),
      Receiver.slack({ apiUrl: secret('slack'), channel: '#alerts' }),
      Receiver.email({ to: 'a@acme.io', from: 'b@acme.io', smarthost: 'smtp.acme.io:587', username: 'b', password: secret('mail') }),
      Receiver.opsgenie({ apiKey: secret('genie'), apiUrl: 'https://api.eu.opsgenie.com/' }),
      Receiver.webhook({ urlSecret: secret('hook') }),
    ], Receiver.webhook({ url: 'https://deadman.acme.io/ping' }))).toMatchSnapshot();
  });

  test('may call what receivers name', () => {
    const all = objects({ alertmanager: { receivers: [Receiver.webhook({ url: 'http://hook.ops.svc:8080/' })], egress: [{ to: Peer.namespace('ops'), ports: [25] }] } });
    const { egress } = named(all, 'NetworkPolicy', 'mcp-alertmanager').spec;
    expect(egress).toContainEqual({ ports: [{ port: 8080, protocol: 'TCP' }] });
    expect(egress).toContainEqual({ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } } }], ports: [{ port: 25, protocol: 'TCP' }] });
  });
});

describe('Grafana', () => {
  const login = {
    clientId: 'grafana',
    clientSecret: secret('login'),
    authorizationUrl: 'https://login.acme.io/authorize',
    tokenUrl: 'https://login.acme.io/token',
    userInfoUrl: 'https://login.acme.io/userinfo',
    adminGroup: 'platform',
    editorGroup: 'sre',
  };
  const environment = (options: ObservabilityStackOptions) => {
    const { env } = named(objects(options), 'Deployment', 'mcp-grafana').spec.template.spec.containers[0];
    return Object.fromEntries(env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom.secretKeyRef]));
  };

  test('mounts every dashboard, and asks Prometheus through the proxy', () => {
    const all = objects();
    const { volumes } = named(all, 'Deployment', 'mcp-grafana').spec.template.spec;
    const mounted = volumes.find(({ name }: any) => name === 'dashboards').projected.sources.map(({ configMap }: any) => configMap.name);
    expect(mounted).toHaveLength(5);
    expect(mounted.filter((name: string) => !named(all, 'ConfigMap', name))).toEqual([]);
    const { datasources: [source] } = JSON.parse(named(all, 'ConfigMap', 'mcp-grafana-provisioning').data['datasources.yaml']);
    expect(source).toMatchObject({ url: 'https://mcp-prometheus.monitoring.svc:8443', secureJsonData: { httpHeaderValue1: 'Bearer $PROMETHEUS_TOKEN' } });
    expect(named(all, 'RoleBinding', 'mcp-prometheus-reader-mcp-grafana').subjects).toEqual([{ kind: 'ServiceAccount', name: 'mcp-grafana', namespace: 'monitoring' }]);
  });

  test('leads from an exemplar to its trace', () => {
    const all = objects({ grafana: Grafana.deployed({ traceUrl: 'https://jaeger.acme.io/trace/{traceId}' }) });
    const { datasources: [source] } = JSON.parse(named(all, 'ConfigMap', 'mcp-grafana-provisioning').data['datasources.yaml']);
    expect(source.jsonData.exemplarTraceIdDestinations).toEqual([{ name: 'trace_id', url: 'https://jaeger.acme.io/trace/$${__value.raw}' }]);
  });

  test('gives roles by groups where people log in by OpenID Connect', () => {
    expect(environment({ grafanaUrl: 'https://grafana.acme.io', grafana: Grafana.deployed({ login }) })).toMatchObject({
      GF_SERVER_ROOT_URL: 'https://grafana.acme.io',
      GF_SECURITY_COOKIE_SECURE: 'true',
      GF_SECURITY_ADMIN_PASSWORD: { name: 'mcp-grafana-admin', key: 'admin-password' },
      GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: { name: 'login', key: 'key' },
      GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH: "contains(groups[*], 'platform') && 'Admin' || contains(groups[*], 'sre') && 'Editor' || 'Viewer'",
    });
  });

  test('is left out where another one draws: dashboards are ConfigMaps for its sidecar', () => {
    const all = objects({ grafana: Grafana.none() });
    expect(all.filter(({ metadata }) => metadata.name.startsWith('mcp-grafana'))).toEqual([]);
    expect(named(all, 'ConfigMap', 'mcp-dashboard-overview').metadata.labels.grafana_dashboard).toBe('1');
  });

  test.each<[string, ObservabilityStackOptions, string]>([
    ['a delivery that it does not read', { dashboards: { delivery: DashboardDelivery.configMaps() } }, 'dashboards.delivery'],
    ['a login that leads nowhere back', { grafana: Grafana.deployed({ login }) }, 'Set grafana.url'],
    ['a link to no trace in particular', { grafana: Grafana.deployed({ traceUrl: 'https://jaeger.acme.io' }) }, 'grafana.traceUrl'],
    ['an address of the issuer that is none', { grafana: Grafana.deployed({ url: 'https://g.acme.io', login: { ...login, tokenUrl: 'x' } }) }, 'tokenUrl'],
  ])('%s is refused', (_, options, part) => {
    expectError(() => deployed(options), McpErrorCode.STACK_INVALID, part);
  });
});

test('runs where it is told, from the registry that it is told', () => {
  const all = objects({
    nodes: [NodeLabelQuery.is('pool', 'monitoring')], tolerations: [NodeTaintQuery.is('pool', 'monitoring')], cluster: TargetCluster.of({ imageRegistry: 'mirror.acme.io/all' }),
  });
  for (const { affinity, containers, image, name, tolerations } of pods(all)) {
    expect([name, [image, ...containers.map((each: any) => each.image)].filter((each) => each && !each.startsWith('mirror.acme.io/all/'))]).toEqual([name, []]);
    if (name !== 'node-exporter') {
      expect([name, affinity.nodeAffinity !== undefined, tolerations.length]).toEqual([name, true, 1]);
    }
  }
});

test('lets its own Prometheus read the agents that it monitors', () => {
  const chart = chartOf();
  const weather = agent({ server: MEASURED }, chart);
  deployed({ crds: false, namespace: 'watch' }, chart).monitor(weather);
  expect(named(manifests(chart), 'NetworkPolicy', 'weather').spec.ingress[1].from).toEqual([{
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'watch' } },
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus', 'operator.prometheus.io/name': 'mcp' } },
  }]);
});

describe('what makes no sense is refused', () => {
  test.each<[string, ObservabilityStackOptions, McpErrorCode, string]>([
    ['more samples than the volume has room for', { prometheus: { storage: Size.gibibytes(10), retentionSize: Size.gibibytes(10) } }, McpErrorCode.RETENTION_INVALID, '10240MiB'],
    ['less than a block', { prometheus: { retention: Duration.hours(1) } }, McpErrorCode.RETENTION_INVALID, 'two hours'],
    ['no Prometheus', { prometheus: { replicas: 0 } }, McpErrorCode.STACK_INVALID, 'prometheus.replicas is 0'],
    ['no Alertmanager', { alertmanager: { replicas: 0 } }, McpErrorCode.STACK_INVALID, 'alertmanager.replicas is 0'],
    ['a URL to write to that is none', { prometheus: { remoteWrite: [{ url: 'metrics' }] } }, McpErrorCode.STACK_INVALID, 'remoteWrite[0].url'],
    ['a node\'s label that is none', { nodes: [NodeLabelQuery.is('a b', 'c')] }, McpErrorCode.LABEL_INVALID, 'nodes[0]'],
  ])('%s', (_, options, code, part) => {
    expectError(() => deployed(options), code, part);
  });

  test.each<[string, () => Receiver, McpErrorCode, string]>([
    ['no Secret', () => Receiver.slack({ channel: '#a' } as any), McpErrorCode.RECEIVER_INVALID, 'receivers[0].apiUrl names no Secret'],
    ['a Secret without a name', () => Receiver.opsgenie({ apiKey: secretWithout() }), McpErrorCode.REFERENCE_EMPTY, 'receivers[0].apiKey'],
    ['no URL', () => Receiver.webhook({}), McpErrorCode.RECEIVER_INVALID, 'has no URL'],
    ['two URLs', () => Receiver.webhook({ url: 'https://a.b', urlSecret: secret('u') }), McpErrorCode.RECEIVER_INVALID, 'two URLs'],
    ['a URL that is none', () => Receiver.webhook({ url: 'ftp://a' }), McpErrorCode.RECEIVER_INVALID, '"ftp://a"'],
    ['a mail server without a port', () => Receiver.email({ to: 'a', from: 'b', smarthost: 'mail', username: 'u', password: secret('p') }), McpErrorCode.RECEIVER_INVALID, 'smarthost'],
    ['no severity', () => Receiver.pagerDuty({ routingKey: secret('p'), severities: [] }), McpErrorCode.RECEIVER_INVALID, 'no severity'],
  ])('a receiver with %s', (_, receiver, code, part) => {
    expectError(() => deployed({ alertmanager: { receivers: [receiver()] } }), code, part);
  });

  function secretWithout() {
    return { secret: { ...secret('x').secret, name: '' } as any, key: 'key' };
  }
});

describe('requests of Prometheus', () => {
  const vertical = (options: ObservabilityStackOptions = {}) => named(objects(options), 'VerticalPodAutoscaler', 'mcp-prometheus')?.spec;

  test('are recommended, by the scale of what the operator makes pods of', () => {
    expect(vertical()).toMatchObject({
      targetRef: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', name: 'mcp' }, updatePolicy: { updateMode: 'Off' },
    });
  });

  test('are set in place where that is said', () => {
    const verticalScaling = VerticalScaling.inPlace({ maxAllowed: { memory: Size.gibibytes(4) } });
    expect(vertical({ prometheus: { verticalScaling } })).toMatchObject({
      updatePolicy: { updateMode: 'InPlaceOrRecreate' },
      resourcePolicy: { containerPolicies: [{ containerName: 'prometheus', maxAllowed: { memory: '4Gi' } }, { containerName: '*', mode: 'Off' }] },
    });
  });

  test('are left alone where nobody wants them looked at, or nothing could', () => {
    expect(vertical({ prometheus: { verticalScaling: VerticalScaling.none() } })).toBeUndefined();
    expect(vertical({ cluster: TargetCluster.of({ without: [ClusterApi.VERTICAL_POD_AUTOSCALER] }) })).toBeUndefined();
  });
});
