import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { applyWithoutChange } from '../helpers/by-the-book';
import { Cluster } from '../helpers/cluster';
import { eventually } from '../helpers/eventually';
import { Example } from '../helpers/example';
import { Guarded, readGuarded, Reply } from '../helpers/guarded';
import { steps } from '../helpers/steps';

const NAMESPACE = 'monitoring';
const NAMESPACES = ['mcp-observed', NAMESPACE, 'monitoring-nodes'];
const PROMETHEUS: Guarded = { namespace: NAMESPACE, to: 'service/mcp-prometheus', port: 8443 };
const ALERTMANAGER: Guarded = { namespace: NAMESPACE, to: 'service/mcp-alertmanager', port: 8443 };

/** All that the stack scrapes, and how often it is there for each node or once. */
const TARGETS = (nodes: number): Record<string, number> => ({
  'kube-state-metrics': 1,
  'kubelet /metrics': nodes,
  'kubelet /metrics/cadvisor': nodes,
  'kubelet /metrics/resource': nodes,
  'mcp-alertmanager': 2,
  'mcp-probe': 1,
  'mcp-prometheus': 2,
  'node-exporter': nodes,
  'notes': 2,
  'prometheus-operator': 1,
  'stranger': 1,
});

/** A long wait for a machine that does much else. */
const PATIENCE = '--timeout=300s';

