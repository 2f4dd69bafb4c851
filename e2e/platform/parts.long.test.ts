import { setTimeout as sleep } from 'node:timers/promises';
import { Image, imageNamed } from '../../testbed/images/image';
import { IMAGES } from '../../testbed/images/table';
import { askFrom } from '../helpers/client';
import { Cluster } from '../helpers/cluster';
import { CLIENT_IMAGE, provideImages } from '../helpers/images';
import { steps } from '../helpers/steps';

const NAMESPACE = 'mcp-parts';

/** How an image shows that what is in it works: the pod to start it in, and one thing that this does. */
interface Part {
  readonly image: string;
  /** Which program of it, where it has more than one. */
  readonly program?: string;
  /** Of its container. @default - nothing: the image's own */
  readonly container?: object;
  /** Files that it must find, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** What it writes. */
  readonly logs?: RegExp;
  /** What it answers to a GET. */
  readonly serves?: { readonly port: number; readonly path: string; readonly body: RegExp };
  /** What a command in it prints. */
  readonly runs?: { readonly command: readonly string[]; readonly output: RegExp };
  /** What a tool of it returns to a client of MCP. */
  readonly calls?: { readonly port: number; readonly tool: string; readonly arguments: Record<string, unknown>; readonly result: RegExp };
}

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'e2e', version: '1' } },
});
const SUM = { tool: 'add', arguments: { a: 2, b: 3 }, result: /"sum":5/ };
const DATABASE = 'postgres://registry:secret@postgres:5432/registry?sslmode=disable';

/** A server on stdio gets one request, and time to answer it. */
const stdio = (server: string) => ({
  command: ['sh', '-c', `(echo "$REQUEST"; node --eval 'setTimeout(() => {}, 3_000)') | ${server}`],
  env: [{ name: 'REQUEST', value: INITIALIZE }],
});

