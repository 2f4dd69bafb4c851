import { Container, Metric, MetricTarget } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { ScaledResource } from './scaled-resource';
import { McpErrorCode } from '../validation/failure';
import { checkInteger } from '../validation/values';

/** What load is: a figure of the agent and the value of it that one replica should have. */
export class ScalingMetric {
  /**
   * CPU of the server's container, sidecars left out.
   *
   * @param percent of the CPU request, 1 to 1000
   */
  public static cpu(percent: number): ScalingMetric {
    return new ScalingMetric(ScaledResource.CPU, percent);
  }

  /**
   * Memory of the server's container, sidecars left out. Few servers give memory back when load falls: what scaled up
   * by memory seldom scales down again.
   *
   * @param percent of the memory request, 1 to 1000
   */
  public static memory(percent: number): ScalingMetric {
    return new ScalingMetric(ScaledResource.MEMORY, percent);
  }

  private constructor(
    /** The resource that is looked at. */
    public readonly resource: ScaledResource,
    /** The value that one replica should have, in per cent of its request. */
    public readonly percent: number,
  ) {}

  /** @internal */
  public _check(scope: IConstruct): void {
    checkInteger(scope, McpErrorCode.SCALING_INVALID, `ScalingMetric.${this.resource}`, this.percent, 1, 1000);
  }

  /** @internal */
  public _metric(container: Container): Metric {
    const options = { container, target: MetricTarget.averageUtilization(this.percent) };
    return this.resource === ScaledResource.CPU ? Metric.containerCpu(options) : Metric.containerMemory(options);
  }
}
