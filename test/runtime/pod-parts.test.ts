import { Secret, Volume } from 'cdk8s-plus-28';
import { AuditLog, McpAgentDeploymentProps, McpErrorCode, McpProxy, McpServer, MetricsAuthentication, Sessions } from '../../src';
import { VARIANTS } from '../support/agents';
import { expectError } from '../support/errors';
import { agent, chartOf, find, manifest, manifests, pod, serverContainer } from '../support/synth';

const IMAGE = 'ghcr.io/acme/weather:1.4.2';
const RUNTIME = McpServer.runtime(IMAGE);
const NODE = McpServer.node(IMAGE, { port: 3000 });
const STDIO = McpServer.stdio('ghcr.io/acme/files:1.4.2', ['files-server', '/data']);
const NPM = McpServer.npm('@modelcontextprotocol/server-filesystem@2026.7.10', ['/tmp']);
const PROXIED = McpServer.http(IMAGE, { port: 3000, proxy: McpProxy.sidecar() });
const BAKED = McpServer.baked('ghcr.io/acme/files:1.4.2');
const WITH_RUNTIME: [string, McpServer][] = [['runtime', RUNTIME], ['baked', BAKED], ['node', NODE], ['stdio', STDIO], ['npm', NPM], ['proxied', PROXIED]];

const helpers = (props: Partial<McpAgentDeploymentProps>): any[] => pod(props).initContainers ?? [];
const helper = (server: McpServer, name: string) => helpers({ server }).find((container) => container.name === name);
const mounts = ({ volumeMounts }: any) => (
  Object.fromEntries(volumeMounts.map(({ mountPath, name, readOnly }: any) => [mountPath, [name, readOnly ?? false]]))
);

const OURS = Object.keys(VARIANTS).filter((name) => /runtime|SDK|stdio|proxy/.test(name));

test.each(OURS)('%s: is what it was', (name) => {
  expect(manifests(VARIANTS[name](chartOf('agents')))).toMatchSnapshot();
});

describe('a server on serve()', () => {
  test('has the runtime in it, and needs nothing beside', () => {
    expect(helpers({ server: RUNTIME })).toEqual([]);
    expect(serverContainer({ server: RUNTIME })).not.toHaveProperty('command');
  });

  test('is called where the runtime listens', () => {
    expect(agent({ server: RUNTIME }).service.ports).toEqual([expect.objectContaining({ port: 80, targetPort: 8000 })]);
  });
});

describe('a server on an official SDK', () => {
  const container = serverContainer({ server: NODE });

  test('gets the runtime copied beside it, and can\'t write to it', () => {
    expect(helper(NODE, 'mcp-runtime')).toMatchObject({ image: expect.stringContaining('/mcp-agent-runtime:'), args: ['copy', '/mcp-agent-copy'] });
    expect(mounts(container)['/mcp-agent']).toEqual(['mcp-runtime', true]);
    expect(mounts(helper(NODE, 'mcp-runtime'))['/mcp-agent-copy']).toEqual(['mcp-runtime', false]);
  });

  test('loads it by a variable, and runs as its image says', () => {
    expect(container.env).toContainEqual({ name: 'NODE_OPTIONS', value: '--import=/mcp-agent/lib/register/register.js --max-old-space-size=384' });
    expect(container).not.toHaveProperty('command');
  });
});

describe('a stdio server', () => {
  test('is started by the runtime, with the runtime\'s own Node', () => {
    expect(serverContainer({ server: STDIO }).command)
      .toEqual(['/mcp-agent/bin/node', '/mcp-agent/lib/cli/main.js', 'bridge', '--', 'files-server', '/data']);
    expect(helper(STDIO, 'mcp-runtime')).toBeDefined();
  });

  test('may use the memory of several processes', () => {
    expect(serverContainer({ server: STDIO }).resources.limits.memory).toBe('1Gi');
  });
});

