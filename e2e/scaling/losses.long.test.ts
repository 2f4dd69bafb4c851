import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  McpAgentDeployment, McpAgentDeploymentProps, McpProxy, McpServer, NetworkAccess, Peer, ProtocolEra, Scaling, Sessions, VerticalScaling,
} from '../../src';
import { METRICS, PORTS } from '../../src/runtime/contract';
import { RUNTIME_IMAGE } from '../../src/runtime/image';
import { chartOf, manifests } from '../../test/support/synth';
import { Cluster, KubernetesObject } from '../helpers/cluster';
import { eventually } from '../helpers/eventually';
import { CLIENT_IMAGE, provideImages } from '../helpers/images';
import { Load, LoadOrigin, LoadResult, NOTHING_FAILED, whileUnderLoad } from '../helpers/load';
import { Scrape } from '../helpers/metrics';
import { REDIS_IMAGE, redis } from '../helpers/redis';
import { echoes, portable, SDK_V1, SDK_V2 } from '../helpers/scaled-agents';
import { steps } from '../helpers/steps';
import { installVpa, removeVpa, VPA_IMAGES } from '../helpers/vpa';

const NAMESPACE = 'mcp-losses';
const REPLICAS = 3;

/** Of each drill, over all agents: none may fail. */
const CALLS = 5_000;

/** How long clients wait for an answer, in seconds: as long as those of the SDKs do by themselves. Later is lost. */
const PATIENCE = 60;

/** What one replica of each kind of agent asks for, and what its autoscaler changes that to. */
const BEFORE = Cpu.millis(50);
const AFTER = Cpu.millis(60);

/** More than any node has: no pod can be given that in place, so that it is evicted. */
const NEVER = Cpu.units(64);

/** A way to run a server, and who calls it. */
interface Kind {
  readonly name: string;
  readonly props: () => McpAgentDeploymentProps;
  readonly load: Load;
}

const STDIO = 'localhost/cdk8s-mcp-e2e/stdio:1';

const KINDS: readonly Kind[] = [
  {
    name: 'runtime',
    props: () => ({ ...SDK_V1.props(), sessions: portable(NAMESPACE) }),
    load: echoes(NAMESPACE, 'runtime', 'legacy', 30, 200),
  },
  { name: 'node', props: SDK_V2.props, load: echoes(NAMESPACE, 'node', 'modern', 25) },
  {
    name: 'stdio',
    props: () => ({ server: McpServer.stdio(STDIO, ['mcp-server-everything', 'stdio']) }),
    load: { ...echoes(NAMESPACE, 'stdio', 'modern', 15, 4), cases: [{ arguments: { message: '{{token}}' }, answer: '{{token}}' }] },
  },
  {
    name: 'proxy',
    props: () => ({
      server: McpServer.http(SDK_V2.image, {
        port: 3000, protocol: ProtocolEra.MODERN, proxy: McpProxy.sidecar({ resources: { cpu: { request: Cpu.millis(20) } } }),
      }),
      sessions: Sessions.stateless(),
    }),
    load: echoes(NAMESPACE, 'proxy', 'modern', 20),
  },
];

/** The one whose sessions are nowhere but in its pods. */
const FORWARDED: Kind = { name: 'forwarded', props: SDK_V1.props, load: echoes(NAMESPACE, 'forwarded', 'legacy', 20, 30) };

