import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from 'cdk8s';
import { Cpu, EnvValue, Secret } from 'cdk8s-plus-28';
import { McpAgentDeployment, McpServer, Peer, ProtocolEra, Scaling, Sessions } from '../../src';
import { chartOf, manifests } from '../../test/support/synth';
import { askFrom } from '../helpers/client';
import { Cluster, KubernetesObject } from '../helpers/cluster';
import { CLIENT_IMAGE, provideImages } from '../helpers/images';
import { Load, NOTHING_FAILED, putLoad, whileUnderLoad } from '../helpers/load';
import { Scrape } from '../helpers/metrics';
import { REDIS_IMAGE, REDIS_SECRET, redis } from '../helpers/redis';
import { steps } from '../helpers/steps';

const NAMESPACE = 'mcp-sessions';
const IMAGE = 'localhost/cdk8s-mcp-e2e/serve:1';
const REPLICAS = 3;

/** Twelve clients with sessions of their own: kube-proxy sends each of their connections to a replica at random. */
const ECHO: Omit<Load, 'url'> = {
  tool: 'echo',
  cases: [{ arguments: { text: '{{token}}' }, answer: '{{token}}' }],
  era: 'legacy',
  sessions: 12,
  rate: 30,
};

/** A call that is in flight for long enough to be caught by a crash. */
const SLEEP = { tool: 'sleep', cases: [{ arguments: { ms: 500 }, answer: 'slept 500 ms' }] };

describe.each([
  { kind: 'forwarded', sessions: () => Sessions.forwarded() },
  { kind: 'portable', sessions: () => Sessions.portable(redisUrl(), { redisPeer: Peer.pods({ labels: { app: 'redis' } }) }) },
])('an agent of three replicas whose sessions are $kind', ({ kind, sessions }) => {
  const url = `http://${kind}.${NAMESPACE}.svc.cluster.local/mcp`;
  let cluster: Cluster;
  const step = steps(() => cluster?.describe(NAMESPACE) ?? '');

  beforeAll(() => {
    cluster = Cluster.find();
    cluster.deleteNamespaces(NAMESPACE);
    provideImages(cluster, IMAGE, CLIENT_IMAGE, ...kind === 'portable' ? [REDIS_IMAGE] : []);
  });

  afterAll(() => {
    cluster?.deleteNamespaces(NAMESPACE);
  });

  step('becomes available', () => {
    const chart = chartOf(NAMESPACE);
    new McpAgentDeployment(chart, kind, {
      server: McpServer.runtime(IMAGE, { protocol: ProtocolEra.LEGACY }),
      sessions: sessions(),
      scaling: Scaling.fixed(REPLICAS),
      longestToolCall: Duration.seconds(30),
      resources: { cpu: { request: Cpu.millis(50) } },
    });
    cluster.createNamespace(NAMESPACE);
    cluster.apply([...kind === 'portable' ? redis(NAMESPACE) : [], ...manifests(chart)].filter((object) => !OF_OTHERS.has(object.kind)));
    cluster.kubectl('wait', '--for=condition=Available', '--timeout=180s', '--namespace', NAMESPACE, 'deployment', '--all');
  });

  step('serves sessions whole, whichever replica a request reaches', async () => {
    const result = await putLoad(cluster, { namespace: NAMESPACE }, { ...ECHO, url, seconds: 10 });

    expect(result).toMatchObject({ ...NOTHING_FAILED, sessions: { opened: 12, lost: 0 } });
    expect(await forwarded()).toBeGreaterThan(0);
  });

  step('is rolled out under load: no call fails, and no session is lost', async () => {
    const old = pods();
    const result = await whileUnderLoad(cluster, { namespace: NAMESPACE }, { ...ECHO, url }, () => {
      cluster.kubectl('rollout', 'restart', `deployment/${kind}`, '--namespace', NAMESPACE);
      cluster.kubectl('rollout', 'status', `deployment/${kind}`, '--namespace', NAMESPACE, '--timeout=180s');
      if (kind === 'portable') { // sessions move on, so the old pods need not wait for them to end
        cluster.kubectl('wait', '--for=delete', '--timeout=120s', '--namespace', NAMESPACE, ...old.map(({ metadata }) => `pod/${metadata.name}`));
      }
    });
    expect(result).toMatchObject({ ...NOTHING_FAILED, sessions: { opened: 12, lost: 0 } });
  });

  if (kind === 'portable') {
    step('loses a process without warning: the calls in flight in it fail, and no session is lost', async () => {
      const result = await whileUnderLoad(cluster, { namespace: NAMESPACE }, { ...ECHO, ...SLEEP, url, rate: 12 }, async () => {
        await askFrom(cluster, NAMESPACE, { url, tool: 'crash' });
        cluster.kubectl('rollout', 'status', `deployment/${kind}`, '--namespace', NAMESPACE, '--timeout=180s');
        await sleep(10_000);
      });
      expect(restarts()).toBe(1);
      // Six calls of 500 ms are in flight at any time, in three processes; others never reach it while the Service still lists it.
      const refused = result.failures.ECONNREFUSED ?? 0;
      expect(result.failed - refused + result.lost).toBeLessThanOrEqual(6);
      expect(result).toMatchObject({ wrong: 0, duplicates: 0, sessions: { opened: 12, lost: 0 } });
    });
  }

  function restarts(): number {
    return pods().reduce((sum, { status }) => sum + status.containerStatuses[0].restartCount, 0);
  }

  function pods(): KubernetesObject[] {
    return cluster.list('pods', '--namespace', NAMESPACE, '--selector', `app.kubernetes.io/name=${kind}`);
  }

  /** How many requests the replicas have passed on to each other, as their metrics tell. */
  async function forwarded(): Promise<number> {
    const scrapes = await Promise.all(pods().map(({ metadata: { name } }) => Scrape.of(cluster, NAMESPACE, name, 9464)));
    return scrapes.reduce((sum, scrape) => sum + (scrape.sum('mcp_server_forwarded_requests_total', { outcome: 'forwarded' }) ?? 0), 0);
  }
});

/** Kinds whose CRDs this drill does without. */
const OF_OTHERS = new Set(['ServiceMonitor', 'VerticalPodAutoscaler']);

function redisUrl(): EnvValue {
  return EnvValue.fromSecretValue({ secret: Secret.fromSecretName(chartOf(NAMESPACE), 'redis', REDIS_SECRET), key: 'url' });
}
