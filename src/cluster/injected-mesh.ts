/**
 * A service mesh that adds containers to pods when they are admitted, as far as it matters to a pod's security.
 */
export class InjectedMesh {
  /** Istio sidecars whose traffic is redirected by the init container `istio-init`, which needs NET_ADMIN and NET_RAW. */
  public static istioSidecar(): InjectedMesh {
    return new InjectedMesh('Istio\'s istio-init', 'install Istio\'s CNI plugin and use InjectedMesh.istioCni()');
  }

  /** Istio with its CNI plugin, or in ambient mode: nothing that a restricted pod refuses. */
  public static istioCni(): InjectedMesh {
    return new InjectedMesh();
  }

  /** Linkerd whose traffic is redirected by the init container `linkerd-init`, which needs NET_ADMIN and NET_RAW. */
  public static linkerd(): InjectedMesh {
    return new InjectedMesh('Linkerd\'s linkerd-init', 'install Linkerd\'s CNI plugin and use InjectedMesh.linkerdCni()');
  }

  /** Linkerd with its CNI plugin: nothing that a restricted pod refuses. */
  public static linkerdCni(): InjectedMesh {
    return new InjectedMesh();
  }

  private constructor(
    /**
     * The injected container that needs more than the profiles "baseline" and "restricted" allow.
     *
     * @internal
     */
    public readonly _privileged?: string,
    /** @internal */
    public readonly _remedy?: string,
  ) {}
}