describe('agents of every kind whose pods must go while they are called', () => {
  let cluster: Cluster;
  const step = steps(() => cluster?.describe(NAMESPACE) ?? '');

  beforeAll(() => {
    cluster = Cluster.find();
    cluster.deleteNamespaces(NAMESPACE);
    provideImages(cluster, SDK_V1.image, SDK_V2.image, STDIO, RUNTIME_IMAGE, CLIENT_IMAGE, REDIS_IMAGE, ...VPA_IMAGES);
  }, 1_800_000);

  afterAll(() => {
    if (cluster) {
      cluster.deleteNamespaces(NAMESPACE);
      removeVpa(cluster);
    }
  });

  step('they become available', () => {
    cluster.createNamespace(NAMESPACE);
    cluster.apply([...redis(NAMESPACE), ...[...KINDS, FORWARDED].flatMap(objectsOf).filter(({ kind }) => !OF_OTHERS.has(kind))]);
    cluster.kubectl('wait', '--for=condition=Available', '--timeout=240s', '--namespace', NAMESPACE, 'deployment', '--all');
  });

  step('replicas leave', async () => {
    await losesNothing(() => {
      scale(1);
      settle(1);
    });
    scale(REPLICAS);
    settle(REPLICAS);
  });

  step('a new version is rolled out', async () => {
    await losesNothing(() => {
      KINDS.forEach(({ name }) => cluster.kubectl('rollout', 'restart', `deployment/${name}`, '--namespace', NAMESPACE));
      settle(REPLICAS);
    });
  });

  step('a node is drained', async () => {
    const node = cluster.nodes().at(-1)!;
    await losesNothing(() => {
      cluster.kubectl('drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=240s', '--pod-selector', 'app.kubernetes.io/component=mcp-server');
      settle(REPLICAS);
      cluster.kubectl('uncordon', node);
    }, { awayFrom: cluster.nodes().length > 1 ? node : undefined });
  });

  step('requests are changed in running pods, which go on', async () => {
    installVpa(cluster);
    const before = pods();
    await losesNothing(async () => {
      cluster.apply(autoscalers(AFTER));
      await eventually(async () => requests(), (seen) => seen.every((cpu) => cpu === '60m'), 200);
    });
    expect(requests()).toEqual(before.map(() => '60m'));
    expect(pods().map(({ metadata }) => metadata.uid).sort()).toEqual(before.map(({ metadata }) => metadata.uid).sort());
    expect(pods().flatMap(({ status }) => status.containerStatuses).every(({ restartCount }) => restartCount === 0)).toBe(true);
  });

  step('pods are evicted by the Vertical Pod Autoscaler, since no node has what they need', async () => {
    const before = pods();
    await losesNothing(async () => {
      cluster.apply(autoscalers(NEVER));
      await eventually(async () => replaced(before).length, (count) => count >= KINDS.length, 200);
      cluster.delete(autoscalers(NEVER));
      settle(REPLICAS);
    });
    expect(replaced(before).length).toBeGreaterThanOrEqual(KINDS.length);
  });

  step('without a Redis a pod that leaves takes with it the sessions that it has, and no others', async () => {
    const [leaving] = pods('forwarded');
    cluster.kubectl('annotate', 'pod', leaving.metadata.name, 'controller.kubernetes.io/pod-deletion-cost=-1000', '--namespace', NAMESPACE);
    let its = 0;
    const result = await whileUnderLoad(cluster, { namespace: NAMESPACE }, { ...FORWARDED.load, reconnect: true }, async () => {
      its = (await Scrape.of(cluster, NAMESPACE, leaving.metadata.name, PORTS.METRICS)).sum(METRICS.sessionsActive.name)!;
      cluster.kubectl('scale', 'deployment/forwarded', `--replicas=${REPLICAS - 1}`, '--namespace', NAMESPACE);
      cluster.kubectl('wait', '--for=delete', '--timeout=120s', '--namespace', NAMESPACE, `pod/${leaving.metadata.name}`);
      await sleep(10_000);
    });
    expect(its).toBeGreaterThan(0);
    expect(result).toMatchObject({ lost: 0, wrong: 0, duplicates: 0, sessions: { opened: 30 + its, lost: its } });
  });

  /** Does something while all agents are called, until there were enough calls. */
  async function losesNothing(body: () => void | Promise<void>, from: Omit<LoadOrigin, 'namespace'> = {}): Promise<void> {
    const rate = KINDS.reduce((sum, { load }) => sum + load.rate!, 0);
    const results = await whileAllAreCalled({ namespace: NAMESPACE, cpu: '50m', ...from }, KINDS, async () => {
      const enough = sleep((CALLS / rate) * 1_000);
      await body();
      await enough;
    });
    expect(results.reduce((sum, { started }) => sum + started, 0)).toBeGreaterThanOrEqual(CALLS);
    for (const result of results) {
      expect(result).toMatchObject({ ...NOTHING_FAILED, toolErrors: 0, sessions: { lost: 0 } });
      expect(result.ok).toBe(result.started);
    }
    expect(results[0].sessions.opened).toBe(KINDS[0].load.sessions);
  }

  async function whileAllAreCalled(origin: LoadOrigin, kinds: readonly Kind[], body: () => Promise<void>): Promise<LoadResult[]> {
    const [first, ...others] = kinds;
    if (!first) {
      await body();
      return [];
    }
    const results: LoadResult[] = [];
    const result = await whileUnderLoad(cluster, origin, { ...first.load, deadlineSeconds: PATIENCE }, async () => {
      results.push(...await whileAllAreCalled(origin, others, body));
    });
    process.stderr.write(`          ${first.name}: p99 ${result.ms.p99} ms\n`);
    return [result, ...results];
  }

  function scale(replicas: number): void {
    cluster.kubectl('scale', ...KINDS.map(({ name }) => `deployment/${name}`), `--replicas=${replicas}`, '--namespace', NAMESPACE);
  }

  /** Until there are so many pods, all of them at work, and none that is still on its way out. */
  function settle(replicas: number): void {
    KINDS.forEach(({ name }) => cluster.kubectl('rollout', 'status', `deployment/${name}`, '--namespace', NAMESPACE, '--timeout=240s'));
    const leaving = pods().filter(({ metadata }) => 'deletionTimestamp' in metadata).map(({ metadata }) => `pod/${metadata.name}`);
    if (leaving.length > 0) {
      cluster.kubectl('wait', '--for=delete', '--timeout=120s', '--namespace', NAMESPACE, ...leaving);
    }
    expect(pods()).toHaveLength(replicas * KINDS.length);
  }

  /** Those of an agent, or of all that must not lose anything. */
  function pods(agent = KINDS.map(({ name }) => name).join()): KubernetesObject[] {
    return cluster.list('pods', '--namespace', NAMESPACE, '--selector', `app.kubernetes.io/name in (${agent})`);
  }

  /** Pods that were not there before. */
  function replaced(before: readonly KubernetesObject[]): KubernetesObject[] {
    const uids = new Set(before.map(({ metadata }) => metadata.uid));
    return pods().filter(({ metadata }) => !uids.has(metadata.uid));
  }

  /** CPU that the server's containers ask for. */
  function requests(): string[] {
    return pods().map(({ spec }) => spec.containers.find(({ name }: { name: string }) => name === 'server').resources.requests.cpu);
  }
});

/** Kinds whose CRDs are not there, or come later. */
const OF_OTHERS = new Set(['ServiceMonitor', 'VerticalPodAutoscaler']);

function objectsOf({ name, props }: Kind): KubernetesObject[] {
  const chart = chartOf(NAMESPACE);
  new McpAgentDeployment(chart, name, {
    longestToolCall: Duration.seconds(20),
    resources: { cpu: { request: BEFORE } },
    scaling: Scaling.fixed(REPLICAS),
    network: NetworkAccess.restricted({ callers: [Peer.sameNamespace()] }),
    ...props(),
    verticalScaling: VerticalScaling.inPlace(),
  });
  return manifests(chart);
}

/** What sets the requests of all of them to a value, whatever it finds. */
function autoscalers(cpu: Cpu): KubernetesObject[] {
  const amount = { cpu: cpu.amount };
  return KINDS.flatMap(objectsOf).filter(({ kind }) => kind === 'VerticalPodAutoscaler').map((autoscaler) => {
    Object.assign(autoscaler.spec.resourcePolicy.containerPolicies[0], { controlledResources: ['cpu'], minAllowed: amount, maxAllowed: amount });
    return autoscaler;
  });
}
