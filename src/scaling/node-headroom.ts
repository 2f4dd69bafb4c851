import { ApiObject, ApiObjectMetadata, Size } from 'cdk8s';
import { Cpu, NodeLabelQuery, NodeTaintQuery } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { McpPriorityClasses } from './priority-classes';
import { TargetCluster } from '../cluster/target-cluster';
import { completeAfterSerialization } from '../serialization';
import { McpErrorCode } from '../validation/failure';
import { checkLabelKey, checkLabels } from '../validation/labels';
import { checkReference, claimName, namespaceOf, objectName } from '../validation/names';
import { bytes, checkInteger, cores, millicores, quantity } from '../validation/values';

/** What keeps room free. */
export class HeadroomReservation {
  /**
   * Pods that do nothing, of the least priority that counts: the scheduler ends them when others need their room, and while they wait for a
   * place of their own the autoscaler of nodes adds one. It works with every autoscaler, and on a cluster of fixed size.
   */
  public static pausePods(): HeadroomReservation {
    return new HeadroomReservation(false);
  }

  /**
   * A CapacityBuffer, which the Cluster Autoscaler (1.35 or newer) and Karpenter (1.14 or newer) count as if its pods were there: nothing
   * runs, and no pod has to end first. It was written after its definition, and neither checked against it nor run by any test.
   */
  public static capacityBuffer(): HeadroomReservation {
    return new HeadroomReservation(true);
  }

  private constructor(
    /** @internal */
    public readonly _isBuffer: boolean,
  ) {}
}

/** How much room is kept free. */
export interface NodeHeadroomProps {
  /** How many pieces. Each is as large as one pod that is to find a place at once, and may be on a node of its own. */
  readonly replicas: number;

  /** CPU of each piece: what a pod of the agents requests in all. */
  readonly cpu: Cpu;

  /** Memory of each piece. */
  readonly memory: Size;

  /**
   * What keeps it free.
   *
   * @default HeadroomReservation.pausePods()
   */
  readonly reservation?: HeadroomReservation;

  /**
   * The name of its objects.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The namespace of its objects.
   *
   * @default - the chart's
   */
  readonly namespace?: string;

  /**
   * The cluster that the YAML is for.
   *
   * @default TargetCluster.of()
   */
  readonly cluster?: TargetCluster;

  /**
   * The name of a PriorityClass that is there, of a value of at least -10: pods below it the Cluster Autoscaler takes for none.
   *
   * @default - that of headroom of the app's McpPriorityClasses, which it brings where there is none
   */
  readonly priorityClassName?: string;

  /**
   * Labels of the nodes that are to have the room, all of them: those that the agents ask for.
   *
   * @default - any node
   */
  readonly nodes?: NodeLabelQuery[];

  /**
   * Taints that are tolerated: those that the agents tolerate.
   *
   * @default - none
   */
  readonly tolerations?: NodeTaintQuery[];

  /**
   * The image of pods that do nothing.
   *
   * @default "registry.k8s.io/pause:3.10"
   */
  readonly image?: string;

  /**
   * More labels of its objects and pods.
   *
   * @default - none
   */
  readonly labels?: Record<string, string>;
}

/** The image that Kubernetes itself uses for pods that do nothing. */
const PAUSE = 'registry.k8s.io/pause:3.10';

/** The user of that image, which is none of the node. */
const USER = 65535;

/**
 * Room on nodes that is kept free, so that a replica more starts within seconds and does not wait for a node, which takes minutes. The
 * first pods that come take it, and it is restored behind them.
 */
export class NodeHeadroom extends Construct {
  /** What keeps it free: a Deployment, or a CapacityBuffer. */
  public readonly reservation: ApiObject;
  /** The NetworkPolicy of its pods, who call nobody; undefined where no pod runs. */
  public readonly networkPolicy?: ApiObject;
  /** The shape of a piece for a CapacityBuffer; undefined for pods. */
  public readonly podTemplate?: ApiObject;
  /** The priorities that it brought; undefined where they were there, or none is needed. */
  public readonly priorityClasses?: McpPriorityClasses;
  /** The name of its objects. */
  public readonly name: string;

  private readonly metadata: ApiObjectMetadata;

