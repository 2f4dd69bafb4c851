import { Cluster, KubernetesObject } from './cluster';
import { Example } from './example';
import { nameOf } from './manifests';

/** What stays by policy when an app is deleted: data. */
const MEANT_TO_STAY = /^PersistentVolume(Claim)? /;

/** Applies an example that is applied already, and expects that nothing is replaced or changed. */
export function applyWithoutChange(cluster: Cluster, example: Example): void {
  expect(cluster.try(['diff', '--server-side', '--filename', example.folder])).toMatchObject({ status: 0, stdout: '', stderr: '' });

  const generations = example.objects.map((object) => generation(cluster, object));
  example.apply(cluster);
  expect(example.objects.map((object) => generation(cluster, object))).toEqual(generations);
}

/**
 * Deletes an example, and expects that nothing is left but data.
 *
 * @param before all objects of the cluster before it was applied
 */
export function deleteWithoutTrace(cluster: Cluster, example: Example, before: ReadonlySet<string>): void {
  example.delete(cluster);
  expect([...cluster.inventory()].filter((object) => !before.has(object) && !MEANT_TO_STAY.test(object))).toEqual([]);
}

/** An object's uid and generation change when it is replaced or its specification is, and not when its status is. */
function generation(cluster: Cluster, object: KubernetesObject): string {
  const { kind, metadata: { name, namespace } } = object;
  const { uid, generation: number } = cluster.get(kind, name, ...namespace ? ['--namespace', namespace] : []).metadata;
  return `${nameOf(object)} ${uid} ${number}`;
}