const PARTS: readonly Part[] = [
  { image: 'mcp-agent-runtime', logs: /mcp-agent/ },
  { image: 'weather', calls: { port: 3000, tool: 'get_forecast', arguments: { city: 'Lisbon', month: 7 }, result: /"low":18/ } },
  { image: 'everything', calls: { port: 3001, tool: 'get-sum', arguments: { a: 2, b: 3 }, result: /The sum of 2 and 3 is 5/ } },
  { image: 'thinking', container: stdio('mcp-server-sequential-thinking'), logs: /"serverInfo":\{"name":"sequential-thinking-server"/ },
  { image: 'notes', calls: { port: 8000, tool: 'add_note', arguments: { note: 'milk' }, result: /1\. milk/ } },
  { image: 'units', calls: { port: 8000, tool: 'convert_length', arguments: { value: 2, from: 'km', to: 'm' }, result: /"value":2000/ } },
  { image: 'calendar', calls: { port: 3000, tool: 'days_between', arguments: { from: '2026-01-01', to: '2026-03-01' }, result: /"days":59/ } },
  { image: 'statistics', calls: { port: 3000, tool: 'describe', arguments: { numbers: [1, 2, 6] }, result: /"median":2/ } },
  { image: 'sdk-v1', calls: { port: 3000, ...SUM } },
  { image: 'sdk-v2', calls: { port: 3000, ...SUM } },
  { image: 'fastmcp', calls: { port: 3000, ...SUM } },
  { image: 'stdio', program: 'everything', container: stdio('mcp-server-everything stdio'), logs: /"serverInfo":\{"name":"mcp-servers\/everything"/ },
  { image: 'stdio', program: 'filesystem', container: stdio('mcp-server-filesystem /tmp'), logs: /"serverInfo":\{"name":"secure-filesystem-server"/ },
  { image: 'stdio', program: 'memory', container: stdio('mcp-server-memory'), logs: /"serverInfo":\{"name":"memory-server"/ },
  { image: 'npm-registry', serves: { port: 4873, path: '@modelcontextprotocol%2Fserver-memory', body: /"2026\.8\.31"/ } },
  { image: 'pypi-index', serves: { port: 8080, path: 'simple/mcp-server-time/', body: /mcp_server_time-2026\.8\.18/ } },
  { image: 'client', container: { args: ['ask.mjs', '{"url":"http://127.0.0.1:3000/mcp","tool":"none"}'] }, logs: /ECONNREFUSED/ },
  {
    image: 'prometheus',
    files: { '/etc/prometheus/prometheus.yml': '' },
    serves: { port: 9090, path: 'api/v1/status/buildinfo', body: /"version":"3\.14\.0"/ },
  },
  { image: 'prometheus', program: 'promtool', container: { command: ['/bin/promtool', '--version'] }, logs: /version 3\.14\.0/ },
  {
    image: 'alertmanager',
    files: { '/etc/alertmanager/alertmanager.yml': 'route: { receiver: none }\nreceivers: [{ name: none }]\n' },
    serves: { port: 9093, path: 'api/v2/status', body: /"version":"0\.34\.2"/ },
  },
  { image: 'prometheus-operator', container: { args: ['--version'] }, logs: /version 0\.93\.1/ },
  { image: 'prometheus-config-reloader', container: { args: ['--version'] }, logs: /version 0\.93\.1/ },
  { image: 'kube-state-metrics', serves: { port: 8081, path: 'metrics', body: /kube_state_metrics_build_info\{.*version="v2\.20\.0"/ } },
  { image: 'node-exporter', serves: { port: 9100, path: 'metrics', body: /node_exporter_build_info\{.*version="1\.12\.1"/ } },
  { image: 'kube-rbac-proxy', container: { args: ['--version'] }, logs: /v0\.22\.1/ },
  { image: 'vpa-recommender', logs: /Vertical Pod Autoscaler .*version="1\.7\.2"/ },
  { image: 'vpa-updater', logs: /Vertical Pod Autoscaler .*version="1\.7\.2"/ },
  { image: 'vpa-admission-controller', logs: /Vertical Pod Autoscaler .*version="1\.7\.2"/ },
  { image: 'keda', container: { env: [{ name: 'WATCH_NAMESPACE', value: '' }] }, logs: /KEDA Version: 2\.21\.0/ },
  { image: 'keda-metrics-apiserver', container: { env: [{ name: 'WATCH_NAMESPACE', value: '' }] }, logs: /KEDA Version: 2\.21\.0/ },
  { image: 'pilot', container: { args: ['version'] }, logs: /Version:"1\.31\.0"/ },
  { image: 'proxyv2', program: 'pilot-agent', container: { args: ['version'] }, logs: /Version:"1\.31\.0"/ },
  { image: 'proxyv2', program: 'envoy', container: { command: ['envoy', '--version'] }, logs: /\/1\.40\.0\// },
  { image: 'redis', runs: { command: ['redis-cli', 'ping'], output: /PONG/ } },
  // Stays until all is deleted, since the next one keeps its data there.
  {
    image: 'postgres',
    container: { env: [{ name: 'POSTGRES_USER', value: 'registry' }, { name: 'POSTGRES_PASSWORD', value: 'secret' }] },
    runs: { command: ['psql', '--username=registry', '--command=select 6 * 7'], output: /42/ },
  },
  {
    image: 'registry',
    container: { env: [{ name: 'MCP_REGISTRY_DATABASE_URL', value: DATABASE }, { name: 'MCP_REGISTRY_JWT_PRIVATE_KEY', value: 'ab'.repeat(32) }] },
    serves: { port: 8080, path: 'v0/version', body: /"version":"1\.8\.8"/ },
  },
];

describe('the parts that images are made of', () => {
  let cluster: Cluster;

  beforeAll(() => {
    cluster = Cluster.find();
    cluster.deleteNamespaces(NAMESPACE);
    cluster.createNamespace(NAMESPACE);
    provideImages(cluster, CLIENT_IMAGE);
  });

  afterAll(() => {
    cluster?.deleteNamespaces(NAMESPACE);
  });

  test('are all of the table', () => {
    const shown = PARTS.map(({ image }) => imageNamed(IMAGES, image).name);
    expect(IMAGES.map(({ name }) => name).filter((name) => !shown.includes(name))).toEqual([]);
  });

  for (const part of PARTS) {
    const image = imageNamed(IMAGES, part.image);
    // Each is a scenario of its own: where one fails, the others are tried.
    const step = steps(() => cluster.describe(NAMESPACE));
    step(`${image.name} works${part.program ? `: ${part.program}` : ''}`, async () => {
      provideImages(cluster, image);
      cluster.apply(objectsOf(part, image));
      await shows(part);
    });
  }

  afterEach(() => {
    cluster.kubectl('delete', 'pods', '--selector', 'part,part!=postgres', '--namespace', NAMESPACE, '--wait=true');
  });

  async function shows({ image, logs, serves, runs, calls }: Part): Promise<void> {
    if (logs) {
      await eventually(() => cluster.try(['logs', image, '--namespace', NAMESPACE]).stdout, logs);
    }
    if (serves) {
      const path = `/api/v1/namespaces/${NAMESPACE}/pods/${image}:${serves.port}/proxy/${serves.path}`;
      await eventually(() => cluster.try(['get', '--raw', path]).stdout, serves.body);
    }
    if (runs) {
      await eventually(() => cluster.try(['exec', image, '--namespace', NAMESPACE, '--', ...runs.command]).stdout, runs.output);
    }
    if (calls) {
      cluster.kubectl('wait', '--for=condition=Ready', '--timeout=60s', '--namespace', NAMESPACE, 'pod', image);
      const [answer] = await askFrom(cluster, NAMESPACE, { url: `http://${image}:${calls.port}/mcp`, tool: calls.tool, arguments: calls.arguments });
      expect(answer.error).toBeUndefined();
      expect(JSON.stringify(answer.result)).toMatch(calls.result);
    }
  }
});

/** A part may take its time to start, and more so on a machine that is busy. */
async function eventually(look: () => string, pattern: RegExp): Promise<void> {
  const deadline = Date.now() + 60_000;
  let seen = look();
  while (!pattern.test(seen) && Date.now() < deadline) {
    await sleep(500);
    seen = look();
  }
  expect(seen).toMatch(pattern);
}

/** A pod of the image, its files, and a Service of its name. */
function objectsOf({ image: name, container, files = {}, calls }: Part, image: Image): object[] {
  const metadata = { name, namespace: NAMESPACE, labels: { part: name } };
  const data = Object.fromEntries(Object.entries(files).map(([path, content]) => [path.replaceAll('/', '_'), content]));
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: 'None', selector: metadata.labels } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 1,
        securityContext: { runAsNonRoot: true, runAsUser: userOf(image), seccompProfile: { type: 'RuntimeDefault' } },
        containers: [{
          name: 'part',
          image: image.name,
          imagePullPolicy: 'IfNotPresent',
          readinessProbe: calls && { tcpSocket: { port: calls.port }, periodSeconds: 1 },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '512Mi' } },
          volumeMounts: Object.keys(files).map((path) => ({ name: 'files', mountPath: path, subPath: path.replaceAll('/', '_') })),
          ...container,
        }],
        volumes: [{ name: 'files', configMap: { name } }],
      },
    },
  ];
}

/** The kubelet takes a name for that of root; of an image that says nothing the sidecar injector decides. */
function userOf({ user = '1337' }: Image): number {
  return user === 'nobody' ? 65534 : Number(user.split(':')[0]);
}
