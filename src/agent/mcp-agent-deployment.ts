import { ApiObject, ApiObjectMetadata, Lazy } from 'cdk8s';
import { Deployment, HorizontalPodAutoscaler, IServiceAccount, Pods, Service, ServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Chosen, chosenFor } from './chosen';
import { SERVER_CONTAINER } from './containers';
import { agentDeployment } from './deployment';
import { agentLabels, selectorLabels, SERVICE_ROLE } from './labels';
import { lifecycleOf } from './lifecycle';
import { checkProps } from './mcp-agent-deployment-checks';
import { McpAgentDeploymentProps } from './mcp-agent-deployment-props';
import { McpServer, RUNTIME_METRICS_PORT } from './mcp-server';
import { Peer } from './peer';
import { serverAmounts } from './resources';
import { clientService, headlessService } from './services';
import { ClusterApi } from '../cluster/target-cluster';
import { IMonitored, Workload } from '../observability/monitored';
import { Scrape, SCALING_INTERVAL } from '../observability/monitors/scrape';
import { serviceMonitor } from '../observability/monitors/service-monitor';
import { mergedLabels, Observer } from '../observability/observer';
import { PORTS } from '../runtime/contract';
import { runtimeParts } from '../runtime/pod-parts';
import { Replicas } from '../scaling/replicas';
import { verticalAutoscaler } from '../scaling/vertical-autoscaler';
import { completeAfterSerialization } from '../serialization';
import { fail, McpErrorCode } from '../validation/failure';
import { claimName, namespaceOf, objectName } from '../validation/names';

/** What the headless Service's name ends in. */
const HEADLESS = '-headless';

/**
 * An MCP server, run as a production service.
 *
 * It becomes a Deployment, a Service for clients and a headless one, a ServiceAccount, a PodDisruptionBudget, a NetworkPolicy, and, where
 * they apply, a HorizontalPodAutoscaler or KEDA's ScaledObject, a VerticalPodAutoscaler and a ServiceMonitor. Each is a property, and
 * `ApiObject.of(...).addJsonPatch(...)` changes what comes out, also in fields that are newer than this library.
 *
 * Every wrong property ends in an error whose message ends in a code of `McpErrorCode`.
 */
export class McpAgentDeployment extends Construct implements IMonitored {
  /** The server that is run. */
  public readonly server: McpServer;
  /** The name of the agent's objects. */
  public readonly name: string;
  /** The namespace of the agent's objects, where it is known at synth. */
  public readonly namespace?: string;
  /** The address of the MCP endpoint for clients in the cluster. */
  public readonly url: string;

  /** The Deployment. */
  public readonly deployment: Deployment;
  /** The Service that clients call. */
  public readonly service: Service;
  /** The headless Service, which lists every pod, also those that are not ready or on their way out. */
  public readonly headlessService: Service;
  /** The identity of the pods. */
  public readonly serviceAccount: IServiceAccount;
  /**
   * The HorizontalPodAutoscaler; undefined where the number of replicas is fixed, set by another autoscaler, or follows load that KEDA
   * reads.
   */
  public readonly autoscaler?: HorizontalPodAutoscaler;
  /** KEDA's ScaledObject; undefined where the number of replicas follows nothing that KEDA reads. */
  public readonly scaledObject?: ApiObject;
  /** The VerticalPodAutoscaler; undefined where none is wanted, or the cluster lacks the API. */
  public readonly verticalAutoscaler?: ApiObject;
  /** The PodDisruptionBudget; undefined where none is wanted. */
  public readonly disruptionBudget?: ApiObject;
  /** The NetworkPolicy; undefined where access is unrestricted. */
  public readonly networkPolicy?: ApiObject;
  /** The ServiceMonitor; undefined where there are no metrics, or the cluster lacks the API. */
  public readonly serviceMonitor?: ApiObject;
  /** What an McpObservability monitors of it. */
  public readonly monitoredWorkload: Workload;

  private readonly props: McpAgentDeploymentProps;
  private readonly chosen: Chosen;
  private readonly selector: Record<string, string>;
  private readonly metadata: ApiObjectMetadata;
  private readonly replicas: Replicas;
  private observer?: Observer;

