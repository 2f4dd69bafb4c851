import { Duration } from 'cdk8s';
import { LoadSource, Scaling, ScalingMetric } from '../../src';
import { RUNTIME_IMAGE } from '../../src/runtime/image';
import { AgentMetrics } from '../helpers/agent-metrics';
import { Cluster } from '../helpers/cluster';
import { CLIENT_IMAGE, provideImages } from '../helpers/images';
import { installKeda, KEDA_IMAGES, KEDA_NAMESPACE, removeKeda, waitForKeda } from '../helpers/keda';
import { NOTHING_FAILED, whileUnderLoad } from '../helpers/load';
import { lightPrometheus, PROMETHEUS_IMAGE, prometheusUrl } from '../helpers/prometheus';
import { REDIS_IMAGE, redis } from '../helpers/redis';
import { echoes, inFlight, leavingAtOnce, portable, scaledAgent, SDK_V1 } from '../helpers/scaled-agents';
import { ScalingWatch } from '../helpers/scaling-watch';
import { steps } from '../helpers/steps';

const NAMESPACE = 'mcp-scaling-up';
const AGENT = 'busy';
const AUTOSCALER = `keda-hpa-${AGENT}`;

/** What docs/scaling.md promises. */
const PROMISED_SECONDS = 60;

describe('an agent on the runtime that scales on calls in flight', () => {
  let cluster: Cluster;
  let watch: ScalingWatch;
  const step = steps(() => [NAMESPACE, KEDA_NAMESPACE].map((namespace) => cluster?.describe(namespace) ?? '').join('\n'));

  beforeAll(() => {
    cluster = Cluster.find();
    clear();
    provideImages(cluster, SDK_V1.image, RUNTIME_IMAGE, CLIENT_IMAGE, PROMETHEUS_IMAGE, REDIS_IMAGE, ...KEDA_IMAGES);
  }, 1_800_000);

  afterAll(() => {
    watch?.stop();
    if (cluster) {
      clear();
    }
  });

  step('KEDA is installed as the docs say, and the agent becomes available beside a Prometheus', () => {
    installKeda(cluster);
    cluster.createNamespace(NAMESPACE);
    cluster.apply([...lightPrometheus({ namespace: NAMESPACE, intervals: { '.*': 5 } }), ...redis(NAMESPACE)]);
    waitForKeda(cluster);
    cluster.apply(agent());
    cluster.kubectl('wait', '--for=condition=Available', '--timeout=180s', '--namespace', NAMESPACE, 'deployment', '--all');
  });

  step('its autoscaler knows its load before anybody has called it', async () => {
    watch = ScalingWatch.start(cluster, NAMESPACE);
    await watch.rests(AGENT, AUTOSCALER, 1);
    cluster.kubectl('wait', '--for=condition=ScalingActive', '--timeout=60s', '--namespace', NAMESPACE, `hpa/${AUTOSCALER}`);
  });

  step('load rises: within a minute more replicas are wanted, and serve; it falls: they leave, and no call fails', async () => {
    const steady = await whileUnderLoad(cluster, { namespace: NAMESPACE }, echoes(NAMESPACE, AGENT, SDK_V1.era, 10, 4), async () => {
      const wave = await whileUnderLoad(cluster, { namespace: NAMESPACE }, inFlight(NAMESPACE, AGENT, SDK_V1.era, 25), async () => {
        const begun = Date.now();
        const decided = await watch.wants(AUTOSCALER, (replicas) => replicas === 3, begun, PROMISED_SECONDS);
        const serving = await watch.hasReady(AGENT, (replicas) => replicas === 3, decided.at);
        process.stderr.write(`          decided ${seconds(begun, decided.at)} s after the load was seen, serving after ${seconds(begun, serving.at)} s\n`);
      });
      expect(wave).toMatchObject(NOTHING_FAILED);
      await watch.rests(AGENT, AUTOSCALER, 1);
    });
    expect(steady).toMatchObject({ ...NOTHING_FAILED, sessions: { opened: 4, lost: 0 } });
    expect(steady.ok).toBe(steady.started);
  });

  step('no pod is left with work, and none counted what another one did', async () => {
    const metrics = await AgentMetrics.of(cluster, NAMESPACE, AGENT);
    expect({ inFlight: metrics.inFlight, sessions: metrics.sessions }).toEqual({ inFlight: 0, sessions: 0 });
  });

  function clear(): void {
    removeKeda(cluster);
    cluster.deleteNamespaces(NAMESPACE);
  }
});

/** One to four replicas, ten calls in flight each; nobody waits here for five quiet minutes. */
function agent() {
  const source = LoadSource.keda({ prometheusUrl: prometheusUrl(NAMESPACE) });
  const scaling = Scaling.between(1, 4).on(ScalingMetric.callsInFlight(10)).from(source);
  const props = { ...SDK_V1.props(), sessions: portable(NAMESPACE), longestToolCall: Duration.seconds(10) };
  return leavingAtOnce(scaledAgent(NAMESPACE, AGENT, props, scaling));
}

function seconds(from: number, to: number): string {
  return ((to - from) / 1_000).toFixed(1);
}
