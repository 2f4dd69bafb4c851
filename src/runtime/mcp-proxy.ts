import { Size } from 'cdk8s';
import { ContainerResources, Cpu, EnvValue } from 'cdk8s-plus-28';

/** The container of the proxy. */
export interface ProxyOptions {
  /**
   * CPU, memory and local storage of the proxy. What is left out has a default.
   *
   * @default - requests of 100m and 128Mi, a limit of 256Mi memory: it needs 61 MiB and as much CPU a call as a small server itself
   */
  readonly resources?: ContainerResources;

  /**
   * Variables of the proxy, for those settings of the runtime that no property sets, such as MCP_LOG_LEVEL.
   *
   * @default - none
   */
  readonly env?: { [name: string]: EnvValue };
}

/** What stands before a server that speaks HTTP by itself, in its pod. */
export class McpProxy {
  /** Nothing: clients call the server. What is known of it is what it tells by itself, and what a mesh sees. */
  public static none(): McpProxy {
    return new McpProxy();
  }

  /**
   * The runtime, in a container of its own that starts before the server and ends after it: it measures calls, forwards
   * sessions, checks who calls, and drains. It adds 0.4 ms to a call.
   */
  public static sidecar(options: ProxyOptions = {}): McpProxy {
    return new McpProxy(options);
  }

  private constructor(
    /** @internal */
    public readonly _options?: ProxyOptions,
  ) {}

  /** @internal */
  public get _resources(): ContainerResources {
    const { cpu, memory, ephemeralStorage } = this._options?.resources ?? {};
    const limit = memory?.limit ?? Size.mebibytes(Math.max(256, memory?.request?.toMebibytes() ?? 0));
    return {
      cpu: cpu ?? { request: Cpu.millis(100) },
      memory: { request: memory?.request ?? Size.mebibytes(Math.min(128, limit.toMebibytes())), limit },
      ephemeralStorage,
    };
  }
}
