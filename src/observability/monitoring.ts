import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from '../validation/failure';
import { checkLabels } from '../validation/labels';
import { checkInteger, seconds } from '../validation/values';

/** How the Prometheus Operator scrapes an agent. */
export interface ServiceMonitorOptions {
  /**
   * Labels by which a Prometheus finds the ServiceMonitor: `{ release: 'kube-prometheus-stack' }` for one.
   *
   * @default - none but the agent's own
   */
  readonly labels?: Record<string, string>;

  /**
   * Time between two scrapes.
   *
   * @default Duration.seconds(15), so that autoscaling by metrics decides within a minute
   */
  readonly interval?: Duration;

  /**
   * Time after which a scrape is given up.
   *
   * @default Duration.seconds(10), or the interval where that is shorter
   */
  readonly scrapeTimeout?: Duration;

  /**
   * Samples in one scrape above which Prometheus refuses it, so that an agent can't flood it.
   *
   * @default 10000: a hundred tools with two outcomes give some 3,200 in a histogram of 14 buckets
   */
  readonly sampleLimit?: number;
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
   * The limits of a scrape, in the units of the API.
   *
   * @internal
   */
  public _limits(scope: IConstruct): { interval: number; scrapeTimeout: number; sampleLimit: number } {
    const { interval = Duration.seconds(15), scrapeTimeout, sampleLimit = 10_000 } = this.options ?? {};
    const period = seconds(scope, 'monitoring.interval', interval, 1);
    return {
      interval: period,
      scrapeTimeout: scrapeTimeout ? seconds(scope, 'monitoring.scrapeTimeout', scrapeTimeout, 1) : Math.min(10, period),
      sampleLimit,
    };
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    const { interval, scrapeTimeout, sampleLimit } = this._limits(scope);
    checkLabels(scope, 'monitoring.labels', this._labels);
    checkInteger(scope, McpErrorCode.MONITORING_INVALID, 'monitoring.sampleLimit', sampleLimit, 1);
    if (scrapeTimeout > interval) {
      fail(scope, McpErrorCode.MONITORING_INVALID, `monitoring.scrapeTimeout is ${scrapeTimeout} s, longer than the interval of ${interval} s, which Prometheus refuses. Shorten it.`);
    }
  }
}
