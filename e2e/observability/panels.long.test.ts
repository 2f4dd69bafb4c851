import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dashboards } from '../../src/observability/dashboards/dashboards';
import { PanelRequest, requestsOf } from '../../tools/dashboards/requests';
import { Cluster } from '../helpers/cluster';
import { eventually } from '../helpers/eventually';
import { Example } from '../helpers/example';
import { Guarded, readGuarded } from '../helpers/guarded';
import { CLIENT_IMAGE, provideImages } from '../helpers/images';
import { whileUnderLoad } from '../helpers/load';
import { steps } from '../helpers/steps';

const OBSERVED = 'mcp-observed';
const PROMETHEUS: Guarded = { namespace: 'monitoring', to: 'service/mcp-prometheus', port: 8443 };

const FIXED = 'the example\'s agent has a fixed number of replicas';

/** Panels that nothing here can fill, and why; of some only one query: "Panel, B". */
const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'MCP / Registry': { '*': 'the example deploys no registry' },
  'MCP / Overview': {
    'Load by agent': FIXED,
    'Replicas by agent': FIXED,
    'At their limit': FIXED,
  },
  'MCP / Agent': {
    'Drives now': FIXED,
    'At its limit': FIXED,
    'Load by metric, A': FIXED,
    'Wanted, ready, limits': FIXED,
    'Questions without an answer, C': FIXED,
    'Requests to clients by method': 'the server asks its clients for nothing',
    'Duration of requests to clients': 'the server asks its clients for nothing',
    'Processes': 'the server is none over stdio',
    'Processes ended': 'the server is none over stdio',
    'Memory of processes': 'the server is none over stdio',
    'CPU of processes': 'the server is none over stdio',
    'CPU, B': 'agents have no CPU limit',
  },
  'MCP / Infrastructure': {
    'Replicas of all agents': FIXED,
    'Throttled': 'agents have no CPU limit, so that nothing throttles them',
    'Volumes': 'the testbed\'s volumes are folders of the node, which the kubelet has no figures of',
    'Received': 'with containerd 1.6 the kubelet tells of no pod\'s network',
    'Sent': 'with containerd 1.6 the kubelet tells of no pod\'s network',
  },
  'MCP / Business': {
    'Operations by agent': 'the first full hour is not over',
    'Operations by method': 'the first full hour is not over',
    'Over the week, A': 'the first full hour is not over',
    'Operations a day': 'the first full hour is not over',
    'Agents a day': 'the first full hour is not over',
    'Over the day, B': 'there was no day before',
    'Over the day, C': 'there was no week before',
    'Over the day, D': 'there was no week before',
    'Over the week, B': 'there was no week before',
    'Day over day': 'there was no day before',
    'Week over week': 'there was no week before',
  },
};

describe('every panel of every dashboard has data while an agent is under load', () => {
  const example = Example.synthesize('observability-stack');
  let cluster: Cluster;
  const step = steps(() => [OBSERVED, 'monitoring'].map((namespace) => cluster?.describe(namespace) ?? '').join('\n'));

  beforeAll(() => {
    cluster = Cluster.find();
    example.clear(cluster);
    example.provideImages(cluster);
    provideImages(cluster, CLIENT_IMAGE);
  }, 900_000);

  afterAll(() => {
    if (cluster) {
      example.clear(cluster);
    }
  });

  step('the stack and an agent are applied, and become available', () => {
    const [definitions] = readdirSync(example.folder).sort().map((file) => join(example.folder, file));
    cluster.kubectl('apply', '--server-side', '--force-conflicts', '--filename', definitions);
    cluster.kubectl('wait', '--for=condition=Established', '--timeout=120s', '--filename', definitions);
    example.apply(cluster);
    cluster.kubectl('create', 'secret', 'generic', 'alerting', '--namespace', 'monitoring', '--from-literal=url=http://nobody.mcp-observed.svc:8080/');
    example.waitUntilAvailable(cluster);
    cluster.kubectl('wait', '--for=condition=Available', '--timeout=300s', '--namespace', 'monitoring', 'prometheus/mcp');
    cluster.apply(reader());
  });

  step('no query is empty but those that are known to be', async () => {
    const empty: string[] = [];
    await whileUnderLoad(cluster, { namespace: OBSERVED }, {
      url: `http://notes.${OBSERVED}.svc.cluster.local/mcp`,
      tool: 'add_note',
      sessions: 8,
      rate: 10,
      reconnect: true,
      cases: [{ arguments: { note: '{{token}}' }, answer: '{{token}}' }],
    }, async () => {
      // Series that are recorded every 5 minutes need as long to be there.
      empty.push(...await eventually(emptyQueries, (names) => names.length === 0, 420));
    });
    expect(empty).toEqual([]);
  });

  /** An account that may ask Prometheus. */
  function reader(): object[] {
    const metadata = { name: 'panels', namespace: OBSERVED };
    return [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata }, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'mcp-prometheus-reader-panels', namespace: 'monitoring' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'mcp-prometheus-reader' },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    }];
  }

  /** The queries without an answer, by their panels' names, which no exception excuses. */
  async function emptyQueries(): Promise<string[]> {
    const to = Math.floor(Date.now() / 1000);
    const chosen = { namespace: OBSERVED, agent: 'notes' };
    const asked = dashboards()
      .flatMap(({ name, json }) => requestsOf(json, { from: to - 900, to, variables: name === 'agent' ? chosen : {} }))
      .filter((request) => !isExcused(request));
    const token = cluster.kubectl('create', 'token', 'panels', '--namespace', OBSERVED).trim();
    const replies = await readGuarded(cluster, PROMETHEUS, token, ...asked.map(({ url }) => url));
    return asked.flatMap(({ dashboard, panel, refId, expr }, index) => {
      const { status, error, data } = JSON.parse(replies[index].body);
      return status === 'success' && data.result.length > 0 ? [] : [`${dashboard}, ${panel}, ${refId}: ${error ?? 'no data'} for ${expr}`];
    });
  }
});

function isExcused({ dashboard, panel, refId }: PanelRequest): boolean {
  const excused = EXCEPTIONS[dashboard] ?? {};
  return ['*', panel, `${panel}, ${refId}`].some((name) => name in excused);
}
