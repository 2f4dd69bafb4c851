import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster, KubernetesObject, REPOSITORY } from '../helpers/cluster';
import { Example } from '../helpers/example';
import { nameOf } from '../helpers/manifests';
import { steps } from '../helpers/steps';

/** All but the one that brings an operator, whose definitions are its own to install: e2e/observability/stack.long.test.ts does. */
const EXAMPLES = readdirSync(join(REPOSITORY, 'examples')).filter((name) => name !== 'observability-stack');

/** What stays by policy when an app is deleted: data. */
const MEANT_TO_STAY = /^PersistentVolume(Claim)? /;

describe.each(EXAMPLES)('examples/%s, applied as docs/apply.md says', (name) => {
  const example = Example.synthesize(name);
  const namespaces = [...new Set(example.objects.flatMap(({ metadata }) => metadata.namespace ?? []))];
  let cluster: Cluster;
  let before: Set<string>;
  const step = steps(() => namespaces.map((namespace) => cluster.describe(namespace)).join('\n'));

  beforeAll(() => {
    cluster = Cluster.find();
    example.clear(cluster);
    example.provideImages(cluster);
    example.surround(cluster);
  });

  afterAll(() => {
    if (cluster) {
      example.clear(cluster);
    }
  });

  step('the upstream CRDs are established', () => {
    example.installCrds(cluster);
    before = cluster.inventory();
  });

  step('everything else is applied as it is, and becomes available', () => {
    example.apply(cluster);
    example.waitUntilAvailable(cluster);
  });

  step('applying it a second time changes nothing', () => {
    expect(cluster.try(['diff', '--server-side', '--filename', example.folder])).toMatchObject({ status: 0, stdout: '', stderr: '' });

    const generations = example.objects.map(generation);
    example.apply(cluster);
    expect(example.objects.map(generation)).toEqual(generations);
  });

  step('deleting it leaves nothing but what is meant to stay', () => {
    example.delete(cluster);

    const left = [...cluster.inventory()].filter((object) => !before.has(object) && !MEANT_TO_STAY.test(object));
    expect(left).toEqual([]);
  });

  /** An object's uid and generation change when it is replaced or its specification is, and not when its status is. */
  function generation(object: KubernetesObject): string {
    const { kind, metadata } = object;
    const where = metadata.namespace ? ['--namespace', metadata.namespace] : [];
    const found = cluster.get(kind, metadata.name, ...where).metadata;
    return `${nameOf(object)} ${found.uid} ${found.generation}`;
  }
});
