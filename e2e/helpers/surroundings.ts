import { Cluster } from './cluster';
import { provideImages } from './images';
import { RESTRICTED_CONTAINER, restrictedPod, USER } from './restricted';

/** What an example finds in the cluster of its user, and how it is told. */
export interface Surroundings {
  readonly namespace: string;
  /** Variables of its synthesis. */
  readonly env: Readonly<Record<string, string>>;
  /** Images that pods run there, and the port that each serves, by name. */
  readonly services: Readonly<Record<string, { readonly image: string; readonly port: number }>>;
}

/** Registries in the cluster, from which no pod reaches those of npm and PyPI: they hold what the example installs. */
const REGISTRIES: Surroundings = {
  namespace: 'mcp-packages-registries',
  env: {
    NPM_REGISTRY: 'http://npm.mcp-packages-registries.svc:4873',
    PYPI_INDEX: 'http://pypi.mcp-packages-registries.svc:8080/simple',
    REGISTRY_NAMESPACE: 'mcp-packages-registries',
  },
  services: {
    npm: { image: 'localhost/cdk8s-mcp-e2e/npm-registry:1', port: 4873 },
    pypi: { image: 'localhost/cdk8s-mcp-e2e/pypi-index:1', port: 8080 },
  },
};

/** A cluster without a Grafana: no registry that this project uses has its image. */
const NO_GRAFANA: Surroundings = { namespace: 'mcp-observed', env: { WITHOUT_GRAFANA: 'true' }, services: {} };

/** By the name of the example; most need nothing. */
export const SURROUNDINGS: Readonly<Record<string, Surroundings>> = { 'packages': REGISTRIES, 'observability-stack': NO_GRAFANA };

/** Makes the surroundings of an example, until what serves there is ready. */
export function surround(cluster: Cluster, { namespace, services }: Surroundings): void {
  provideImages(cluster, ...Object.values(services).map(({ image }) => image));
  cluster.createNamespace(namespace);
  cluster.apply(Object.entries(services).flatMap(([name, { image, port }]) => serviceOf(namespace, name, image, port)));
  cluster.kubectl('wait', '--for=condition=Ready', '--timeout=120s', '--namespace', namespace, 'pod', '--all');
}

/** A pod that Pod Security's level `restricted` admits, and its Service. */
function serviceOf(namespace: string, name: string, image: string, port: number): object[] {
  const metadata = { name, namespace, labels: { app: name } };
  return [
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: metadata.labels, ports: [{ port }] } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: {
        automountServiceAccountToken: false,
        securityContext: restrictedPod(USER),
        containers: [{
          name,
          image,
          imagePullPolicy: 'IfNotPresent',
          readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
          securityContext: RESTRICTED_CONTAINER,
          resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
          volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        }],
        volumes: [{ name: 'tmp', emptyDir: {} }],
      },
    },
  ];
}
