import { IConstruct } from 'constructs';
import { ScrapeOptions } from './monitors/scrape';
import { checkLabels } from '../validation/labels';

/** How agents are found that this library did not deploy. */
export interface AgentDiscoveryOptions extends ScrapeOptions {
  /**
   * The labels that mark their pods.
   *
   * @default { 'mcp/scrape': 'true' }
   */
  readonly labels?: Record<string, string>;

  /**
   * The name of the port with their metrics. Their path is `/metrics`, or what the pod's annotation `mcp/scrape-path` says.
   *
   * @default "metrics"
   */
  readonly port?: string;
}

/** Agents that something else deploys, such as a Helm chart, in any namespace: whether they are looked for. */
export class AgentDiscovery {
  /** By a label of their pods. They are called as the pods' label `app.kubernetes.io/name` says, or else `app`. */
  public static byLabel(options: AgentDiscoveryOptions = {}): AgentDiscovery {
    return new AgentDiscovery(options);
  }

  /** Not at all. */
  public static none(): AgentDiscovery {
    return new AgentDiscovery();
  }

  private constructor(private readonly options?: AgentDiscoveryOptions) {}

  /** @internal */
  public get _isOn(): boolean {
    return this.options !== undefined;
  }

  /** @internal */
  public get _options(): ScrapeOptions {
    return this.options ?? {};
  }

  /** @internal */
  public get _labels(): Record<string, string> {
    return this.options?.labels ?? { 'mcp/scrape': 'true' };
  }

  /** @internal */
  public get _port(): string {
    return this.options?.port ?? 'metrics';
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    checkLabels(scope, 'discovery.labels', this._labels);
  }
}
