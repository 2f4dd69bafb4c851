import { Duration } from 'cdk8s';
import { Secret } from 'cdk8s-plus-28';
import {
  KedaAuthentication, KubernetesVersion, LoadSource, McpErrorCode, McpObservability, Monitoring, Observability, Scaling, ScalingMetric,
  TargetCluster,
} from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, find, manifests, ofKind, SERVED } from '../support/synth';

const KEDA = LoadSource.keda({ prometheusUrl: 'http://prometheus.monitoring.svc:9090' });
const ALL = [
  ScalingMetric.callsInFlight(20), ScalingMetric.sessions(100), ScalingMetric.openStreams(200),
  ScalingMetric.callsPerSecond(50, { over: Duration.seconds(30) }), ScalingMetric.promQl('mail', 'sum(queue_length{queue="mail"})', 10),
  ScalingMetric.cpu(70), ScalingMetric.memory(80),
];

const scaled = (scaling: Scaling, kubernetes = KubernetesVersion.V1_34) => manifests(agent(
  { server: SERVED, scaling, cluster: TargetCluster.of({ kubernetes }) }, chartOf('agents'),
));
const specOf = (scaling: Scaling, kubernetes?: KubernetesVersion) => find(scaled(scaling, kubernetes), 'ScaledObject').spec;
const onCalls = Scaling.between(2, 20).on(ScalingMetric.callsInFlight(20));

test('is what it was, of every metric', () => {
  const objects = scaled(Scaling.between(2, 20).on(...ALL).from(KEDA), KubernetesVersion.V1_37);
  expect(find(objects, 'ScaledObject')).toMatchSnapshot();
});

test('scales the Deployment, which has no number of its own, and no HorizontalPodAutoscaler stands beside it', () => {
  const objects = scaled(onCalls.from(KEDA));
  expect(find(objects, 'ScaledObject').spec).toMatchObject({
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'weather' }, minReplicaCount: 2, maxReplicaCount: 20,
  });
  expect(find(objects, 'Deployment').spec).not.toHaveProperty('replicas');
  expect(find(objects, 'HorizontalPodAutoscaler')).toBeUndefined();
});

test('takes nothing known for nothing known, never for no load', () => {
  const { fallback, triggers } = specOf(Scaling.between(2, 20).on(...ALL).from(KEDA));
  expect(fallback).toEqual({ failureThreshold: 3, replicas: 2, behavior: 'currentReplicasIfHigher' });
  const asked = triggers.filter(({ type }: any) => type === 'prometheus');
  expect(asked).toHaveLength(5);
  for (const { metadata, metricType } of asked) {
    expect([metadata.ignoreNullValues, metricType]).toEqual(['false', 'AverageValue']);
  }
});

test('falls back to more replicas where that is said', () => {
  expect(specOf(onCalls.behaving({ fallbackReplicas: 5 }).from(KEDA)).fallback.replicas).toBe(5);
});

test('looks at the server\'s container alone where it follows CPU and memory too', () => {
  expect(specOf(Scaling.between(2, 20).on(ScalingMetric.callsInFlight(20), ScalingMetric.cpu(70)).from(KEDA)).triggers[1]).toEqual({
    type: 'cpu', name: 'cpu', metricType: 'Utilization', metadata: { value: '70', containerName: 'server' },
  });
});

test.each([KubernetesVersion.V1_34, KubernetesVersion.V1_37])('behaves as our own autoscaler does: %#', (kubernetes) => {
  const own = find(scaled(Scaling.between(2, 20), kubernetes), 'HorizontalPodAutoscaler').spec.behavior;
  expect(specOf(onCalls.from(KEDA), kubernetes).advanced).toEqual({ horizontalPodAutoscalerConfig: { behavior: own } });
});

describe('the scrape that it waits for', () => {
  const interval = (scaling: Scaling, monitoring?: Monitoring) => {
    const objects = manifests(agent({ server: SERVED, scaling, monitoring }, chartOf('agents')));
    return find(objects, 'ServiceMonitor').spec.endpoints[0].interval;
  };

  test('is made each 5 s, and each 15 s where nothing waits for it', () => {
    expect(interval(onCalls.from(KEDA))).toBe('5s');
    expect(interval(Scaling.between(2, 20))).toBe('15s');
    expect(interval(Scaling.between(2, 20).on(ScalingMetric.promQl('mail', 'sum(queue_length)', 10)).from(KEDA))).toBe('15s');
  });

  test('is as often as the agent says, and a figure lives three scrapes then', () => {
    const monitoring = Monitoring.serviceMonitor({ interval: Duration.seconds(20) });
    expect(interval(onCalls.from(KEDA), monitoring)).toBe('20s');
    const objects = manifests(agent({ server: SERVED, scaling: onCalls.from(KEDA), monitoring }, chartOf('agents')));
    expect(find(objects, 'ScaledObject').spec.triggers[0].metadata.query).toContain('[60s]');
  });

  test('is no rarer where the McpObservability has a longer one, and as often as it says where that is more', () => {
    const byObserver = (seconds: number) => {
      const chart = chartOf('agents');
      const observability = new McpObservability(chart, 'observability', Observability.joined({ agentInterval: Duration.seconds(seconds) }));
      observability.monitor(agent({ server: SERVED, scaling: onCalls }, chart));
      return find(manifests(chart), 'ServiceMonitor').spec.endpoints[0].interval;
    };
    expect([30, 3].map(byObserver)).toEqual(['5s', '3s']);
  });
});

