import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { askFrom } from '../helpers/client';
import { Cluster } from '../helpers/cluster';
import { Example } from '../helpers/example';
import { CLIENT_IMAGE, provideImages } from '../helpers/images';
import { NOTHING_FAILED, whileUnderLoad } from '../helpers/load';
import { nameOf, objectsIn } from '../helpers/manifests';
import { EVERYTHING, NAMESPACE, NOTES, THINKING, WEATHER, WEATHER_LOAD } from '../helpers/quickstart';
import { steps } from '../helpers/steps';

/** What the example gave in earlier states of the library, named by date: what users have on their clusters. */
const GOLDEN = join(__dirname, 'golden');

describe.each(readdirSync(GOLDEN).sort())('an upgrade from %s', (file) => {
  const earlier = join(GOLDEN, file);
  const today = Example.synthesize('quickstart');
  let cluster: Cluster;
  const step = steps(() => cluster.describe(NAMESPACE));

  beforeAll(() => {
    cluster = Cluster.find();
    cluster.deleteNamespaces(NAMESPACE);
    today.provideImages(cluster);
    provideImages(cluster, CLIENT_IMAGE);
    today.installCrds(cluster);
  });

  afterAll(() => {
    cluster?.deleteNamespaces(NAMESPACE);
  });

  step('what was made then still runs', () => {
    cluster.kubectl('apply', '--server-side', '--filename', earlier);
    cluster.kubectl('wait', '--for=condition=Available', '--timeout=120s', '--namespace', NAMESPACE, 'deployment', '--all');
  });

  step('what is made today is applied over it: nothing immutable is refused, and no call of the stateless server fails', async () => {
    const result = await whileUnderLoad(cluster, { namespace: NAMESPACE }, WEATHER_LOAD, () => {
      today.apply(cluster);
      today.waitUntilAvailable(cluster);
    });
    expect(result).toMatchObject(NOTHING_FAILED);
  });

  step('no object is left over that is not made any more', () => {
    const made = today.objects.map(nameOf);
    expect(objectsIn(earlier).map(nameOf).filter((name) => !made.includes(name))).toEqual([]);
  });

  step('all servers answer', async () => {
    const answers = await askFrom(cluster, NAMESPACE, WEATHER, EVERYTHING, THINKING, NOTES);
    expect(answers.flatMap(({ error }) => error ?? [])).toEqual([]);
  });
});
