import { IConstruct } from 'constructs';
import { parseImage, rehost } from './image';
import { InjectedMesh } from './injected-mesh';
import { KubernetesVersion } from './kubernetes-version';
import { fail, McpErrorCode } from '../validation/failure';
import { checkHost, checkReference } from '../validation/names';

/** APIs that a cluster has only when somebody installed them. */
export enum ClusterApi {
  /** `monitoring.coreos.com`, by the Prometheus Operator. */
  PROMETHEUS_OPERATOR = 'monitoring.coreos.com',
  /** `keda.sh`, by KEDA, which scales by load that Prometheus knows. */
  KEDA = 'keda.sh',
  /** `autoscaling.k8s.io`, by the Vertical Pod Autoscaler. */
  VERTICAL_POD_AUTOSCALER = 'autoscaling.k8s.io',
}

/** What is known of the cluster that the YAML is for. */
export interface TargetClusterOptions {
  /**
   * The version of its API server.
   *
   * @default KubernetesVersion.V1_34
   */
  readonly kubernetes?: KubernetesVersion;

  /**
   * A registry that mirrors all others, with a path where it has one: `registry.acme.io/mirror`. The registry's name
   * in every image, sidecars' too, is replaced by it; repository, tag and digest stay.
   *
   * @default - images come from the registries that they name
   */
  readonly imageRegistry?: string;

  /**
   * Names of Secrets of type `kubernetes.io/dockerconfigjson`, in the namespace of the pods that pull with them.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * The mesh that injects containers into pods.
   *
   * @default - none
   */
  readonly injectedMesh?: InjectedMesh;

  /**
   * What the cluster's DNS names end in.
   *
   * @default "cluster.local"
   */
  readonly domain?: string;

  /**
   * APIs that are not installed: no object of theirs is written.
   *
   * @default - all of them are there
   */
  readonly without?: ClusterApi[];
}

/** The cluster that the YAML is for: one value that is given to every construct. */
export class TargetCluster {
  /** Describes a cluster. */
  public static of(options: TargetClusterOptions = {}): TargetCluster {
    return new TargetCluster(options);
  }

  /** The version of its API server. */
  public readonly kubernetes: KubernetesVersion;

  private constructor(private readonly options: TargetClusterOptions) {
    this.kubernetes = options.kubernetes ?? KubernetesVersion.V1_34;
  }

  /** Whether an API can be used there. */
  public has(api: ClusterApi): boolean {
    return !(this.options.without ?? []).includes(api);
  }

  /** @internal */
  public get _domain(): string {
    return this.options.domain ?? 'cluster.local';
  }

  /** @internal */
  public get _injectedMesh(): InjectedMesh | undefined {
    return this.options.injectedMesh;
  }

  /** @internal */
  public get _imagePullSecrets(): string[] {
    return this.options.imagePullSecrets ?? [];
  }

  /**
   * An image as this cluster pulls it.
   *
   * @internal
   */
  public _image(scope: IConstruct, property: string, image: string): string {
    const parsed = parseImage(scope, property, image);
    return this.options.imageRegistry === undefined ? image : rehost(parsed, this.options.imageRegistry);
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    const { imageRegistry, kubernetes } = this.options;
    if (!(this.kubernetes._minor >= KubernetesVersion.V1_34._minor)) {
      fail(scope, McpErrorCode.KUBERNETES_VERSION_INVALID, `cluster.kubernetes is "${kubernetes?.version}". Use 1.34 or newer, such as KubernetesVersion.V1_35.`);
    }
    if (imageRegistry !== undefined && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/.test(imageRegistry)) {
      fail(scope, McpErrorCode.IMAGE_INVALID, `cluster.imageRegistry is "${imageRegistry}". Use a host with its port and path if any, without "https://" and a closing "/".`);
    }
    checkHost(scope, 'cluster.domain', this._domain);
    this._imagePullSecrets.forEach((name, index) => checkReference(scope, `cluster.imagePullSecrets[${index}]`, name));
  }
}
