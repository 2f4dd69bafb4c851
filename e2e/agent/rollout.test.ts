import { Cluster, KubernetesObject } from '../helpers/cluster';
import { Example } from '../helpers/example';
import { CLIENT_IMAGE, provideImages } from '../helpers/images';
import { NOTHING_FAILED, whileUnderLoad } from '../helpers/load';
import { NAMESPACE, WEATHER_LOAD } from '../helpers/quickstart';
import { steps } from '../helpers/steps';

const SELECTOR = 'app.kubernetes.io/name=weather';

describe('an agent whose pods must go while it is called', () => {
  const example = Example.synthesize('quickstart');
  let cluster: Cluster;
  const step = steps(() => cluster.describe(NAMESPACE));
  const pods = () => cluster.list('pods', '--namespace', NAMESPACE, '--selector', SELECTOR);

  beforeAll(() => {
    cluster = Cluster.find();
    cluster.deleteNamespaces(NAMESPACE);
    example.provideImages(cluster);
    provideImages(cluster, CLIENT_IMAGE);
    example.installCrds(cluster);
    example.apply(cluster);
    example.waitUntilAvailable(cluster);
  });

  afterAll(() => {
    cluster?.deleteNamespaces(NAMESPACE);
  });

  step('its pods are spread over the nodes', () => {
    const nodes = new Set(pods().map(({ spec }) => spec.nodeName));
    expect(nodes.size).toBe(Math.min(2, cluster.nodes().length));
  });

  step('a new version is rolled out, and no call fails', async () => {
    const old = pods();
    const result = await whileUnderLoad(cluster, { namespace: NAMESPACE }, WEATHER_LOAD, () => {
      cluster.kubectl('rollout', 'restart', 'deployment/weather', '--namespace', NAMESPACE);
      waitUntilReplaced(old);
    });
    expect(result).toMatchObject(NOTHING_FAILED);
    expect(result.ok).toBe(result.started);
  });

  step('its pods are evicted from a node that is drained, and no call fails', async () => {
    const node = nodeToDrain();
    const result = await whileUnderLoad(cluster, { namespace: NAMESPACE, awayFrom: node }, WEATHER_LOAD, () => {
      evictFrom(node);
    });
    expect(result).toMatchObject(NOTHING_FAILED);
    expect(result.ok).toBe(result.started);
  });

  /** A node that has pods of the agent; undefined where there is no other one, and pods are then evicted one by one. */
  function nodeToDrain(): string | undefined {
    return cluster.nodes().length > 1 ? pods()[0].spec.nodeName : undefined;
  }

  function evictFrom(node: string | undefined): void {
    if (node) {
      const onNode = pods().filter(({ spec }) => spec.nodeName === node);
      cluster.kubectl('drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=120s', '--pod-selector', SELECTOR);
      waitUntilReplaced(onNode);
      cluster.kubectl('uncordon', node);
      return;
    }
    process.stderr.write('          there is no second node to drain: the Eviction API is asked by itself\n');
    for (const pod of pods()) {
      evict(pod);
      waitUntilReplaced([pod]);
    }
  }

  function evict({ metadata: { name } }: KubernetesObject): void {
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: NAMESPACE } };
    const path = `/api/v1/namespaces/${NAMESPACE}/pods/${name}/eviction`;
    cluster.pipe(JSON.stringify(eviction), 'create', '--raw', path, '--filename', '-');
  }

  /** Until pods are gone to the last, not merely on their way, and others do their work. */
  function waitUntilReplaced(old: KubernetesObject[]): void {
    cluster.kubectl('rollout', 'status', 'deployment/weather', '--namespace', NAMESPACE, '--timeout=120s');
    const names = old.map(({ metadata }) => `pod/${metadata.name}`);
    cluster.kubectl('wait', '--for=delete', '--timeout=120s', '--namespace', NAMESPACE, ...names);
  }
});
