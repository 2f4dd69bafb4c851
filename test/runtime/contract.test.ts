import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS, PATHS, PORTS, VARIABLES } from '../../src/runtime/contract';
import { REGISTER_OPTION, RUNTIME_COMMAND, RUNTIME_HOME, RUNTIME_IMAGE } from '../../src/runtime/image';
import { VARIANTS } from '../support/agents';
import { ROOT } from '../support/run';
import { chartOf, find, manifests } from '../support/synth';

jest.setTimeout(60_000);

/** What is written beside the contract: variables of Node and OpenTelemetry, of the pod, and those of the users in the variants. */
const OTHERS = /^(NODE_OPTIONS|OTEL_\w+|K8S_POD_NAME|K8S_POD_NAMESPACE|LOG_LEVEL|API_KEY|PIP_INDEX_PASSWORD)$/;

/** What the contract has for users to set, or what is the same for all agents. */
const UNWRITTEN = [
  'MCP_HOST', 'MCP_METRICS_PORT', 'MCP_MANAGEMENT_PORT', 'MCP_PEERS_PORT', 'MCP_ALLOWED_ORIGINS', 'MCP_MAX_BODY_BYTES',
];

const containers = Object.keys(VARIANTS).flatMap((agent) => {
  const pod = find(manifests(VARIANTS[agent](chartOf('agents'))), 'Deployment').spec.template.spec;
  return [...pod.initContainers ?? [], ...pod.containers].map((container) => ({ agent, ...container }));
});
const runtimes = containers.filter(({ env = [] }) => env.some(({ name }: any) => name === 'MCP_SERVER_NAME'));
const installers = containers.filter(({ name }) => name === 'mcp-install');

/** The environment of a container as Kubernetes makes it. */
function environmentOf({ env }: any): Record<string, string> {
  const made: Record<string, string> = {};
  for (const { name, value, valueFrom } of env) {
    made[name] = valueFrom ? 'from-elsewhere' : value.replace(/\$\((\w+)\)/g, (_: string, referred: string) => made[referred]);
  }
  return made;
}

/** What the runtime itself understands. */
function readByRuntime(input: object): { settings: any[]; sources: any[] } {
  const { status, stdout, stderr } = spawnSync('npx', ['tsx', join(ROOT, 'test', 'support', 'read-by-runtime.mjs')], {
    cwd: ROOT, input: JSON.stringify(input), encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`the runtime refused what the constructs write: ${stderr}`);
  }
  return JSON.parse(stdout);
}

test('every variable that is written is one of the contract\'s, and every one of the contract\'s is written or the user\'s', () => {
  const written = new Set(containers.flatMap(({ env = [] }) => env.map(({ name }: any) => name)));
  expect([...written].filter((name) => !OTHERS.test(name)).sort())
    .toEqual(Object.keys(VARIABLES).filter((name) => !UNWRITTEN.includes(name)).sort());
});