  constructor(scope: Construct, id: string, props: McpAgentDeploymentProps) {
    super(scope, id);
    if (!props?.server) {
      fail(this, McpErrorCode.SERVER_MISSING, 'the agent has no server. Give it one, such as server: McpServer.http("ghcr.io/acme/weather:1.4.2", { port: 3000 }).');
    }
    this.props = props;
    this.server = props.server;
    this.chosen = chosenFor(this, props);
    checkProps(this, props, this.chosen);

    this.name = objectName(this, props.name, HEADLESS.length);
    this.namespace = namespaceOf(this, props.namespace);
    this.claimNames();
    this.selector = selectorLabels(this.name);
    const labels = { ...agentLabels(this.name, this.server, this.chosen.sessions, this.server._version(this)), ...props.labels };
    this.metadata = { name: this.name, namespace: props.namespace, labels, annotations: props.annotations };

    this.serviceAccount = props.serviceAccount ?? this.createServiceAccount();
    this.deployment = this.createDeployment(labels);
    [this.service, this.headlessService] = this.createServices();
    this.url = this.endpoint();
    this.replicas = this.createReplicas();
    this.autoscaler = this.replicas.autoscaler;
    this.scaledObject = this.replicas.scaledObject;
    this.verticalAutoscaler = this.createVerticalAutoscaler();
    this.disruptionBudget = this.createDisruptionBudget();
    this.networkPolicy = this.createNetworkPolicy();
    this.serviceMonitor = this.createServiceMonitor();
    this.monitoredWorkload = Workload._ofConstruct({
      name: this.name,
      namespace: this.namespace,
      labels: this.selector,
      monitor: this.serviceMonitor,
      endpoint: {
        url: this.url, labels: this.selector, podPort: this.server.port, asksForToken: this.chosen.authentication._isRequired,
      },
      join: (observer) => this.join(observer),
    });
  }

  /** Takes over what an McpObservability says; what the agent's own properties say stays. */
  private join(observer: Observer): void {
    const { monitoring } = this.chosen;
    if (this.observer) {
      fail(this, McpErrorCode.MONITORING_CONFLICT, `the agent is monitored by ${this.observer.scope.node.path} already. Let one McpObservability monitor it.`);
    }
    if (!monitoring._usesServiceMonitor) {
      fail(this, McpErrorCode.MONITORING_CONFLICT, `${observer.scope.node.path} is to monitor the agent, whose own monitoring is Monitoring.none(). Leave one of the two out.`);
    }
    const labels = mergedLabels(this, [['monitoring.labels', monitoring._labels], [`the monitors of ${observer.scope.node.path}`, observer.labels]]);
    this.observer = observer;
    this.replicas.observedBy(observer);
    Object.entries(labels).forEach(([key, value]) => this.serviceMonitor?.metadata.addLabel(key, value));
  }

  private claimNames(): void {
    claimName(this, 'Deployment', this.namespace, this.name);
    claimName(this, 'Service', this.namespace, this.name);
    claimName(this, 'Service', this.namespace, `${this.name}${HEADLESS}`);
  }

  private createServiceAccount(): ServiceAccount {
    const account = new ServiceAccount(this, 'ServiceAccount', { metadata: this.metadata, automountToken: false });
    completeAfterSerialization(ApiObject.of(account));
    return account;
  }

  private createDeployment(labels: Record<string, string>): Deployment {
    const { chosen, props, server } = this;
    const lifecycle = lifecycleOf(this, props);
    const { memory } = serverAmounts(this, props.resources, server.runtimeRole);
    const runtime = runtimeParts(this, {
      server,
      chosen,
      lifecycle,
      memoryLimit: memory.limit!,
      name: this.name,
      headlessService: `${this.name}${HEADLESS}`,
      namespace: this.namespace,
      hosts: props.hosts ?? [],
    }, props.env);
    return agentDeployment(this, 'Deployment', props, {
      metadata: this.metadata,
      podMetadata: {
        labels: { ...labels, ...props.podLabels },
        annotations: { ...chosen.nodeEviction._annotations, ...props.podAnnotations },
      },
      selector: this.selector,
      serviceAccount: this.serviceAccount,
      cluster: chosen.cluster,
      security: chosen.security,
      scaling: chosen.scaling,
      lifecycle,
      runtime,
      image: server.image ?? chosen.runtimeImage,
    });
  }