describe('who reads the load', () => {
  const observed = (observability: Observability, scaling = onCalls) => {
    const chart = chartOf('agents');
    const weather = agent({ server: SERVED, scaling }, chart);
    new McpObservability(chart, 'observability', observability).monitor(weather);
    return manifests(chart);
  };

  test('is the Prometheus of whoever monitors the agent', () => {
    const { metadata, ...trigger } = find(observed(Observability.joined({ prometheusUrl: 'http://kps.monitoring.svc:9090' })), 'ScaledObject').spec.triggers[0];
    expect(metadata.serverAddress).toBe('http://kps.monitoring.svc:9090');
    expect(metadata).not.toHaveProperty('authModes');
    expect(trigger).not.toHaveProperty('authenticationRef');
  });

  test('is another one where the agent says so', () => {
    const objects = observed(Observability.joined({ prometheusUrl: 'http://other.svc:9090' }), onCalls.from(KEDA));
    expect(find(objects, 'ScaledObject').spec.triggers[0].metadata.serverAddress).toBe('http://prometheus.monitoring.svc:9090');
  });

  test('is the stack of another repository, by the way that it has for KEDA', () => {
    const [trigger] = find(observed(Observability.joined({ loadSource: LoadSource.stack('watch') })), 'ScaledObject').spec.triggers;
    expect(trigger.metadata).toMatchObject({ serverAddress: 'https://mcp-prometheus-scalers.watch.svc:8444', authModes: 'bearer', unsafeSsl: 'true' });
    expect(trigger.authenticationRef).toEqual({ kind: 'ClusterTriggerAuthentication', name: 'mcp-prometheus' });
  });

  test('is one that can be asked, where an McpObservability says it', () => {
    const chart = chartOf('agents');
    const loadSource = LoadSource.keda({ prometheusUrl: 'prometheus' });
    expectError(() => new McpObservability(chart, 'observability', Observability.joined({ loadSource })), McpErrorCode.SCALING_INVALID, '"prometheus"');
  });

  test('must be known', () => {
    const chart = chartOf('agents');
    const weather = agent({ server: SERVED, scaling: onCalls }, chart);
    const [finding] = weather.node.validate();
    expect(finding).toMatch(/observability\.monitor\(agent\).*LoadSource\.keda\(.*\. \[MCP_SCALING_INVALID\]$/);
    expect(() => manifests(chart)).toThrow(McpErrorCode.SCALING_INVALID);
  });
});

describe('KEDA proves who it is', () => {
  const proving = (authentication: KedaAuthentication) => scaled(onCalls.from(LoadSource.keda({ prometheusUrl: 'https://prometheus.acme.io', authentication })));
  const key = (name: string) => ({ secret: Secret.fromSecretName(chartOf(), name, name), key: 'value' });

  test('by a token from a Secret, and knows the certificate of whom it asks', () => {
    const objects = proving(KedaAuthentication.bearerToken(key('prometheus-token'), { ca: key('prometheus-ca') }));
    expect(find(objects, 'TriggerAuthentication')).toMatchObject({
      metadata: { name: 'weather', namespace: 'agents' },
      spec: {
        secretTargetRef: [
          { parameter: 'bearerToken', name: 'prometheus-token', key: 'value' }, { parameter: 'ca', name: 'prometheus-ca', key: 'value' },
        ],
      },
    });
    const [{ authenticationRef, metadata }] = find(objects, 'ScaledObject').spec.triggers;
    expect(authenticationRef).toEqual({ kind: 'TriggerAuthentication', name: 'weather' });
    expect(metadata).toMatchObject({ authModes: 'bearer' });
    expect(metadata).not.toHaveProperty('unsafeSsl');
  });

  test('by a token that it asks for, of the one account that it may have tokens of', () => {
    const objects = proving(KedaAuthentication.boundServiceAccountToken('reader', { kedaNamespace: 'scaling' }));
    expect(['TriggerAuthentication', 'Role', 'RoleBinding'].map((kind) => find(objects, kind))).toMatchSnapshot();
    expect(find(objects, 'Role').rules).toEqual([{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: ['reader'], verbs: ['create'] }]);
  });

  test('as an object that exists says', () => {
    const [trigger] = find(proving(KedaAuthentication.triggerAuthentication('thanos', 'basic,tls')), 'ScaledObject').spec.triggers;
    expect(trigger).toMatchObject({ authenticationRef: { kind: 'TriggerAuthentication', name: 'thanos' }, metadata: { authModes: 'basic,tls' } });
    const objects = proving(KedaAuthentication.clusterTriggerAuthentication('thanos'));
    expect(find(objects, 'ScaledObject').spec.triggers[0].authenticationRef.kind).toBe('ClusterTriggerAuthentication');
    expect(ofKind(objects, 'TriggerAuthentication')).toEqual([]);
  });

  test.each<[string, LoadSource, McpErrorCode, string]>([
    ['a URL that is none', LoadSource.keda({ prometheusUrl: 'prometheus:9090' }), McpErrorCode.SCALING_INVALID, 'prometheusUrl "prometheus:9090"'],
    ['a URL that would be asked at //api', LoadSource.keda({ prometheusUrl: 'http://prometheus:9090/' }), McpErrorCode.SCALING_INVALID, 'closing "/"'],
    ['an account without a name', LoadSource.keda({ prometheusUrl: 'http://a', authentication: KedaAuthentication.boundServiceAccountToken('') }),
      McpErrorCode.REFERENCE_EMPTY, 'serviceAccount'],
    ['a Secret without a key', LoadSource.keda({ prometheusUrl: 'http://a', authentication: KedaAuthentication.bearerToken({ ...key('a'), key: '' }) }),
      McpErrorCode.REFERENCE_EMPTY, 'bearerToken'],
  ])('not by %s', (_, source, code, part) => {
    expectError(() => scaled(onCalls.from(source)), code, part);
  });
});
