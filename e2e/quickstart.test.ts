import { askFrom } from './helpers/client';
import { Cluster, KubernetesObject } from './helpers/cluster';
import { CLIENT_IMAGE, provideImages, QUICKSTART_IMAGES } from './helpers/images';
import { nameOf, objectsIn } from './helpers/manifests';
import { EVERYTHING, NAMESPACE, synthesizeQuickstart, WEATHER } from './helpers/quickstart';
import { steps } from './helpers/steps';
import { fullCrds } from '../crds/full';

const STRANGERS = 'mcp-quickstart-strangers';

/** What a client meets when packets are rejected or dropped; a name that is not known, or an HTTP status, is neither. */
const UNREACHABLE = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|MCP error -32001: Request timed out)$/;

describe('the quickstart, as a new user does it', () => {
  let cluster: Cluster;
  let yaml: string;
  const step = steps(() => cluster ? [NAMESPACE, STRANGERS].map((namespace) => cluster.describe(namespace)).join('\n') : '');

  beforeAll(() => {
    cluster = Cluster.find();
    cluster.deleteNamespaces(NAMESPACE, STRANGERS);
  });

  afterAll(() => {
    cluster?.deleteNamespaces(NAMESPACE, STRANGERS);
  });

  step('the images of both servers and of the client are on the cluster', () => {
    provideImages(cluster, ...QUICKSTART_IMAGES, CLIENT_IMAGE);
  });

  step('the upstream CRDs that the objects need can be installed', () => {
    cluster.install(fullCrds('service-monitor', 'vertical-pod-autoscaler'));
  });

  step('the chart is synthesized by the command of the README', () => {
    yaml = synthesizeQuickstart();
  });

  step('the YAML is applied as it is, and both servers become available', () => {
    cluster.kubectl('apply', '--server-side', '--filename', yaml);
    cluster.kubectl('wait', '--for=condition=Available', '--timeout=120s', '--namespace', NAMESPACE, 'deployment', '--all');

    const deployments = cluster.list('deployments', '--namespace', NAMESPACE).map(({ metadata }) => metadata.name);
    expect(deployments.sort()).toEqual(['everything', 'weather']);
  });

  step('a client in the same namespace lists the tools of both servers and calls one of each', async () => {
    const [weather, everything] = await askFrom(cluster, NAMESPACE, WEATHER, EVERYTHING);

    expect(weather.error).toBeUndefined();
    expect(weather.tools).toEqual(['list_cities', 'get_forecast']);
    expect(weather.result?.structuredContent).toEqual({ low: 18, high: 28, rain: 4 });

    expect(everything.error).toBeUndefined();
    expect(everything.tools).toEqual(expect.arrayContaining(['echo', 'get-sum', 'get-tiny-image']));
    expect(everything.result?.content).toEqual([{ type: 'text', text: 'The sum of 2 and 3 is 5.' }]);
  });

  step('a client in another namespace is refused by the NetworkPolicy', async () => {
    cluster.createNamespace(STRANGERS);

    const [weather, everything] = await askFrom(cluster, STRANGERS, WEATHER, EVERYTHING);

    expect(weather.error).toMatch(UNREACHABLE);
    expect(everything.error).toMatch(UNREACHABLE);
  });

  step('the stateless server is scaled between replicas by a HorizontalPodAutoscaler, of which two run', () => {
    const autoscalers = cluster.list('horizontalpodautoscalers', '--namespace', NAMESPACE);
    expect(autoscalers.map(({ spec }) => [spec.scaleTargetRef.name, spec.minReplicas])).toEqual([['weather', 2]]);

    // An autoscaler looks every 15 s; until its first look the Deployment has one replica.
    cluster.kubectl('wait', '--for=jsonpath={.status.readyReplicas}=2', '--timeout=60s', '--namespace', NAMESPACE, 'deployment/weather');
    expect(cluster.get('deployment', 'everything', '--namespace', NAMESPACE).status.readyReplicas).toBe(1);
  });

  step('applying the YAML a second time changes nothing', () => {
    const difference = cluster.try(['diff', '--server-side', '--filename', yaml]);
    expect(difference).toMatchObject({ status: 0, stdout: '', stderr: '' });

    const before = generations(objectsIn(yaml));
    cluster.kubectl('apply', '--server-side', '--filename', yaml);
    expect(generations(objectsIn(yaml))).toEqual(before);
  });

  step('deleting the YAML removes all that it made', () => {
    const objects = objectsIn(yaml);
    cluster.kubectl('delete', '--filename', yaml, '--timeout=180s');

    expect(objects.filter(exists).map(nameOf)).toEqual([]);
  });

  /** An object's uid and generation change when it is replaced or its specification is, and not when its status is. */
  function generations(objects: KubernetesObject[]): Record<string, string> {
    return Object.fromEntries(objects.map((object) => [nameOf(object), read(object, '{.metadata.uid} {.metadata.generation}')]));
  }

  function exists(object: KubernetesObject): boolean {
    return read(object, '{.metadata.uid}') !== '';
  }

  function read({ kind, metadata: { name, namespace } }: KubernetesObject, jsonPath: string): string {
    const where = namespace ? ['--namespace', namespace] : [];
    return cluster.kubectl('get', kind, name, ...where, '--ignore-not-found', '--output', `jsonpath=${jsonPath}`);
  }
});