describe('examples/observability-stack, applied as docs/observability.md says', () => {
  const example = Example.synthesize('observability-stack');
  const files = readdirSync(example.folder).sort();
  const [definitions] = files.map((file) => join(example.folder, file));
  let cluster: Cluster;
  let before: Set<string>;
  const step = steps(() => NAMESPACES.map((namespace) => cluster?.describe(namespace) ?? '').join('\n'));

  beforeAll(() => {
    cluster = Cluster.find();
    example.clear(cluster);
    example.provideImages(cluster);
    before = cluster.inventory();
  }, 900_000);

  afterAll(() => {
    if (cluster) {
      example.clear(cluster);
    }
  });

  step('the first file holds the definitions, which are established', () => {
    cluster.kubectl('apply', '--server-side', '--force-conflicts', '--filename', definitions);
    cluster.kubectl('wait', '--for=condition=Established', '--timeout=120s', '--filename', definitions);
  });

  step('everything else is applied as it is, and becomes available', () => {
    example.apply(cluster);
    // Who is told of alerts is a secret; the operator waits for it.
    cluster.kubectl('create', 'secret', 'generic', 'alerting', '--namespace', NAMESPACE, '--from-literal=url=http://nobody.mcp-observed.svc:8080/');
    cluster.apply(stranger());
    example.waitUntilAvailable(cluster);
    for (const instance of ['prometheus/mcp', 'alertmanager/mcp']) {
      cluster.kubectl('wait', '--for=condition=Available', PATIENCE, '--namespace', NAMESPACE, instance);
      cluster.kubectl('wait', '--for=condition=Reconciled', PATIENCE, '--namespace', NAMESPACE, instance);
    }
  });

  step('a stranger is not answered, nor is somebody without the right; who has the reader\'s Role is', async () => {
    reader('reads', 'mcp-prometheus-reader', 'mcp-alertmanager-reader');
    reader('reads-not');
    for (const [what, path] of [[PROMETHEUS, '/api/v1/query?query=up'], [ALERTMANAGER, '/api/v2/alerts']] as const) {
      expect(await statuses(what, undefined, path)).toEqual([401]);
      expect(await statuses(what, 'no-token-of-this-cluster', path)).toEqual([401]);
      expect(await statuses(what, token('reads-not'), path)).toEqual([403]);
      expect(await statuses(what, token('reads'), path)).toEqual([200]);
    }
    // Not even a reader may stop it or have it read its configuration anew.
    expect(await statuses(PROMETHEUS, token('reads'), '/-/quit', '/-/reload')).toEqual([404, 404]);
    expect(await statuses({ namespace: NAMESPACE, to: 'service/kube-state-metrics', port: 8443 }, token('reads'), '/metrics')).toEqual([403]);
  });

  step('every target is up, the agent that something else deployed among them', async () => {
    const wanted = TARGETS(cluster.nodes().length);
    const seen = await eventually(targets, ({ up, down }) => down.length === 0 && JSON.stringify(up) === JSON.stringify(wanted));
    expect(seen).toEqual({ up: wanted, down: [] });
  });

  step('agents are known by namespace and name, and all rules are evaluated without an error', async () => {
    const agents = await query('count by (namespace, agent) (mcp_server_info)');
    expect(agents.map(({ metric }) => `${metric.namespace}/${metric.agent}`).sort()).toEqual(['mcp-observed/notes', 'mcp-observed/stranger']);

    // Those of the coarse series are evaluated every 5 minutes, so the first time may be yet to come.
    const isFine = (group: { interval: number }) => group.interval < 300;
    const groups = await eventually(async () => (await ask('/api/v1/rules')).groups, (all) => rulesOf(all.filter(isFine)).every(({ health }) => health !== 'unknown'));
    expect(rulesOf(groups.filter(isFine)).length).toBeGreaterThan(50);
    expect(rulesOf(groups.filter(isFine)).filter(({ health }) => health !== 'ok').map(({ name, lastError }) => [name, lastError])).toEqual([]);
    expect(rulesOf(groups).filter(({ health }) => health === 'err').map(({ name, lastError }) => [name, lastError])).toEqual([]);
  });

  step('alerts reach Alertmanager through its proxy', async () => {
    const names = async () => JSON.parse((await read(ALERTMANAGER, '/api/v2/alerts')).body).map(({ labels }: any) => labels.alertname);
    expect(await eventually(names, (all) => all.includes('McpWatchdog'))).toContain('McpWatchdog');
  });

  step('Prometheus keeps its data when its pod is replaced', async () => {
    const at = Math.floor(Date.now() / 1000);
    const path = `/api/v1/query?query=count(up)&time=${at}`;
    const pod: Guarded = { ...PROMETHEUS, to: 'pod/prometheus-mcp-0' };
    const valueOf = async () => JSON.parse((await read(pod, path)).body).data.result[0]?.value[1];
    const first = await valueOf();
    expect(Number(first)).toBeGreaterThan(0);

    cluster.kubectl('delete', 'pod', 'prometheus-mcp-0', '--namespace', NAMESPACE, '--wait=true', PATIENCE);
    cluster.kubectl('rollout', 'status', 'statefulset/prometheus-mcp', '--namespace', NAMESPACE, PATIENCE);
    expect(await valueOf()).toBe(first);
  });

  step('applying it a second time changes nothing', () => applyWithoutChange(cluster, example));

  step('deleting it in the opposite order leaves nothing', () => {
    for (const file of [...files].reverse()) {
      cluster.kubectl('delete', '--filename', join(example.folder, file), '--ignore-not-found', PATIENCE);
    }
    const left = [...cluster.inventory()].filter((object) => !before.has(object) && !object.startsWith('PersistentVolume'));
    expect(left).toEqual([]);
  });

  /** An account, with the Roles that let it read. */
  function reader(name: string, ...roles: string[]): void {
    const metadata = { name, namespace: 'mcp-observed' };
    cluster.apply([{ apiVersion: 'v1', kind: 'ServiceAccount', metadata }, ...roles.map((role) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: `${role}-${name}`, namespace: NAMESPACE },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    }))]);
  }

  function token(account: string): string {
    return cluster.kubectl('create', 'token', account, '--namespace', 'mcp-observed').trim();
  }

  async function statuses(what: Guarded, shown: string | undefined, ...paths: string[]): Promise<number[]> {
    return (await readGuarded(cluster, what, shown, ...paths)).map(({ status }) => status);
  }

  async function read(what: Guarded, path: string): Promise<Reply> {
    return (await readGuarded(cluster, what, token('reads'), path))[0];
  }

  async function ask(path: string): Promise<any> {
    return JSON.parse((await read(PROMETHEUS, path)).body).data;
  }

  async function query(expr: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
    return (await ask(`/api/v1/query?query=${encodeURIComponent(expr)}`)).result;
  }

  async function targets(): Promise<{ up: Record<string, number>; down: string[] }> {
    const { activeTargets } = await ask('/api/v1/targets?state=active');
    const names: string[] = activeTargets.filter(({ health }: any) => health === 'up').map(({ labels }: any) => [labels.job, labels.metrics_path].filter(Boolean).join(' '));
    const up = Object.fromEntries([...new Set(names)].sort().map((name) => [name, names.filter((each) => each === name).length]));
    const down = activeTargets.filter(({ health }: any) => health !== 'up').map(({ labels, lastError }: any) => `${labels.job}: ${lastError}`);
    return { up, down };
  }
});

function rulesOf(groups: { rules: any[] }[]): any[] {
  return groups.flatMap(({ rules }) => rules);
}

/** An agent that this library did not deploy: all that it has for us is a label of its pod. */
function stranger(): object[] {
  return [{
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'stranger', namespace: 'mcp-observed', labels: { 'app': 'stranger', 'mcp/scrape': 'true' } },
    spec: {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{
        name: 'server',
        image: 'localhost/serve/notes:1.0.0',
        imagePullPolicy: 'IfNotPresent',
        ports: [{ name: 'metrics', containerPort: 9464 }],
        securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
      }],
    },
  }];
}
