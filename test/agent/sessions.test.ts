import { Duration } from 'cdk8s';
import { EnvValue, Secret } from 'cdk8s-plus-28';
import { McpAgentDeploymentProps, McpErrorCode, McpProxy, McpServer, NetworkAccess, Peer, ProtocolEra, Scaling, Sessions } from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, find, manifest, manifests, ofKind, serverContainer } from '../support/synth';

const modern = McpServer.http('acme/weather:1', { port: 3000, protocol: ProtocolEra.MODERN });

test('a server of the modern era alone is stateless, and scales', () => {
  const objects = manifests(agent({ server: modern }));
  expect(find(objects, 'HorizontalPodAutoscaler').spec).toMatchObject({ minReplicas: 2, maxReplicas: 10 });
  expect(find(objects, 'Deployment').metadata.labels['mcp/sessions']).toBe('stateless');
});

test('a stateless server scales from 2 to 10', () => {
  expect(manifest('HorizontalPodAutoscaler', { sessions: Sessions.stateless() }).spec).toMatchObject({ minReplicas: 2, maxReplicas: 10 });
});

test('sessions that a gateway routes let a server scale, and the Service says who routes them', () => {
  const objects = manifests(agent({ sessions: Sessions.routedBy('agentgateway') }));
  expect(find(objects, 'HorizontalPodAutoscaler').spec.minReplicas).toBe(2);
  expect(ofKind(objects, 'Service')[0].metadata.annotations).toEqual({ 'mcp/sessions-routed-by': 'agentgateway' });
});

test.each([
  ['fixed replicas', Scaling.fixed(2)],
  ['an autoscaler', Scaling.between(1, 2)],
])('sessions in memory and %s are refused', (_, scaling) => {
  expectError(() => agent({ scaling }), McpErrorCode.SESSIONS_UNROUTED, '2 replicas', 'Scaling.fixed(1)', 'Sessions.stateless()');
});

test('sessions in memory and one replica are fine', () => {
  expect(() => agent({ sessions: Sessions.inMemory(), scaling: Scaling.between(1, 1) })).not.toThrow();
});

const SERVERS = {
  http: McpServer.http('acme/weather:1', { port: 3000 }),
  runtime: McpServer.runtime('acme/weather:1'),
  node: McpServer.node('acme/weather:1', { port: 3000 }),
  stdio: McpServer.stdio('acme/weather:1', ['weather']),
  proxied: McpServer.http('acme/weather:1', { port: 3000, proxy: McpProxy.sidecar() }),
};

describe('nothing said', () => {
  test.each<[keyof typeof SERVERS, string]>([
    ['http', 'in-memory'], ['runtime', 'forwarded'], ['node', 'in-memory'], ['stdio', 'forwarded'], ['proxied', 'forwarded'],
  ])('sessions of %s are %s', (name, kind) => {
    expect(manifest('Deployment', { server: SERVERS[name] }).metadata.labels['mcp/sessions']).toBe(kind);
  });

  test('a server whose sessions are forwarded scales', () => {
    expect(manifest('HorizontalPodAutoscaler', { server: SERVERS.runtime }).spec).toMatchObject({ minReplicas: 2, maxReplicas: 10 });
  });
});

