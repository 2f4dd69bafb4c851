import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { AgentProbing } from './agent-probing';
import { ProbedEndpoint } from './monitored';
import { podMonitor } from './monitors/pod-monitor';
import { ofNamed } from './monitors/relabelings';
import { scrapeOf } from './monitors/scrape';
import { Observer } from './observer';
import { Probing } from './probing';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources } from './stack/pods';
import { NetworkAccess } from '../agent/network-access';
import { Peer } from '../agent/peer';
import { ClusterApi } from '../cluster/target-cluster';
import { PATHS, PORTS } from '../runtime/contract';
import { completeAfterSerialization } from '../serialization';
import { claimName, objectName } from '../validation/names';

/** An agent that is probed. */
interface Probed {
  readonly name: string;
  readonly namespace?: string;
  readonly endpoint: ProbedEndpoint;
  readonly probing: AgentProbing;
}

/** Where the pod finds what it probes, and the tokens that it shows. */
const CONFIG_FOLDER = '/etc/mcp-probe';
const TOKENS_FOLDER = '/var/run/mcp-probe/tokens';

/**
 * What the pod may use. A hundred agents each 15 s take 0.09 cores and 110 MiB, as `bench/runtime` measures; there is no CPU
 * limit, since a throttled probe would call its agents slow.
 */
const RESOURCES = resources('50m', '128Mi', '256Mi');

/** Samples of one scrape: an agent has some 30, and there may be thousands. */
const SAMPLES = 100_000;

/** How much longer than a probe the pod may take to end, in seconds: the sessions that are open are ended first. */
const GOODBYE = 10;

/** Deploys `mcp-agent probe`, which asks agents as a client does. What it asks is known when the document is written. */
export class Probe extends Construct {
  /** The Deployment. */
  public readonly deployment: ApiObject;

  private readonly name: string;
  private readonly labels: Record<string, string>;
  private readonly selector: Record<string, string>;
  private readonly probed: Probed[] = [];

  constructor(
    scope: Construct, id: string, private readonly namespace: string | undefined, private readonly probing: Probing,
    private readonly observer: Observer,
  ) {
    super(scope, id);
    this.name = objectName(observer.scope, probing._name, 0);
    this.selector = selectorOf(this.name);
    this.labels = { ...this.selector, 'app.kubernetes.io/part-of': 'mcp', 'app.kubernetes.io/managed-by': 'cdk8s-mcp' };
    claimName(observer.scope, 'Deployment', namespace, this.name);
    claimName(observer.scope, 'ConfigMap', namespace, this.name);
    this.object('ServiceAccount', 'v1', { automountServiceAccountToken: false });
    this.object('ConfigMap', 'v1', { data: { 'targets.json': Lazy.any({ produce: () => this.config() }) } });
    this.deployment = this.object('Deployment', 'apps/v1', { spec: Lazy.any({ produce: () => this.deploymentSpec() }) });
    this.object('NetworkPolicy', 'networking.k8s.io/v1', { spec: Lazy.any({ produce: () => this.policySpec() }) });
    if (probing._cluster.has(ClusterApi.PROMETHEUS_OPERATOR)) {
      this.monitor();
    }
  }


  /** Has an agent probed. */
  public add(probed: Probed): void {
    const { name, probing } = probed;
    probing._check(this.observer.scope, `monitor(${name}).probing`);
    this.probing._times(this.observer.scope, `monitor(${name}).probing`, probing);
    this.probed.push(probed);
  }

  private config(): string {
    const targets = this.probed.map(({ name, namespace, endpoint, probing }) => ({
      namespace,
      agent: name,
      url: endpoint.url,
      ...probing._expectation === 'unauthorized' ? { expect: 'unauthorized' } : {},
      ...probing._options.token ? { tokenFile: `${TOKENS_FOLDER}/${tokenFolder(name, namespace)}/token` } : {},
      ...this.probing._times(this.observer.scope, `monitor(${name}).probing`, probing),
    }));
    return `${JSON.stringify({ concurrency: this.probing._concurrency, targets }, undefined, 1)}\n`;
  }

