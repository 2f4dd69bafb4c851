import { setTimeout as sleep } from 'node:timers/promises';
import { LoadSource, Scaling, ScalingMetric } from '../../src';
import { RUNTIME_IMAGE } from '../../src/runtime/image';
import { Cluster } from '../helpers/cluster';
import { CLIENT_IMAGE, provideImages } from '../helpers/images';
import { installKeda, KEDA_IMAGES, KEDA_NAMESPACE, removeKeda, waitForKeda } from '../helpers/keda';
import { NOTHING_FAILED, whileUnderLoad } from '../helpers/load';
import { lightPrometheus, PROMETHEUS_IMAGE, prometheusUrl } from '../helpers/prometheus';
import { inFlight, leavingAtOnce, scaledAgent, SDK_V2 } from '../helpers/scaled-agents';
import { ScalingWatch } from '../helpers/scaling-watch';
import { steps } from '../helpers/steps';

const NAMESPACE = 'mcp-scaling-faults';
const AGENT = 'busy';
const AUTOSCALER = `keda-hpa-${AGENT}`;

/** 25 calls in flight, of which each replica should have ten. */
const WANTED = 3;

/** For as long as Prometheus is away, and what KEDA has to show that nothing jumps: eight of the controller's looks, and four. */
const AWAY_MS = 120_000;
const WATCHED_MS = 60_000;

describe('an agent that scales on calls in flight, when what tells of them fails', () => {
  let cluster: Cluster;
  let watch: ScalingWatch;
  const step = steps(() => [NAMESPACE, KEDA_NAMESPACE].map((namespace) => cluster?.describe(namespace) ?? '').join('\n'));

  beforeAll(() => {
    cluster = Cluster.find();
    clear();
    provideImages(cluster, SDK_V2.image, RUNTIME_IMAGE, CLIENT_IMAGE, PROMETHEUS_IMAGE, ...KEDA_IMAGES);
  }, 1_800_000);

  afterAll(() => {
    watch?.stop();
    if (cluster) {
      clear();
    }
  });

  step('it becomes available', async () => {
    installKeda(cluster);
    cluster.createNamespace(NAMESPACE);
    cluster.apply(lightPrometheus({ namespace: NAMESPACE, intervals: { '.*': 5 } }));
    waitForKeda(cluster);
    const source = LoadSource.keda({ prometheusUrl: prometheusUrl(NAMESPACE) });
    // Replicas may leave at once, so that nothing but the fallback keeps them.
    const scaling = Scaling.between(1, 5).on(ScalingMetric.callsInFlight(10)).from(source);
    cluster.apply(leavingAtOnce(scaledAgent(NAMESPACE, AGENT, SDK_V2.props(), scaling)));
    watch = ScalingWatch.start(cluster, NAMESPACE);
    await watch.rests(AGENT, AUTOSCALER, 1);
  });

  step('Prometheus is gone for two minutes under load: no replica leaves', async () => {
    await whileItHasWork(async () => {
      const gone = Date.now();
      cluster.kubectl('scale', 'deployment/prometheus', '--replicas=0', '--namespace', NAMESPACE);
      await sleep(AWAY_MS);
      cluster.kubectl('scale', 'deployment/prometheus', '--replicas=1', '--namespace', NAMESPACE);
      cluster.kubectl('rollout', 'status', 'deployment/prometheus', '--namespace', NAMESPACE, '--timeout=120s');
      await sleep(WATCHED_MS);
      expect(new Set(watch.wantedSince(AUTOSCALER, gone))).toEqual(new Set([WANTED]));
    });
  });

  step('KEDA is restarted under load: nothing jumps', async () => {
    await whileItHasWork(async () => {
      const restarted = Date.now();
      cluster.kubectl('rollout', 'restart', 'deployment', '--namespace', KEDA_NAMESPACE);
      waitForKeda(cluster);
      await sleep(WATCHED_MS);
      expect(new Set(watch.wantedSince(AUTOSCALER, restarted))).toEqual(new Set([WANTED]));
    });
  });

  /** Does something while the agent has the replicas that its load needs, and no call may fail. */
  async function whileItHasWork(body: () => Promise<void>): Promise<void> {
    await watch.rests(AGENT, AUTOSCALER, 1);
    const result = await whileUnderLoad(cluster, { namespace: NAMESPACE }, inFlight(NAMESPACE, AGENT, SDK_V2.era, 25), async () => {
      await watch.hasReady(AGENT, (replicas) => replicas === WANTED, Date.now());
      await body();
    });
    expect(result).toMatchObject(NOTHING_FAILED);
  }

  function clear(): void {
    removeKeda(cluster);
    cluster.deleteNamespaces(NAMESPACE);
  }
});
