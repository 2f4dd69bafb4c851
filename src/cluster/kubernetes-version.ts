/**
 * A minor version of Kubernetes, such as 1.34.
 *
 * What is synthesized is checked against every minor from the oldest here to the newest; fields that came later than
 * the oldest are written only for a cluster that has them.
 */
export class KubernetesVersion {
  /** Kubernetes 1.34, the oldest that is written for, and the default. */
  public static readonly V1_34 = new KubernetesVersion('1.34');
  /** Kubernetes 1.35. */
  public static readonly V1_35 = new KubernetesVersion('1.35');
  /** Kubernetes 1.36. */
  public static readonly V1_36 = new KubernetesVersion('1.36');
  /** Kubernetes 1.37. */
  public static readonly V1_37 = new KubernetesVersion('1.37');

  /**
   * A version by its text.
   *
   * @param version major and minor, such as "1.38"
   */
  public static of(version: string): KubernetesVersion {
    return new KubernetesVersion(version);
  }

  private constructor(
    /** Major and minor, such as "1.34". */
    public readonly version: string,
  ) {}

  /** Whether this version is the other one or newer. */
  public isAtLeast(other: KubernetesVersion): boolean {
    return this._minor >= other._minor;
  }

  /**
   * The minor as a number; NaN where the text is no version of Kubernetes 1.
   *
   * @internal
   */
  public get _minor(): number {
    return Number(/^1\.(\d+)$/.exec(this.version)?.[1] ?? Number.NaN);
  }
}
