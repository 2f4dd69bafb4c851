import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { Cluster, KubernetesObject } from './cluster';
import { provideImages } from './images';
import { isCrd } from './manifests';
import { goModuleFiles } from '../../tools/go-module';

/** KEDA's own namespace, which its manifests make. */
export const KEDA_NAMESPACE = 'keda';

/** The version that is documented, and whose images the table has. */
const VERSION = '2.21.0';

const MODULE = {
  module: 'github.com/kedacore/keda/v2',
  version: `v${VERSION}`,
  sum: 'h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=',
  files: ['config'],
};

/** Its two images. To make them takes minutes, the first time. */
export const KEDA_IMAGES = ['keda', 'keda-metrics-apiserver'].map((name) => `ghcr.io/kedacore/${name}:${VERSION}`);

/** Kinds with finalizers that only the operator takes off. */
const WITH_FINALIZERS = ['scaledobjects.keda.sh', 'scaledjobs.keda.sh', 'triggerauthentications.keda.sh'];

/**
 * Applies what upstream releases as `keda-2.21.0-core.yaml`: its operator and its metrics server, as docs/scaling.md has users do. It
 * does its work once `waitForKeda` says so, which takes half a minute.
 */
export function installKeda(cluster: Cluster): void {
  provideImages(cluster, ...KEDA_IMAGES);
  const all = objects();
  cluster.install(all.filter(isCrd) as { metadata: { name: string } }[]);
  cluster.apply(all.filter((object) => object.kind === 'Namespace'));
  cluster.apply(all.filter((object) => !isCrd(object) && object.kind !== 'Namespace'));
}

/** Waits until the API server gets external metrics from it. */
export function waitForKeda(cluster: Cluster): void {
  cluster.kubectl('wait', '--for=condition=Available', '--timeout=180s', '--namespace', KEDA_NAMESPACE, 'deployment', '--all');
  cluster.kubectl('wait', '--for=condition=Available', '--timeout=60s', 'apiservice/v1beta1.external.metrics.k8s.io');
}

/** Removes it with all objects of its kinds: those first, while their operator is there to let go of them. CRDs stay, as all do. */
export function removeKeda(cluster: Cluster): void {
  const isInstalled = cluster.try(['get', 'namespace', KEDA_NAMESPACE]).status === 0;
  if (!isInstalled) {
    return;
  }
  for (const kind of WITH_FINALIZERS) {
    cluster.kubectl('delete', kind, '--all', '--all-namespaces', '--ignore-not-found', '--timeout=120s');
  }
  cluster.delete(objects().filter((object) => !isCrd(object)));
}

/** Upstream's folder says `main` where a release says its version; a node without a registry must not look for a newer image. */
function objects(): KubernetesObject[] {
  const folder = join(goModuleFiles(MODULE), 'config', 'minimal');
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) {
    throw new Error(`kubectl kustomize ${folder}: ${stderr}`);
  }
  const parsed: KubernetesObject[] = parseAllDocuments(stdout).map((document) => document.toJS()).filter(Boolean);
  for (const container of parsed.flatMap(({ spec }) => spec?.template?.spec?.containers ?? [])) {
    container.image = container.image.replace(/:[^:/]*$/, `:${VERSION}`);
    container.imagePullPolicy = 'IfNotPresent';
  }
  return parsed;
}
