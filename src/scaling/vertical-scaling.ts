import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { ScaledResource } from './scaled-resource';
import { Scaling } from './scaling';
import { ServerAmounts } from '../agent/resources';
import { fail, McpErrorCode } from '../validation/failure';
import { bytes, millicores } from '../validation/values';

/** An amount of CPU and memory. */
export interface ResourceAmount {
  /**
   * CPU.
   *
   * @default - no bound
   */
  readonly cpu?: Cpu;
  /**
   * Memory.
   *
   * @default - no bound
   */
  readonly memory?: Size;
}

/** Between which bounds requests may be set, and which ones. */
export interface VerticalScalingOptions {
  /**
   * The smallest requests.
   *
   * @default - no bound
   */
  readonly minAllowed?: ResourceAmount;

  /**
   * The largest requests.
   *
   * @default - no bound
   */
  readonly maxAllowed?: ResourceAmount;

  /**
   * The resources that are set.
   *
   * @default - those that the number of replicas does not follow
   */
  readonly resources?: ScaledResource[];
}

/** How the requests of the server's container are found and set, by the Vertical Pod Autoscaler. */
export class VerticalScaling {
  /** Requests are recommended, in the object's status, and never changed. */
  public static recommend(options: VerticalScalingOptions = {}): VerticalScaling {
    return new VerticalScaling('Off', options);
  }

  /** Requests are set when a pod starts. */
  public static initial(options: VerticalScalingOptions = {}): VerticalScaling {
    return new VerticalScaling('Initial', options);
  }

  /**
   * Requests are changed in the running pod; where a node has no room the pod is evicted, within its disruption
   * budget. Needs Vertical Pod Autoscaler 1.6 and Kubernetes 1.33 or newer.
   */
  public static inPlace(options: VerticalScalingOptions = {}): VerticalScaling {
    return new VerticalScaling('InPlaceOrRecreate', options);
  }

  /** Requests stay as they are, and nothing looks at them. */
  public static none(): VerticalScaling {
    return new VerticalScaling(undefined, {});
  }

  private constructor(
    /** The update mode, as the API has it; undefined for none. */
    public readonly updateMode: string | undefined,
    private readonly options: VerticalScalingOptions,
  ) {}

  /** @internal */
  public get _bounds(): { minAllowed?: ResourceAmount; maxAllowed?: ResourceAmount } {
    return { minAllowed: this.options.minAllowed, maxAllowed: this.options.maxAllowed };
  }

  /**
   * The resources that are set: never those that the number of replicas follows, or the two autoscalers would chase
   * each other. A recommendation alone disturbs nobody.
   *
   * @internal
   */
  public _resources(scaling: Scaling): ScaledResource[] {
    const all = [ScaledResource.CPU, ScaledResource.MEMORY];
    return this.options.resources ?? (this.setsRequests ? all.filter((each) => !scaling._resources.includes(each)) : all);
  }

  /**
   * @param amounts what the container asks for itself
   * @internal
   */
  public _check(scope: IConstruct, scaling: Scaling, amounts: ServerAmounts): void {
    const resources = this._resources(scaling);
    const both = resources.find((each) => scaling._resources.includes(each));
    if (this.setsRequests && both) {
      fail(scope, McpErrorCode.AUTOSCALERS_CONFLICT,
        `the number of replicas follows ${both}, and vertical scaling would change the ${both} request that it is measured against. `
        + 'Leave it out of the resources of verticalScaling, or scale on another metric.');
    }
    if (this.setsRequests && scaling.isExternal && !this.options.resources) {
      fail(scope, McpErrorCode.AUTOSCALERS_CONFLICT,
        'what the number of replicas follows is not known here, and vertical scaling must not set the same. Name the resources of verticalScaling.');
    }
    if (this.updateMode !== undefined && resources.length === 0) {
      fail(scope, McpErrorCode.AUTOSCALERS_CONFLICT,
        'the number of replicas follows CPU and memory, so vertical scaling has no resource left to set. Use VerticalScaling.recommend(), or scale on one metric.');
    }
    this.checkBounds(scope);
    if (this.setsRequests) {
      this.checkAgainst(scope, amounts);
    }
  }

  /**
   * Checks what is written for something whose number of replicas follows nothing.
   *
   * @internal
   */
  public _checkAlone(scope: IConstruct): void {
    this.checkBounds(scope);
  }

  private get setsRequests(): boolean {
    return this.updateMode !== undefined && this.updateMode !== 'Off';
  }

  /** Bounds that would take away what the chart asks for, or that no pod could have. */
  private checkAgainst(scope: IConstruct, { cpu, memory }: ServerAmounts): void {
    const { minAllowed = {}, maxAllowed = {} } = this.options;
    const most = {
      cpu: maxAllowed.cpu && millicores(scope, 'verticalScaling bounds of cpu', maxAllowed.cpu),
      memory: maxAllowed.memory && bytes(scope, 'verticalScaling bounds of memory', maxAllowed.memory),
    };
    const least = minAllowed.memory && bytes(scope, 'verticalScaling bounds of memory', minAllowed.memory);
    for (const [resource, amount] of [['cpu', cpu], ['memory', memory]] as const) {
      if ((most[resource] ?? Number.POSITIVE_INFINITY) < amount.request) {
        fail(scope, McpErrorCode.SCALING_INVALID,
          `verticalScaling.maxAllowed.${resource} lies below the ${resource} request of the container, so that pods would start with more than they may ever have. `
          + `Raise it, or lower resources.${resource}.`);
      }
    }
    if (least !== undefined && least > memory.limit!) {
      fail(scope, McpErrorCode.SCALING_INVALID,
        'verticalScaling.minAllowed.memory lies above the memory limit of the container, which stays as the chart has it: no pod could start. Lower it, or raise resources.memory.limit.');
    }
  }

  private checkBounds(scope: IConstruct): void {
    const { minAllowed, maxAllowed } = this.options;
    const [minCpu, maxCpu] = [minAllowed, maxAllowed].map((amount) => amount?.cpu && millicores(scope, 'verticalScaling bounds of cpu', amount.cpu));
    const [minMemory, maxMemory] = [minAllowed, maxAllowed].map((amount) => amount?.memory && bytes(scope, 'verticalScaling bounds of memory', amount.memory));
    if ((minCpu ?? 0) > (maxCpu ?? Number.POSITIVE_INFINITY) || (minMemory ?? 0) > (maxMemory ?? Number.POSITIVE_INFINITY)) {
      fail(scope, McpErrorCode.SCALING_INVALID, 'verticalScaling.minAllowed lies above verticalScaling.maxAllowed. Swap them.');
    }
  }
}
