import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from '../../validation/failure';
import { checkInteger, seconds } from '../../validation/values';

/** How often something is scraped, and how much of it is taken. */
export interface ScrapeOptions {
  /**
   * Time between two scrapes.
   *
   * @default - that of the McpObservability which monitors it: 15 s for agents, so that autoscaling by metrics decides within a
   *   minute, and 30 s for all else
   */
  readonly interval?: Duration;

  /**
   * Time after which a scrape is given up.
   *
   * @default Duration.seconds(10), or the interval where that is shorter
   */
  readonly scrapeTimeout?: Duration;

  /**
   * Samples in one scrape above which Prometheus refuses it, so that nothing can flood it.
   *
   * @default 10000: a hundred tools with two outcomes give some 3,200 in a histogram of 14 buckets
   */
  readonly sampleLimit?: number;

  /**
   * Labels that are taken off every sample before it is stored. What remains must still tell series apart.
   *
   * @default - none
   */
  readonly dropLabels?: string[];
}

/** The same in the units of the API. */
export interface Scrape {
  readonly interval: number;
  readonly scrapeTimeout: number;
  readonly sampleLimit: number;
  readonly dropLabels: readonly string[];
}

/** Time between two scrapes of an agent, where nobody says otherwise: with it KEDA decides within 45 s of a change, at worst. */
export const AGENT_INTERVAL = Duration.seconds(15);

/** The same where the number of its replicas follows its metrics: the autoscaler decides within 20 s of a change then, at worst. */
export const SCALING_INTERVAL = Duration.seconds(5);

/** The same of all else, which is Prometheus' usual one: nothing scales on it. */
export const OTHER_INTERVAL = Duration.seconds(30);

/** What may be a label of a series. */
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** What is scraped how, checked; `interval` is that of what is not said. */
export function scrapeOf(scope: IConstruct, property: string, options: ScrapeOptions, interval: Duration): Scrape {
  const { scrapeTimeout, sampleLimit = 10_000, dropLabels = [] } = options;
  const period = seconds(scope, `${property}.interval`, options.interval ?? interval, 1);
  const limit = scrapeTimeout ? seconds(scope, `${property}.scrapeTimeout`, scrapeTimeout, 1) : Math.min(10, period);
  checkInteger(scope, McpErrorCode.MONITORING_INVALID, `${property}.sampleLimit`, sampleLimit, 1);
  if (limit > period) {
    fail(scope, McpErrorCode.MONITORING_INVALID, `${property}.scrapeTimeout is ${limit} s, longer than the interval of ${period} s, which Prometheus refuses. Shorten it.`);
  }
  for (const label of dropLabels.filter((each) => !LABEL_NAME.test(each))) {
    fail(scope, McpErrorCode.MONITORING_INVALID, `${property}.dropLabels has "${label}", no label of a metric. Use letters, digits and "_", no digit first.`);
  }
  return { interval: period, scrapeTimeout: limit, sampleLimit, dropLabels };
}

/** The fields of an endpoint, which are the same in every kind of monitor. */
export function endpointOf({ interval, scrapeTimeout, dropLabels }: Scrape): Record<string, any> {
  return {
    interval: `${interval}s`,
    scrapeTimeout: `${scrapeTimeout}s`,
    ...dropLabels.length > 0 ? { metricRelabelings: [{ action: 'labeldrop', regex: dropLabels.join('|') }] } : {},
  };
}