describe('the runtime', () => {
  const { settings, sources } = readByRuntime({
    environments: runtimes.map(environmentOf), installations: installers.map(({ args }) => args.slice(1)),
  });
  const settingsOf = (agent: string) => settings[runtimes.findIndex((runtime) => runtime.agent === agent)];

  test('serves where the container says', () => {
    runtimes.forEach(({ ports }, index) => {
      const declared = Object.fromEntries(ports.map(({ name, containerPort }: any) => [name, containerPort]));
      const { port, metricsPort, managementPort, peers } = settings[index];
      expect({ port, metricsPort, managementPort, peers: peers?.port }).toEqual({
        port: declared['http-mcp'], metricsPort: declared.metrics, managementPort: declared.health, peers: declared['http-peers'],
      });
    });
  });

  test('knows names without anything that was not made whole', () => {
    for (const { allowedHosts } of settings) {
      expect(allowedHosts.length).toBeGreaterThanOrEqual(6);
      expect(allowedHosts.join()).not.toMatch(/[$()]|undefined/);
    }
  });

  test('gets what was said of a server on serve()', () => {
    expect(settingsOf('a server on serve(), portable sessions, everything that the runtime can')).toMatchObject({
      path: '/mcp',
      serverName: 'weather',
      sessions: 'stateful',
      maxSessions: 500,
      sessionIdleSeconds: 3600,
      peers: { service: 'weather-headless', podIp: 'from-elsewhere' },
      redisUrl: 'from-elsewhere',
      drainQuietSeconds: 5,
      drainLimitSeconds: 60,
      audit: 'calls',
      oauth: { issuer: 'https://login.acme.io', audience: 'weather', resource: 'https://weather.acme.io/mcp', scopes: ['weather:read'] },
      metricsTokenFile: '/var/run/mcp-agent/metrics-token/token',
      logLevel: 'debug',
    });
  });

  test('gets what was said of a stdio server, and of the others', () => {
    expect(settingsOf('a stdio server from an image')).toMatchObject({ maxChildren: 8, spares: 2, startSeconds: 60 });
    expect(settingsOf('a stdio server in an image that the runtime made')).toMatchObject({ sessions: 'stateless' });
    expect(settingsOf('a server on an official SDK, as it is')).toMatchObject({ port: 3000 });
    expect(settingsOf('an HTTP server behind the proxy, metrics by mutual TLS')).toMatchObject({ metricsTlsDir: '/var/run/mcp-agent/metrics-tls' });
  });

  test('installs the package that was said', () => {
    expect(sources.map(({ source }) => source)).toEqual([
      { ecosystem: 'npm', package: '@modelcontextprotocol/server-filesystem@2026.7.10', registry: 'https://registry.npmjs.org', integrity: expect.stringMatching(/^sha512-/) },
      { ecosystem: 'pypi', package: 'mcp-server-time==2026.8.18', index: 'http://pypi.registry.svc:8080/simple' },
    ]);
    expect(sources.map(({ given }) => given.options.into)).toEqual(['/mcp-agent-package', '/mcp-agent-package']);
  });
});

test('probes and hooks ask for paths and ports of the contract', () => {
  const asked = runtimes.flatMap(({ startupProbe, readinessProbe, livenessProbe, lifecycle }) => (
    [startupProbe, readinessProbe, livenessProbe, lifecycle.preStop].map(({ httpGet }) => `${httpGet.port}${httpGet.path}`)
  ));
  expect([...new Set(asked)].sort()).toEqual([PATHS.DRAIN, PATHS.LIVEZ, PATHS.READYZ].map((path) => `${PORTS.MANAGEMENT}${path}`).sort());
});

test('commands are those that the runtime has', () => {
  const commands = readdirSync(join(ROOT, 'runtime', 'src', 'cli')).map((file) => file.replace('.ts', ''));
  const ours = containers.filter(({ image }) => image.includes('mcp-agent-runtime')).map(({ args }) => args[0]);
  expect(commands).toEqual(expect.arrayContaining([...new Set(ours), 'bridge']));
  expect([...new Set(ours)].sort()).toEqual(['bridge', 'copy', 'install', 'proxy']);
});

test('files of the runtime lie where its package has them', () => {
  const { bin, exports } = JSON.parse(readFileSync(join(ROOT, 'runtime', 'package.json'), 'utf8'));
  expect(RUNTIME_COMMAND[1]).toBe(join(RUNTIME_HOME, bin['mcp-agent']));
  expect(REGISTER_OPTION).toBe(`--import=${join(RUNTIME_HOME, exports['./register'])}`);
});

test('constructs and runtime are of one version', () => {
  const version = (folder: string) => JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')).version;
  expect(version('runtime')).toBe(version('.'));
  expect(RUNTIME_IMAGE).toBe(`ghcr.io/cdk8s-mcp/mcp-agent-runtime:${version('.')}`);
});

test('every metric starts as the conventions have it', () => {
  expect(Object.values(METRICS).map(({ name }) => name).filter((name) => !/^mcp_(server|client|bridge)_[a-z_]+$/.test(name))).toEqual([]);
});
