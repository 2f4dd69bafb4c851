import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { askFrom } from './helpers/client';
import { Cluster } from './helpers/cluster';
import { CLIENT_IMAGE, provideImages, QUICKSTART_IMAGES } from './helpers/images';
import { nameOf, objectsIn } from './helpers/manifests';
import { EVERYTHING, NAMESPACE, synthesizeQuickstart, WEATHER } from './helpers/quickstart';
import { steps } from './helpers/steps';
import { fullCrds } from '../crds/full';

/** What the example gave in earlier states of the library, named by date: what users have on their clusters. */
const GOLDEN = join(__dirname, 'golden');

describe.each(readdirSync(GOLDEN).sort())('an upgrade from %s', (file) => {
  const earlier = join(GOLDEN, file);
  let cluster: Cluster;
  let today: string;
  const step = steps(() => cluster?.describe(NAMESPACE) ?? '');
  const applyAndWait = (yaml: string) => {
    cluster.kubectl('apply', '--server-side', '--filename', yaml);
    cluster.kubectl('rollout', 'status', '--timeout=180s', '--namespace', NAMESPACE, 'deployment/everything');
    cluster.kubectl('rollout', 'status', '--timeout=180s', '--namespace', NAMESPACE, 'deployment/weather');
  };

  beforeAll(() => {
    cluster = Cluster.find();
    cluster.deleteNamespaces(NAMESPACE);
    provideImages(cluster, ...QUICKSTART_IMAGES, CLIENT_IMAGE);
    cluster.install(fullCrds('service-monitor', 'vertical-pod-autoscaler'));
    today = synthesizeQuickstart();
  });

  afterAll(() => {
    cluster?.deleteNamespaces(NAMESPACE);
  });

  step('what was made then still runs', () => {
    applyAndWait(earlier);
  });

  step('what is made today is applied over it, and nothing immutable is refused', () => {
    applyAndWait(today);
  });

  step('no object is left over that is not made any more', () => {
    const made = objectsIn(today).map(nameOf);
    expect(objectsIn(earlier).map(nameOf).filter((name) => !made.includes(name))).toEqual([]);
  });

  step('both servers answer', async () => {
    const answers = await askFrom(cluster, NAMESPACE, WEATHER, EVERYTHING);
    expect(answers.map(({ error }) => error)).toEqual([undefined, undefined]);
  });
});