describe('a stdio server from a registry', () => {
  test('is installed first, and runs in the runtime\'s image from what was installed', () => {
    expect(helper(NPM, 'mcp-install').args).toEqual([
      'install', 'npm', '@modelcontextprotocol/server-filesystem@2026.7.10', '--registry', 'https://registry.npmjs.org', '--into', '/mcp-agent-package',
    ]);
    const container = serverContainer({ server: NPM });
    expect(container).toMatchObject({ image: helper(NPM, 'mcp-install').image, args: ['bridge', '--package', '/mcp-agent-package', '--', '/tmp'] });
    expect(mounts(container)['/mcp-agent-package']).toEqual(['mcp-package', true]);
  });

  test('runs in the image of the runtime that is said', () => {
    const runtimeImage = 'mirror.acme.io/mcp-agent-runtime:1.0.0';
    const containers = [...helpers({ server: NPM, runtimeImage }), serverContainer({ server: NPM, runtimeImage })];
    expect(containers.map(({ image }) => image)).toEqual([runtimeImage, runtimeImage]);
  });
});

describe('a stdio server in an image that was made for it', () => {
  const image = 'ghcr.io/acme/files:1.4.2';

  test('is started as the image says', () => {
    const container = serverContainer({ server: McpServer.baked(image) });
    expect(container).toMatchObject({ image, resources: { limits: { memory: '1Gi' } } });
    expect(container).not.toHaveProperty('args');
    expect(helpers({ server: McpServer.baked(image) })).toEqual([]);
  });

  test('may get other arguments', () => {
    expect(serverContainer({ server: McpServer.baked(image, { args: ['/data'] }) }).args).toEqual(['bridge', '--package', '/mcp-agent-package', '--', '/data']);
  });
});

describe('a server behind the proxy', () => {
  const proxy = helper(PROXIED, 'mcp-proxy');

  test('has it as a native sidecar before it, which clients call', () => {
    expect(proxy).toMatchObject({ restartPolicy: 'Always', args: ['proxy', '--upstream', 'http://127.0.0.1:3000/mcp'] });
    expect(agent({ server: PROXIED }).service.ports).toEqual([expect.objectContaining({ targetPort: 8000 })]);
  });

  test('ends after the proxy has drained, and drains it only when the pod ends', () => {
    expect(proxy.lifecycle.preStop).toEqual({ httpGet: { path: '/drain', port: 9465 } });
    expect(serverContainer({ server: PROXIED }).lifecycle.preStop).toEqual({ httpGet: { path: '/drained', port: 9465 } });
  });

  test('the proxy ends first of all sidecars, so it starts last', () => {
    const sidecars = [{ name: 'cache', image: 'redis:7.2' }];
    expect(helpers({ server: PROXIED, sidecars }).map(({ name }) => name)).toEqual(['cache', 'mcp-proxy']);
  });

  test('both are asked how they are, each for itself', () => {
    expect(proxy.readinessProbe.httpGet).toMatchObject({ path: '/readyz', port: 9465 });
    expect(proxy.livenessProbe.httpGet).toMatchObject({ path: '/livez', port: 9465 });
    expect(serverContainer({ server: PROXIED }).readinessProbe.tcpSocket).toEqual({ port: 3000 });
  });

  test('knows nothing of the runtime\'s variables', () => {
    expect(serverContainer({ server: PROXIED })).not.toHaveProperty('env');
  });
});