  private createServices(): [Service, Service] {
    const { metricsAuthentication, servicePort, sessions } = this.chosen;
    const pods = Pods.select(this, 'Pods', { labels: this.selector });
    const annotations = { ...(sessions.router ? { 'mcp/sessions-routed-by': sessions.router } : {}), ...this.metadata.annotations };
    const common = { pods, server: this.server };
    return [
      clientService(this, 'Service', { ...common, metadata: { ...this.metadata, annotations } }, servicePort),
      headlessService(this, 'HeadlessService', {
        ...common,
        metadata: { ...this.metadata, name: `${this.name}${HEADLESS}` },
        hasPeers: sessions._needsPeers,
        encrypted: metricsAuthentication._isEncrypted ? [RUNTIME_METRICS_PORT] : [],
      }),
    ];
  }

  private endpoint(): string {
    const { servicePort: port } = this.chosen;
    const host = this.namespace ? `${this.name}.${this.namespace}.svc` : this.name;
    return `http://${host}${port === 80 ? '' : `:${port}`}${this.server.path}`;
  }

  private createReplicas(): Replicas {
    const { cluster, scaling } = this.chosen;
    return new Replicas(this, {
      metadata: this.metadata,
      deployment: this.deployment,
      namespace: this.namespace,
      scaling,
      kubernetes: cluster.kubernetes,
      interval: () => this.scrape().interval,
    });
  }

  /** Often, where the number of replicas waits for it. */
  private scrape(): Scrape {
    const { monitoring, scaling } = this.chosen;
    const usual = this.observer?.agentInterval;
    const isUsual = !scaling._readsLoad || (usual !== undefined && usual.toSeconds() < SCALING_INTERVAL.toSeconds());
    return monitoring._scrape(this, isUsual ? usual : SCALING_INTERVAL);
  }

  private createVerticalAutoscaler(): ApiObject | undefined {
    const { cluster, scaling, verticalScaling: vertical } = this.chosen;
    if (!vertical.updateMode || !cluster.has(ClusterApi.VERTICAL_POD_AUTOSCALER)) {
      return undefined;
    }
    return verticalAutoscaler(this, 'VerticalPodAutoscaler', {
      metadata: this.metadata,
      target: { apiVersion: 'apps/v1', kind: 'Deployment', name: this.deployment.name },
      container: SERVER_CONTAINER,
      vertical,
      resources: vertical._resources(scaling),
    });
  }

  private createDisruptionBudget(): ApiObject | undefined {
    const spec = this.chosen.disruptionBudget._spec;
    return spec && this.object('PodDisruptionBudget', 'policy/v1', {
      ...spec,
      selector: { matchLabels: this.selector },
      // A pod that never became ready serves nobody, so it must not hold up the drain of its node.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
  }

  private createNetworkPolicy(): ApiObject | undefined {
    const { authentication, network, sessions, tracing } = this.chosen;
    if (!network._isRestricted) {
      return undefined;
    }
    const among = sessions._needsPeers ? { to: Peer.pods({ labels: this.selector }), ports: [PORTS.PEERS] } : undefined;
    const needed = [among ?? [], sessions._egress, authentication._egress, tracing._egress, this.server._package?.egress ?? []].flat();
    return this.object('NetworkPolicy', 'networking.k8s.io/v1', {
      podSelector: { matchLabels: this.selector },
      policyTypes: ['Ingress', 'Egress'],
      ingress: Lazy.any({
        produce: () => network._ingress({
          mcp: this.server.port,
          metrics: this.server._scraped.map(({ port }) => port),
          among,
          scrapers: this.observer?.scrapers,
          probe: this.observer?.probe,
        }),
      }),
      egress: network._egress(needed),
    });
  }

  private createServiceMonitor(): ApiObject | undefined {
    const { cluster, metricsAuthentication, monitoring } = this.chosen;
    if (this.server._scraped.length === 0 || !monitoring._usesServiceMonitor || !cluster.has(ClusterApi.PROMETHEUS_OPERATOR)) {
      return undefined;
    }
    return serviceMonitor(this, 'ServiceMonitor', {
      metadata: { ...this.metadata, labels: { ...this.metadata.labels, ...monitoring._labels } },
      sampleLimit: monitoring._scrape(this).sampleLimit,
      scrape: () => this.scrape(),
      selector: { ...this.selector, [SERVICE_ROLE]: 'headless' },
      endpoints: this.server._scraped.map(({ name, path, isOfRuntime }) => (
        { port: name, path, authentication: isOfRuntime ? metricsAuthentication._scrape : undefined }
      )),
    });
  }

  private object(kind: string, apiVersion: string, spec: any): ApiObject {
    const object = new ApiObject(this, kind, { apiVersion, kind, metadata: this.metadata, spec });
    completeAfterSerialization(object);
    return object;
  }
}