  private deploymentSpec(): any {
    const times = this.probed.map(({ name, probing }) => this.probing._times(this.observer.scope, name, probing));
    const slowest = Math.max(...times.map(({ timeoutSeconds }) => timeoutSeconds));
    return {
      replicas: 1,
      // Two at once would ask every agent twice.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: this.selector },
      template: {
        metadata: { labels: this.labels },
        spec: {
          serviceAccountName: this.name,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: slowest + GOODBYE,
          securityContext: RESTRICTED_POD,
          imagePullSecrets: pullSecrets(this.probing._cluster._imagePullSecrets),
          containers: [this.container()],
          volumes: [{ name: 'config', configMap: { name: this.name } }, ...this.tokenVolumes()],
        },
      },
    };
  }

  private container(): any {
    const probe = (path: string, periodSeconds: number, failureThreshold: number) => ({
      httpGet: { path, port: PORTS.MANAGEMENT }, periodSeconds, failureThreshold, timeoutSeconds: 5,
    });
    return {
      name: 'probe',
      image: this.probing._cluster._image(this, 'probing.runtimeImage', this.probing._image),
      imagePullPolicy: 'IfNotPresent',
      args: ['probe', '--config', `${CONFIG_FOLDER}/targets.json`, '--namespace', '$(K8S_POD_NAMESPACE)'],
      env: [{ name: 'K8S_POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
      ports: [{ name: 'metrics', containerPort: PORTS.METRICS }],
      startupProbe: probe(PATHS.LIVEZ, 2, 60),
      readinessProbe: probe(PATHS.READYZ, 5, 2),
      livenessProbe: probe(PATHS.LIVEZ, 10, 6),
      resources: RESOURCES,
      securityContext: RESTRICTED_CONTAINER,
      volumeMounts: [
        { name: 'config', mountPath: CONFIG_FOLDER, readOnly: true },
        ...this.withToken().map(({ folder }, index) => (
          { name: `token-${index}`, mountPath: `${TOKENS_FOLDER}/${folder}`, readOnly: true }
        )),
      ],
    };
  }

  private withToken(): { readonly folder: string; readonly probing: AgentProbing }[] {
    return this.probed
      .filter(({ probing }) => probing._options.token !== undefined)
      .map(({ name, namespace, probing }) => ({ folder: tokenFolder(name, namespace), probing }));
  }

  private tokenVolumes(): any[] {
    return this.withToken().map(({ probing }, index) => ({
      name: `token-${index}`,
      secret: { secretName: probing._options.token!.name, defaultMode: 0o440, items: [{ key: probing._tokenKey, path: 'token' }] },
    }));
  }

  private policySpec(): any {
    const tcp = (port: number) => ({ port, protocol: 'TCP' });
    return {
      podSelector: { matchLabels: this.selector },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: this.observer.scrapers._toKube(), ports: [tcp(PORTS.METRICS)] }],
      egress: NetworkAccess.restricted()._egress(this.probed.map(({ namespace, endpoint: { labels, podPort } }) => (
        { to: Peer.pods({ namespace, labels }), ports: podPort === undefined ? undefined : [podPort] }
      ))),
    };
  }

  /** Its series are those of the agents: the labels that it gives them stay. */
  private monitor(): void {
    const metadata = { name: this.name, namespace: this.namespace, labels: this.observer.labels };
    const scrape = scrapeOf(this.observer.scope, 'probing', { sampleLimit: SAMPLES }, this.observer.agentInterval);
    podMonitor(this, 'PodMonitor', metadata, scrape, ofNamed(this.name, false), {
      selector: { matchLabels: this.selector },
      podMetricsEndpoints: [{ port: 'metrics', path: PATHS.METRICS, honorLabels: true }],
    });
  }

  private object(kind: string, apiVersion: string, fields: Record<string, any>): ApiObject {
    const object = new ApiObject(this, kind, {
      apiVersion, kind, metadata: { name: this.name, namespace: this.namespace, labels: this.labels }, ...fields,
    });
    completeAfterSerialization(object);
    return object;
  }
}

/** The pods of a probe, which agents must let in. */
export function probePods(probing: Probing, namespace: string | undefined): Peer {
  return Peer.pods({ namespace, labels: selectorOf(probing._name) });
}

function selectorOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'mcp-probe' };
}

function tokenFolder(name: string, namespace: string | undefined): string {
  return namespace === undefined ? name : `${namespace}.${name}`;
}

function pullSecrets(names: readonly string[]): any[] | undefined {
  return names.length === 0 ? undefined : names.map((name) => ({ name }));
}
