import { IMAGES, INTERVALS, NAMESPACE, RECORDED, Variant } from './variants';
import { Cluster } from '../../e2e/helpers/cluster';
import { CLIENT_IMAGE, provideImages } from '../../e2e/helpers/images';
import { installKeda, removeKeda, waitForKeda } from '../../e2e/helpers/keda';
import { lightPrometheus, PROMETHEUS_IMAGE } from '../../e2e/helpers/prometheus';

/** Does something on a cluster with KEDA, a Prometheus and agents at rest, and leaves none of it. */
export async function onStage(cluster: Cluster, variants: readonly Variant[], body: () => Promise<void>): Promise<void> {
  clear(cluster);
  try {
    set(cluster, variants);
    await body();
  } finally {
    clear(cluster);
  }
}

function set(cluster: Cluster, variants: readonly Variant[]): void {
  provideImages(cluster, ...IMAGES, CLIENT_IMAGE, PROMETHEUS_IMAGE, 'mcp-agent-runtime');
  installKeda(cluster);
  cluster.createNamespace(NAMESPACE);
  cluster.apply(lightPrometheus({ namespace: NAMESPACE, intervals: INTERVALS, rules: RECORDED }));
  waitForKeda(cluster);
  cluster.apply(variants.flatMap(({ objects }) => objects()));
  cluster.kubectl('wait', '--for=condition=Available', '--timeout=300s', '--namespace', NAMESPACE, 'deployment', '--all');
}

/** KEDA's objects first, while their operator is there. */
function clear(cluster: Cluster): void {
  removeKeda(cluster);
  cluster.deleteNamespaces(NAMESPACE);
}
