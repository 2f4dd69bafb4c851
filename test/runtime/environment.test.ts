import { Duration, Size } from 'cdk8s';
import { EnvFieldPaths, EnvValue, Secret } from 'cdk8s-plus-28';
import {
  AuditLog, McpAgentDeploymentProps, McpErrorCode, McpProxy, McpServer, Peer, ProtocolEra, Sessions, TargetCluster, Tracing,
} from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, find, manifests } from '../support/synth';

const RUNTIME = McpServer.runtime('ghcr.io/acme/weather:1.4.2');
const NODE = McpServer.node('ghcr.io/acme/weather:1.4.2', { port: 3000, path: '/weather' });
const PROXIED = (env: { [name: string]: EnvValue }) => McpServer.http('ghcr.io/acme/weather:1.4.2', { port: 3000, proxy: McpProxy.sidecar({ env }) });
const TRACED = Tracing.otlp('http://collector:4318', { collectorPeer: Peer.sameNamespace() });
const text = (value: string) => EnvValue.fromValue(value);

/** The variables of the server's container, by name. */
function variables(props: Partial<McpAgentDeploymentProps> = {}, namespace?: string): Record<string, any> {
  const { env = [] } = find(manifests(agent({ server: RUNTIME, ...props }, chartOf(namespace))), 'Deployment').spec.template.spec.containers[0];
  return Object.fromEntries(env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom]));
}

describe('the names that clients may call', () => {
  test('are all that the Service has in DNS, those of a port-forward, and the user\'s own', () => {
    expect(variables({ hosts: ['weather.acme.io'] }, 'agents').MCP_ALLOWED_HOSTS.split(',')).toEqual([
      'weather', 'weather.agents', 'weather.agents.svc', 'weather.agents.svc.cluster.local', 'localhost', '127.0.0.1', 'weather.acme.io',
    ]);
  });

  test('have the namespace that the pod finds itself in, where none is known at synth', () => {
    const env = Object.entries(variables());
    expect(env[0]).toEqual(['K8S_POD_NAMESPACE', { fieldRef: { fieldPath: 'metadata.namespace' } }]);
    expect(Object.fromEntries(env).MCP_ALLOWED_HOSTS).toContain('weather.$(K8S_POD_NAMESPACE).svc,');
  });

  test('end in the cluster\'s own domain', () => {
    expect(variables({ cluster: TargetCluster.of({ domain: 'acme.internal' }) }, 'agents').MCP_ALLOWED_HOSTS).toContain('weather.agents.svc.acme.internal');
  });

  test.each([['a URL', 'https://weather.acme.io'], ['a host with its port', 'weather.acme.io:443'], ['nothing', '']])('%s is refused', (_, host) => {
    expectError(() => agent({ server: RUNTIME, hosts: [host] }), McpErrorCode.NAME_INVALID, 'hosts[0]');
  });

  test('a domain that is none is refused', () => {
    expectError(() => agent({ cluster: TargetCluster.of({ domain: '.local' }) }), McpErrorCode.NAME_INVALID, 'cluster.domain');
  });
});

describe('the drain', () => {
  test('lasts as long as the longest call', () => {
    expect(variables({ longestToolCall: Duration.minutes(5), preStopDelay: Duration.seconds(10) }))
      .toMatchObject({ MCP_DRAIN_QUIET_SECONDS: '10', MCP_DRAIN_LIMIT_SECONDS: '300' });
  });

  test('uses the whole of a longer grace, for the sake of sessions', () => {
    expect(variables({ terminationGracePeriod: Duration.minutes(10) }).MCP_DRAIN_LIMIT_SECONDS).toBe('590');
  });
});

describe('sessions', () => {
  test('that are forwarded know the headless Service and their own address', () => {
    expect(variables()).toMatchObject({ MCP_PEERS_SERVICE: 'weather-headless', MCP_POD_IP: { fieldRef: { fieldPath: 'status.podIP' } } });
  });

  test('that stay in one process know no peers', () => {
    expect(variables({ sessions: Sessions.inMemory() })).not.toHaveProperty('MCP_PEERS_SERVICE');
  });

  test('that are none are none', () => {
    expect(variables({ sessions: Sessions.stateless() })).toMatchObject({ MCP_SESSIONS: 'stateless' });
    expect(variables({ server: McpServer.runtime('a:1', { protocol: ProtocolEra.MODERN }) })).toMatchObject({ MCP_SESSIONS: 'stateless' });
  });
});

test('a server that serves by itself is looked for where it listens', () => {
  expect(variables({ server: NODE })).toMatchObject({ MCP_PORT: '3000', MCP_PATH: '/weather' });
});