describe.each(WITH_RUNTIME)('%s', (_, server) => {
  const all = [...helpers({ server }), serverContainer({ server })];

  test('keeps the profile "restricted" in every container, and writes to no root', () => {
    for (const { securityContext, resources } of all) {
      expect(securityContext).toMatchObject({
        readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(resources.limits).toMatchObject({ 'memory': expect.anything(), 'ephemeral-storage': expect.anything() });
    }
    for (const { emptyDir } of pod({ server }).volumes) {
      expect(emptyDir.sizeLimit).toMatch(/^\d+Mi$/);
    }
  });

  test('drains by the runtime, and has time for it', () => {
    const { terminationGracePeriodSeconds, initContainers = [] } = pod({ server });
    const { env, lifecycle } = all.find((container) => container.env?.some(({ name }: any) => name === 'MCP_DRAIN_LIMIT_SECONDS'));
    const value = (wanted: string) => Number(env.find(({ name }: any) => name === wanted).value);
    expect(lifecycle.preStop).toEqual({ httpGet: { path: '/drain', port: 9465 } });
    expect(value('MCP_DRAIN_QUIET_SECONDS') + value('MCP_DRAIN_LIMIT_SECONDS')).toBeLessThan(terminationGracePeriodSeconds);
    expect(initContainers.every(({ lifecycle: own, restartPolicy }: any) => own === undefined || restartPolicy === 'Always')).toBe(true);
  });

  test('says how the runtime stands to it', () => {
    expect(manifest('Deployment', { server }).spec.template.metadata.labels['mcp/runtime']).toBe(server.runtimeRole);
  });
});

test('what the runtime sees to is refused where there is none', () => {
  const metricsAuthentication = MetricsAuthentication.bearerToken({ secret: Secret.fromSecretName(chartOf(), 'token', 'token') });
  expectError(() => agent({ auditLog: AuditLog.CALLS, hosts: ['weather.acme.io'], metricsAuthentication }), McpErrorCode.RUNTIME_MISSING,
    '(auditLog, hosts, metricsAuthentication)', 'McpServer.stdio(');
});

test('without the runtime there is no word of it', () => {
  expect(manifest('Deployment').metadata.labels).not.toHaveProperty(['mcp/runtime']);
  expect(serverContainer()).not.toHaveProperty('env');
});

test('a certificate is mounted where the runtime is', () => {
  const chart = chartOf();
  const secret = (name: string) => Secret.fromSecretName(chart, name, name);
  const metricsAuthentication = MetricsAuthentication.mutualTls({ server: secret('tls'), client: secret('client'), serverName: 'weather' });
  const { containers, initContainers } = find(manifests(agent({ server: PROXIED, metricsAuthentication }, chart)), 'Deployment').spec.template.spec;
  expect(mounts(initContainers[0])).toHaveProperty(['/var/run/mcp-agent/metrics-tls']);
  expect(mounts(containers[0])).not.toHaveProperty(['/var/run/mcp-agent/metrics-tls']);
});

test.each<[string, Partial<McpAgentDeploymentProps>, McpErrorCode, string]>([
  ['a container with the name of the runtime\'s', { server: NODE, initContainers: [{ name: 'mcp-runtime', image: 'a:1' }] }, McpErrorCode.CONTAINER_INVALID, 'mcp-runtime'],
  ['a sidecar on a port of the runtime\'s', { server: RUNTIME, sidecars: [{ name: 'b', image: 'a:1', ports: [{ number: 9464 }] }] }, McpErrorCode.PORT_INVALID, '9464'],
  ['a server on a port of the proxy\'s', { server: McpServer.http(IMAGE, { port: 8000, proxy: McpProxy.sidecar() }) }, McpErrorCode.PORT_INVALID, '8000'],
  ['a server on a port of the runtime in it', { server: McpServer.node(IMAGE, { port: 9465 }) }, McpErrorCode.PORT_INVALID, '9465'],
  ['an image of the runtime that changes', { server: NODE, runtimeImage: 'acme/runtime:latest' }, McpErrorCode.IMAGE_LATEST, 'runtimeImage'],
  ['a stdio server without a command', { server: McpServer.stdio(IMAGE, []) }, McpErrorCode.COMMAND_MISSING, 'McpServer.stdio('],
  ['no process at all', { server: McpServer.stdio(IMAGE, ['a'], { maxProcesses: 0 }) }, McpErrorCode.PROCESSES_INVALID, 'maxProcesses is 0'],
  ['more spares than processes', { server: McpServer.stdio(IMAGE, ['a'], { maxProcesses: 2, spareProcesses: 3 }) }, McpErrorCode.PROCESSES_INVALID, 'spareProcesses is 3'],
])('%s is refused', (_, props, code, part) => {
  expectError(() => agent({ sessions: Sessions.inMemory(), ...props }), code, part);
});

test('a volume of the user\'s where the runtime lies is refused', () => {
  const chart = chartOf();
  const volumeMounts = [{ path: '/mcp-agent', volume: Volume.fromEmptyDir(chart, 'mine', 'mine') }];
  expectError(() => agent({ server: NODE, volumeMounts }, chart), McpErrorCode.VOLUME_INVALID, '/mcp-agent');
});
