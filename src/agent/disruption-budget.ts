import { PercentOrAbsolute } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from '../validation/failure';

/** How many pods may be away at once when nodes are drained. */
export class DisruptionBudget {
  /** At most so many pods are away at once. The budget to prefer: it never blocks a drain by itself. */
  public static maxUnavailable(pods: PercentOrAbsolute): DisruptionBudget {
    return new DisruptionBudget('maxUnavailable', pods);
  }

  /** At least so many pods stay. */
  public static minAvailable(pods: PercentOrAbsolute): DisruptionBudget {
    return new DisruptionBudget('minAvailable', pods);
  }

  /** No budget: a drain may take all pods at once. */
  public static none(): DisruptionBudget {
    return new DisruptionBudget();
  }

  private constructor(private readonly field?: 'maxUnavailable' | 'minAvailable', private readonly pods?: PercentOrAbsolute) {}

  /**
   * The PodDisruptionBudget's own fields; undefined for none.
   *
   * @internal
   */
  public get _spec(): Record<string, any> | undefined {
    return this.field && { [this.field]: this.pods!.value };
  }

  /** @internal */
  public _check(scope: IConstruct, minReplicas: number): void {
    if (!this.field) {
      return;
    }
    const value = this.pods!.value;
    const [, number, percent] = /^(\d+)(%?)$/.exec(String(value)) ?? [];
    if (number === undefined || (percent && Number(number) > 100)) {
      fail(scope, McpErrorCode.DISRUPTION_BUDGET_BLOCKS, `disruptionBudget.${this.field} is ${value}. Use a whole number of pods, or per cent up to 100.`);
    }
    const pods = percent ? Math.ceil((Number(number) * minReplicas) / 100) : Number(number);
    const mayLeave = this.field === 'maxUnavailable' ? pods : minReplicas - pods;
    if (mayLeave < 1) {
      fail(scope, McpErrorCode.DISRUPTION_BUDGET_BLOCKS,
        `disruptionBudget.${this.field} is ${value}, and with ${minReplicas === 1 ? 'one replica' : `${minReplicas} replicas`} no pod may ever leave: every drain of a node would hang. `
        + 'Use DisruptionBudget.maxUnavailable(PercentOrAbsolute.absolute(1)), or more replicas.');
    }
  }
}
