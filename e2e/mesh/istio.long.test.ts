import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ISTIOCTL } from '../../testbed/images/parts/mesh';
import { goProgram } from '../../tools/go-program';
import { askFrom } from '../helpers/client';
import { Cluster, REPOSITORY } from '../helpers/cluster';
import { CLIENT_IMAGE, provideImages } from '../helpers/images';
import { steps } from '../helpers/steps';

const NAMESPACE = 'mcp-istio';
const STRANGERS = 'mcp-istio-strangers';
const SYSTEM = 'istio-system';
const QUESTION = { url: `http://sdk-v2.${NAMESPACE}.svc.cluster.local/mcp`, tool: 'add', arguments: { a: 2, b: 3 } };

describe('Istio, from the images of the table', () => {
  let cluster: Cluster;
  let folder: string;
  const step = steps(() => cluster ? [SYSTEM, NAMESPACE].map((namespace) => cluster.describe(namespace)).join('\n') : '');

  beforeAll(() => {
    cluster = Cluster.find();
    cluster.deleteNamespaces(NAMESPACE, STRANGERS);
    folder = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-istio-'));
    writeFileSync(join(folder, 'kubeconfig'), cluster.kubectl('config', 'view', '--raw', '--flatten'), { mode: 0o600 });
  });

  afterAll(() => {
    cluster?.deleteNamespaces(NAMESPACE, STRANGERS);
    rmSync(folder, { recursive: true, force: true });
  });

  step('its images are on the cluster', () => {
    provideImages(cluster, 'pilot', 'proxyv2', 'sdk-v2', CLIENT_IMAGE);
  });

  step('it is installed', () => {
    istioctl('install', '--skip-confirmation', '--filename', join(REPOSITORY, 'testbed', 'parts', 'mesh', 'install.yaml'));
    expect(cluster.get('deployment', 'istiod', '--namespace', SYSTEM).status.readyReplicas).toBe(1);
  });

  step('a pod gets a sidecar, which starts before it', () => {
    cluster.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels: { 'istio-injection': 'enabled' } } },
      { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'default', namespace: NAMESPACE }, spec: { mtls: { mode: 'STRICT' } } },
      ...server('sdk-v2', 'localhost/cdk8s-mcp-e2e/sdk-v2:1'),
    ]);
    cluster.kubectl('wait', '--for=condition=Available', '--timeout=120s', '--namespace', NAMESPACE, 'deployment/sdk-v2');

    const [pod] = cluster.list('pods', '--namespace', NAMESPACE);
    expect(pod.spec.initContainers.map(({ name }: { name: string }) => name)).toEqual(['istio-init', 'istio-proxy']);
  });

  step('a client in the mesh is answered, over mutual TLS alone', async () => {
    const [answer] = await askFrom(cluster, NAMESPACE, QUESTION);
    expect(answer).toMatchObject({ result: { structuredContent: { sum: 5 } } });
  });

  step('a client outside of it is refused', async () => {
    cluster.createNamespace(STRANGERS);
    const [answer] = await askFrom(cluster, STRANGERS, QUESTION);
    expect(answer.error).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
  });

  step('no proxy refused what it was sent', () => {
    expect(cluster.kubectl('logs', 'deployment/istiod', '--namespace', SYSTEM)).not.toContain('ACK ERROR');
  });

  step('it is removed, with all that it installed', () => {
    cluster.deleteNamespaces(NAMESPACE);
    istioctl('uninstall', '--purge', '--skip-confirmation');
    cluster.deleteNamespaces(SYSTEM);

    const kinds = ['crd', 'clusterrole', 'clusterrolebinding', 'mutatingwebhookconfiguration', 'validatingwebhookconfiguration'];
    expect(cluster.kubectl('get', kinds.join(), '--output', 'name').split('\n').filter((name) => name.includes('istio'))).toEqual([]);
  });

  function istioctl(...args: string[]): void {
    const program = goProgram(ISTIOCTL);
    const { status, stdout, stderr } = spawnSync(program, ['--kubeconfig', join(folder, 'kubeconfig'), ...args], { encoding: 'utf8' });
    expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
  }

  /** A server on port 3000, behind a Service on port 80. */
  function server(name: string, image: string): object[] {
    const labels = { app: name };
    return [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace: NAMESPACE },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: [{
                name: 'server',
                image,
                imagePullPolicy: 'IfNotPresent',
                readinessProbe: { tcpSocket: { port: 3000 }, periodSeconds: 1 },
                resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
              }],
            },
          },
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace: NAMESPACE },
        spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 3000 }] },
      },
    ];
  }
});
