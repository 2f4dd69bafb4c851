import { join } from 'node:path';
import { Cluster, KubernetesObject } from './cluster';
import { provideImages } from './images';
import { isCrd, objectsIn } from './manifests';
import { goModuleFiles } from '../../tools/go-module';

/** The version that is documented, and whose images the table has. */
const VERSION = '1.7.2';

const MODULE = {
  module: 'k8s.io/autoscaler/vertical-pod-autoscaler',
  version: `v${VERSION}`,
  sum: 'h1:i+2Eg0xGwVM6XoJ+u6dHU+2KsBGh8vOUaJr7Q+ZHyFw=',
  files: ['deploy'],
};

/** The parts that find requests and set them in running pods. The third, which sets them as pods are created, needs certificates. */
const FILES = ['vpa-v1-crd-gen.yaml', 'vpa-rbac.yaml', 'recommender-deployment.yaml', 'updater-deployment.yaml'];

/** In a hurry, and without waiting for the part that is not there. */
const ARGS: Readonly<Record<string, string[]>> = {
  'vpa-recommender': ['--recommender-interval=10s', '--pod-recommendation-min-cpu-millicores=10'],
  'vpa-updater': ['--updater-interval=10s', '--use-admission-controller-status=false'],
};

/** Their images. */
export const VPA_IMAGES = ['vpa-recommender', 'vpa-updater'].map((name) => `registry.k8s.io/autoscaling/${name}:${VERSION}`);

/** Applies the Vertical Pod Autoscaler's own manifests, until it does its work. */
export function installVpa(cluster: Cluster): void {
  provideImages(cluster, ...VPA_IMAGES);
  const all = objects();
  cluster.install(all.filter(isCrd) as { metadata: { name: string } }[]);
  cluster.apply(all.filter((object) => !isCrd(object)));
  for (const name of Object.keys(ARGS)) {
    cluster.kubectl('rollout', 'status', `deployment/${name}`, '--namespace', 'kube-system', '--timeout=120s');
  }
}

/** Removes it; the CRDs stay, as all do. */
export function removeVpa(cluster: Cluster): void {
  cluster.delete(objects().filter((object) => !isCrd(object)));
}

function objects(): KubernetesObject[] {
  const folder = join(goModuleFiles(MODULE), 'deploy');
  const all = FILES.flatMap((file) => objectsIn(join(folder, file)));
  for (const { metadata, spec } of all.filter((object) => object.kind === 'Deployment')) {
    const [container] = spec.template.spec.containers;
    container.args = [...container.args ?? [], ...ARGS[metadata.name]];
    container.imagePullPolicy = 'IfNotPresent';
    // Upstream's requests are those of a large cluster.
    container.resources = { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } };
  }
  return all;
}
