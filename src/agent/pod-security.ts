import { Capability, ContainerSecurityContextProps, FsGroupChangePolicy, PodSecurityContextProps, SeccompProfileType, Volume } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { TargetCluster } from '../cluster/target-cluster';
import { fail, McpErrorCode } from '../validation/failure';
import { checkInteger } from '../validation/values';

/** Who the processes of a pod run as. */
export interface PodSecurityOptions {
  /**
   * The user id. Ids above 10000 are no user of the node.
   *
   * @default 65532, "nonroot" of distroless images
   */
  readonly user?: number;

  /**
   * The group id, which also owns the pod's volumes.
   *
   * @default - the user id
   */
  readonly group?: number;

  /**
   * Whether the image's files can't be written; `/tmp` always can.
   *
   * @default true
   */
  readonly readOnlyRootFilesystem?: boolean;
}

/**
 * The Pod Security Standard that a pod keeps, and so the profile its namespace may enforce.
 *
 * Under every profile the agent's own containers drop all capabilities, cannot gain privileges, use the seccomp
 * profile RuntimeDefault and a read-only root; the profile says what else may be in the pod.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export class PodSecurity {
  /** The strictest standard: never root. */
  public static restricted(options: PodSecurityOptions = {}): PodSecurity {
    return new PodSecurity('restricted', options);
  }

  /** For images that only run as root: `PodSecurity.baseline({ user: 0 })`. */
  public static baseline(options: PodSecurityOptions = {}): PodSecurity {
    return new PodSecurity('baseline', options);
  }

  /** For namespaces that enforce nothing, so that a mesh may inject privileged containers. */
  public static privileged(options: PodSecurityOptions = {}): PodSecurity {
    return new PodSecurity('privileged', options);
  }

  /** The user id. */
  public readonly user: number;
  /** The group id. */
  public readonly group: number;
  /** Whether the image's files can't be written. */
  public readonly readOnlyRootFilesystem: boolean;

  private constructor(
    /** The profile's name, as the label `pod-security.kubernetes.io/enforce` takes it. */
    public readonly profile: string,
    options: PodSecurityOptions,
  ) {
    this.user = options.user ?? 65532;
    this.group = options.group ?? this.user;
    this.readOnlyRootFilesystem = options.readOnlyRootFilesystem ?? true;
  }

  /** @internal */
  public get _pod(): PodSecurityContextProps {
    return {
      user: this.user,
      group: this.group,
      fsGroup: this.group,
      fsGroupChangePolicy: FsGroupChangePolicy.ON_ROOT_MISMATCH,
      ensureNonRoot: this.user !== 0,
    };
  }

  /** @internal */
  public get _container(): ContainerSecurityContextProps {
    return {
      user: this.user,
      group: this.group,
      ensureNonRoot: this.user !== 0,
      readOnlyRootFilesystem: this.readOnlyRootFilesystem,
      allowPrivilegeEscalation: false,
      privileged: false,
      capabilities: { drop: [Capability.ALL] },
      seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT },
    };
  }

  /** @internal */
  public _check(scope: IConstruct, cluster: TargetCluster, podMetadata: Record<string, string>): void {
    checkInteger(scope, McpErrorCode.USER_INVALID, 'security.user', this.user, 0, 2 ** 31 - 1);
    checkInteger(scope, McpErrorCode.USER_INVALID, 'security.group', this.group, 0, 2 ** 31 - 1);
    if (this.profile === 'restricted' && this.user === 0) {
      fail(scope, McpErrorCode.USER_INVALID, 'security.user is 0, and the profile "restricted" refuses root. Run the image as another user, or use PodSecurity.baseline({ user: 0 }).');
    }
    this.checkMesh(scope, cluster, podMetadata);
  }

  /**
   * What a user asks for beside the server must pass the profile too: the API server would refuse every pod.
   *
   * @internal
   */
  public _checkContainer(scope: IConstruct, name: string, context: ContainerSecurityContextProps = {}): void {
    const asked = [
      ...(this.profile !== 'privileged' && context.privileged ? ['privileged'] : []),
      ...(this.profile === 'restricted' && context.allowPrivilegeEscalation ? ['allowPrivilegeEscalation'] : []),
      ...(this.profile === 'restricted' && (context.ensureNonRoot === false || context.user === 0) ? ['root'] : []),
    ];
    if (asked.length > 0) {
      fail(scope, McpErrorCode.SECURITY_REFUSED,
        `container ${name} asks for ${asked.join(' and ')}, which the pod security profile "${this.profile}" refuses. Leave it out, or use a wider profile, such as PodSecurity.privileged().`);
    }
  }

  /** @internal */
  public _checkVolume(scope: IConstruct, volume: Volume): void {
    if (this.profile !== 'privileged' && volume._toKube().hostPath) {
      fail(scope, McpErrorCode.SECURITY_REFUSED,
        `volume ${volume.name} is a path of the node, which the pod security profile "${this.profile}" refuses. Use a claim or an emptyDir, or PodSecurity.privileged().`);
    }
  }

  /** A pod with an injected init container that needs NET_ADMIN would be refused when it is made, far from any user's eyes. */
  private checkMesh(scope: IConstruct, cluster: TargetCluster, podMetadata: Record<string, string>): void {
    const mesh = cluster._injectedMesh;
    const optedOut = podMetadata['sidecar.istio.io/inject'] === 'false' || podMetadata['linkerd.io/inject'] === 'disabled';
    if (this.profile !== 'privileged' && mesh?._privileged && !optedOut) {
      fail(scope, McpErrorCode.MESH_REFUSED,
        `the mesh injects ${mesh._privileged}, which needs NET_ADMIN, and the pod security profile "${this.profile}" refuses such pods. `
        + `Either ${mesh._remedy}, or run the agent in a namespace that enforces nothing and say so by PodSecurity.privileged().`);
    }
    const asked = podMetadata['sidecar.istio.io/inject'] === 'true' || podMetadata['linkerd.io/inject'] === 'enabled';
    if (this.profile !== 'privileged' && !mesh && asked) {
      fail(scope, McpErrorCode.MESH_REFUSED,
        `the pod asks for a mesh's sidecar, whose init container the pod security profile "${this.profile}" refuses unless the mesh has its CNI plugin. `
        + 'Say what the cluster has, by TargetCluster.of({ injectedMesh: InjectedMesh.istioCni() }) for one.');
    }
  }
}