test('options of the user\'s for Node stay beside the one that loads the runtime', () => {
  expect(variables({ server: NODE, env: { NODE_OPTIONS: text('--max-old-space-size=400') } }).NODE_OPTIONS)
    .toBe('--import=/mcp-agent/lib/register/register.js --max-old-space-size=400');
});

describe('the heap of Node', () => {
  const options = (props: object) => variables(props).NODE_OPTIONS;

  test('may take three quarters of the memory limit, whatever that is', () => {
    expect(options({})).toBe('--max-old-space-size=384');
    expect(options({ resources: { memory: { limit: Size.gibibytes(2) } } })).toBe('--max-old-space-size=1536');
    expect(options({ resources: { memory: { request: Size.gibibytes(1) } } })).toBe('--max-old-space-size=768');
  });

  test('is the user\'s to set, beside other options and in either way that Node spells it', () => {
    expect(options({ env: { NODE_OPTIONS: text('--no-warnings') } })).toBe('--max-old-space-size=384 --no-warnings');
    expect(options({ env: { NODE_OPTIONS: text('--max_old_space_size=100') } })).toBe('--max_old_space_size=100');
    expect(options({ env: { NODE_OPTIONS: text('--max-old-space-size-percentage=60') } })).toBe('--max-old-space-size-percentage=60');
  });

  test('is left alone where processes share the memory, or no Node is known of', () => {
    expect(options({ server: McpServer.stdio('ghcr.io/acme/files:1', ['files']) })).toBeUndefined();
    expect(options({ server: McpServer.http('ghcr.io/acme/weather:1', { port: 3000, proxy: McpProxy.sidecar() }) })).toBeUndefined();
  });
});

test('the log tells of calls where that is asked for', () => {
  expect(variables({ auditLog: AuditLog.ARGUMENTS }).MCP_AUDIT).toBe('arguments');
  expect(variables()).not.toHaveProperty('MCP_AUDIT');
});

describe('variables that the library writes', () => {
  test.each<[string, Partial<McpAgentDeploymentProps>, string, string]>([
    ['a path', { env: { MCP_PATH: text('/mcp') } }, 'MCP_PATH', '"server.path"'],
    ['a host', { env: { MCP_ALLOWED_HOSTS: text('a') } }, 'MCP_ALLOWED_HOSTS', '"hosts"'],
    ['a port that probes are written for', { env: { MCP_MANAGEMENT_PORT: text('1') } }, 'MCP_MANAGEMENT_PORT', 'Leave it out'],
    ['a Redis that the runtime would take for its own', { env: { REDIS_URL: text('redis://a') } }, 'REDIS_URL', 'Sessions.portable('],
    ['what others refer to', { env: { K8S_POD_NAME: text('a') } }, 'K8S_POD_NAME', 'Leave it out'],
    ['OpenTelemetry\'s, where traces are asked for', { tracing: TRACED, env: { OTEL_SERVICE_NAME: text('a') } }, 'OTEL_SERVICE_NAME', '"tracing"'],
    ['options of Node that are no text', { server: NODE, env: { NODE_OPTIONS: EnvValue.fromFieldRef(EnvFieldPaths.POD_NAME) } }, 'NODE_OPTIONS', 'EnvValue.fromValue('],
    ['a path, in the proxy', { server: PROXIED({ MCP_PATH: text('/') }) }, 'MCP_PATH', 'server.proxy.env'],
  ])('%s is refused', (_, props, name, part) => {
    expectError(() => agent({ server: RUNTIME, ...props }), McpErrorCode.ENV_RESERVED, name, part);
  });

  test.each<[string, Partial<McpAgentDeploymentProps>]>([
    ['a setting that no property says', { env: { MCP_LOG_LEVEL: text('debug') } }],
    ['the key of a collector', { tracing: TRACED, env: { OTEL_EXPORTER_OTLP_HEADERS: text('authorization=Bearer a') } }],
    ['a Redis of a server behind the proxy', { server: PROXIED({}), env: { REDIS_URL: text('redis://a'), MCP_PATH: text('/own') } }],
    ['OpenTelemetry\'s, where no traces are asked for', { env: { OTEL_SERVICE_NAME: text('a') } }],
    ['any, where there is no runtime', { server: McpServer.http('a:1', { port: 3000 }), env: { MCP_PATH: text('/own') } }],
  ])('%s is the user\'s to set', (_, props) => {
    expect(() => agent({ server: RUNTIME, ...props })).not.toThrow();
  });
});

test('what the install container gets is checked as all variables are', () => {
  const chart = chartOf();
  const secret = Secret.fromSecretName(chart, 'npm', '');
  const server = McpServer.npm('a@1.0.0', [], { installEnv: { TOKEN: EnvValue.fromSecretValue({ secret, key: 'token' }) } });
  expectError(() => agent({ server }, chart), McpErrorCode.REFERENCE_EMPTY, 'server.installEnv.TOKEN');
});