describe('sessions in a Redis', () => {
  const url = EnvValue.fromValue('redis://redis.data:6380');

  test('are read from the URL in a Secret, and let nodes be removed', () => {
    const chart = chartOf();
    const secret = Secret.fromSecretName(chart, 'redis', 'redis');
    const sessions = Sessions.portable(EnvValue.fromSecretValue({ secret, key: 'url' }), { redisPeer: Peer.namespace('data'), redisPort: 6380 });
    const objects = manifests(agent({ server: SERVERS.runtime, sessions }, chart));
    const { metadata, spec } = find(objects, 'Deployment').spec.template;
    expect(spec.containers[0].env).toContainEqual({ name: 'REDIS_URL', valueFrom: { secretKeyRef: { name: 'redis', key: 'url' } } });
    expect(metadata.annotations).toEqual({ 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' });
    expect(find(objects, 'NetworkPolicy').spec.egress).toContainEqual({
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'data' } } }], ports: [{ port: 6380, protocol: 'TCP' }],
    });
  });

  test('need no peer where the network is open', () => {
    expect(() => agent({ server: SERVERS.runtime, sessions: Sessions.portable(url), network: NetworkAccess.unrestricted() })).not.toThrow();
  });

  test.each<[string, Sessions, McpErrorCode, string]>([
    ['a Redis that the policy would cut off', Sessions.portable(url), McpErrorCode.NETWORK_INVALID, 'sessions.redisPeer'],
    ['a password that everybody could read', Sessions.portable(EnvValue.fromValue('redis://:secret@redis'), { redisPeer: Peer.cluster() }),
      McpErrorCode.ENV_INVALID, 'EnvValue.fromSecretValue('],
    ['a port that is none', Sessions.portable(url, { redisPeer: Peer.cluster(), redisPort: 0 }), McpErrorCode.PORT_INVALID, 'sessions.redisPort'],
  ])('%s is refused', (_, sessions, code, part) => {
    expectError(() => agent({ server: SERVERS.runtime, sessions }), code, part);
  });
});

test('limits reach the runtime', () => {
  const sessions = Sessions.forwarded({ idleTimeout: Duration.minutes(10), maxPerReplica: 200 });
  expect(serverContainer({ server: SERVERS.stdio, sessions }).env).toEqual(expect.arrayContaining([
    { name: 'MCP_SESSION_IDLE_SECONDS', value: '600' }, { name: 'MCP_MAX_SESSIONS', value: '200' },
  ]));
});

const portable = Sessions.portable(EnvValue.fromValue('redis://redis'), { redisPeer: Peer.namespace('data') });

test.each<[string, Partial<McpAgentDeploymentProps>, McpErrorCode, string]>([
  ['forwarded by nobody', { server: SERVERS.http, sessions: Sessions.forwarded() }, McpErrorCode.SESSIONS_UNSUPPORTED, 'McpProxy.sidecar()'],
  ['forwarded for a server with ids of its own', { server: SERVERS.node, sessions: Sessions.forwarded() }, McpErrorCode.SESSIONS_UNSUPPORTED, 'serve()'],
  ['portable for a process', { server: SERVERS.stdio, sessions: portable }, McpErrorCode.SESSIONS_UNSUPPORTED, 'McpServer.runtime(...)'],
  ['portable behind the proxy', { server: SERVERS.proxied, sessions: portable }, McpErrorCode.SESSIONS_UNSUPPORTED, 'Sessions.forwarded()'],
  ['limited by nobody', { server: SERVERS.http, sessions: Sessions.inMemory({ maxPerReplica: 5 }) }, McpErrorCode.RUNTIME_MISSING, 'limits'],
  ['none at all', { server: SERVERS.runtime, sessions: Sessions.forwarded({ maxPerReplica: 0 }) }, McpErrorCode.SESSIONS_UNSUPPORTED, 'maxPerReplica is 0'],
  ['closed at once', { server: SERVERS.runtime, sessions: Sessions.forwarded({ idleTimeout: Duration.seconds(0) }) }, McpErrorCode.DURATION_INVALID, 'idleTimeout'],
  ['kept too long', { server: SERVERS.runtime, sessions: Sessions.forwarded({ idleTimeout: Duration.days(8) }) }, McpErrorCode.DURATION_INVALID, 'Duration.days(7)'],
])('sessions %s are refused', (_, props, code, part) => {
  expectError(() => agent(props), code, part);
});

test('a server whose sessions stay in one process can\'t have two', () => {
  expectError(() => agent({ server: SERVERS.node, scaling: Scaling.fixed(2) }), McpErrorCode.SESSIONS_UNROUTED, '2 replicas');
});