  constructor(scope: Construct, id: string, private readonly props: NodeHeadroomProps) {
    super(scope, id);
    this.check();
    this.name = objectName(this, props.name, 0);
    this.metadata = { name: this.name, namespace: props.namespace, labels: this.labels };
    const isBuffer = (props.reservation ?? HeadroomReservation.pausePods())._isBuffer;
    claimName(this, isBuffer ? 'CapacityBuffer' : 'Deployment', namespaceOf(this, props.namespace), this.name);
    if (isBuffer) {
      [this.podTemplate, this.reservation] = this.createBuffer();
      return;
    }
    const known = props.priorityClassName ?? McpPriorityClasses._of(this)?.headroom;
    this.priorityClasses = known === undefined ? new McpPriorityClasses(this, 'PriorityClasses') : undefined;
    this.reservation = this.createPods(known ?? this.priorityClasses!.headroom);
    this.networkPolicy = this.object('NetworkPolicy', 'networking.k8s.io/v1', {
      podSelector: { matchLabels: this.selector }, policyTypes: ['Ingress', 'Egress'],
    });
  }

  private check(): void {
    const { cluster, labels, nodes = [], priorityClassName, replicas, tolerations = [] } = this.props;
    cluster?._check(this);
    checkInteger(this, McpErrorCode.SCALING_INVALID, 'replicas', replicas, 1, 10_000);
    checkLabels(this, 'labels', labels, Object.keys(this.selector));
    nodes.forEach((query, index) => checkLabelKey(this, `nodes[${index}]`, query._toKube().key));
    tolerations.map((query) => query._toKube().key).forEach((key, index) => key !== undefined && checkLabelKey(this, `tolerations[${index}]`, key));
    if (priorityClassName !== undefined) {
      checkReference(this, 'priorityClassName', priorityClassName);
    }
  }

  private get selector(): Record<string, string> {
    return { 'app.kubernetes.io/name': this.name, 'app.kubernetes.io/component': 'node-headroom' };
  }

  private get labels(): Record<string, string> {
    return { ...this.selector, 'app.kubernetes.io/part-of': 'mcp', 'app.kubernetes.io/managed-by': 'cdk8s-mcp', ...this.props.labels };
  }

  private createPods(priorityClassName: string): ApiObject {
    return this.object('Deployment', 'apps/v1', {
      replicas: this.props.replicas,
      selector: { matchLabels: this.selector },
      // All at once: a pod that does nothing is no loss, and one more of it would ask for a node.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: '100%' } },
      template: { metadata: { labels: this.labels }, spec: { ...this.pod(), priorityClassName } },
    });
  }

  private createBuffer(): [ApiObject, ApiObject] {
    const template = new ApiObject(this, 'PodTemplate', {
      apiVersion: 'v1', kind: 'PodTemplate', metadata: this.metadata, template: { metadata: { labels: this.labels }, spec: this.pod() },
    });
    completeAfterSerialization(template);
    return [template, this.object('CapacityBuffer', 'autoscaling.x-k8s.io/v1beta1', {
      provisioningStrategy: 'buffer.x-k8s.io/active-capacity', podTemplateRef: { name: this.name }, replicas: this.props.replicas,
    })];
  }

  /** A pod that holds its room, and lets go of it at once. */
  private pod(): Record<string, any> {
    const { cluster = TargetCluster.of(), nodes = [], tolerations = [] } = this.props;
    const terms = [{ matchExpressions: nodes.map((query) => query._toKube()) }];
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
    const secrets = cluster._imagePullSecrets.map((name) => ({ name }));
    return {
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, seccompProfile: { type: 'RuntimeDefault' } },
      ...nodes.length > 0 ? { affinity } : {},
      ...tolerations.length > 0 ? { tolerations: tolerations.map((query) => query._toKube()) } : {},
      ...secrets.length > 0 ? { imagePullSecrets: secrets } : {},
      containers: [this.container(cluster)],
    };
  }

  private container(cluster: TargetCluster): Record<string, any> {
    const { cpu, image = PAUSE, memory } = this.props;
    const room = { 'cpu': cores(millicores(this, 'cpu', cpu)), 'memory': quantity(bytes(this, 'memory', memory)), 'ephemeral-storage': '1Mi' };
    return {
      name: 'pause',
      image: cluster._image(this, 'image', image),
      imagePullPolicy: 'IfNotPresent',
      resources: { requests: room, limits: room },
      securityContext: {
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
        runAsNonRoot: true,
        runAsUser: USER,
        runAsGroup: USER,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    };
  }

  private object(kind: string, apiVersion: string, spec: any): ApiObject {
    const object = new ApiObject(this, kind, { apiVersion, kind, metadata: this.metadata, spec });
    completeAfterSerialization(object);
    return object;
  }
}
