import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { AGENT_INTERVAL, Scrape, ScrapeOptions, scrapeOf } from './monitors/scrape';
import { checkLabels } from '../validation/labels';

/** How the Prometheus Operator scrapes an agent. */
export interface ServiceMonitorOptions extends ScrapeOptions {
  /**
   * Labels by which a Prometheus finds the ServiceMonitor: `{ release: 'kube-prometheus-stack' }` for one.
   *
   * @default - those of the McpObservability that monitors it, and none but the agent's own where there is none
   */
  readonly labels?: Record<string, string>;
}

/** How an agent that has metrics is monitored. One that has none is not, whatever is said here. */
export class Monitoring {
  /** By a ServiceMonitor of the Prometheus Operator. */
  public static serviceMonitor(options: ServiceMonitorOptions = {}): Monitoring {
    return new Monitoring(options);
  }

  /** Not at all: something else scrapes it, or nothing. */
  public static none(): Monitoring {
    return new Monitoring();
  }

  private constructor(private readonly options?: ServiceMonitorOptions) {}

  /** @internal */
  public get _usesServiceMonitor(): boolean {
    return this.options !== undefined;
  }

  /** @internal */
  public get _labels(): Record<string, string> {
    return this.options?.labels ?? {};
  }

  /**
   * How often and how much, in the units of the API.
   *
   * @param interval where nothing is said of it
   * @internal
   */
  public _scrape(scope: IConstruct, interval: Duration = AGENT_INTERVAL): Scrape {
    return scrapeOf(scope, 'monitoring', this.options ?? {}, interval);
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    this._scrape(scope);
    checkLabels(scope, 'monitoring.labels', this._labels);
  }
}
