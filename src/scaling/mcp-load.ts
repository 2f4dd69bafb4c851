import { METRICS } from '../runtime/contract';

/** Which agent's series are meant: the labels that its monitor gives them. */
export interface LoadIdentity {
  readonly namespace: string;
  readonly agent: string;
}

/** A figure of load that the runtime gives, and how it is read. */
export interface McpLoad {
  /** How the API calls it, for whoever reads an error. */
  readonly property: string;
  /** How prometheus-adapter calls it. */
  readonly adapterName: string;
  /** What its figures are taken over, in seconds; without it they are of one moment. */
  readonly over?: number;
  /**
   * Whether what a pod that leaves has of it turns up at the others: it is missing from the sum until it does.
   */
  readonly moves: boolean;
  /**
   * The figure of each pod.
   *
   * @param selector labels of the agent's series: `namespace="agents",agent="weather"`
   * @param fresh how old a sample may be, in seconds
   */
  readonly byPod: (selector: string, fresh: number) => string;
}

/** A request that stays open as long as its client listens: it is counted among the streams. */
const WORK = 'mcp_method_name!="subscriptions/listen"';

/** A gauge as it was last scraped: a pod that is too busy for one scrape keeps its figure, and does not drop out of the sum. */
function latest(metric: string, selector: string, fresh: number): string {
  return `last_over_time(${metric}{${selector}}[${fresh}s])`;
}

/** Requests that wait for their response, those apart that stay open. */
export const CALLS_IN_FLIGHT: McpLoad = {
  property: 'callsInFlight',
  adapterName: 'mcp_calls_in_flight',
  moves: false,
  byPod: (selector, fresh) => `sum by (pod) (${latest(METRICS.operationsInFlight.name, `${selector},${WORK}`, fresh)})`,
};

/** Sessions of the legacy era. */
export const SESSIONS: McpLoad = {
  property: 'sessions',
  adapterName: 'mcp_sessions',
  moves: true,
  byPod: (selector, fresh) => `sum by (pod) (${latest(METRICS.sessionsActive.name, selector, fresh)})`,
};

/** SSE responses that are open. */
export const OPEN_STREAMS: McpLoad = {
  property: 'openStreams',
  adapterName: 'mcp_open_streams',
  moves: true,
  byPod: (selector, fresh) => `sum by (pod) (${latest(METRICS.streamsActive.name, selector, fresh)})`,
};

/** Requests that were answered in a second, on the average of the last seconds. */
export function callRate(over: number): McpLoad {
  return {
    property: 'callsPerSecond',
    adapterName: `mcp_calls_per_second_over_${over}s`,
    over,
    moves: false,
    byPod: (selector) => `sum by (pod) (rate(${METRICS.operationDuration.name}_count{${selector},${WORK}}[${over}s]))`,
  };
}

/**
 * The load of an agent as one number, and no number at all where nothing is known of any pod.
 *
 * A pod counts as 0 before its first call gives it a series; one whose server the runtime does not see, whose silence means nothing,
 * and one that drains, whose work nobody takes over, are left out.
 */
export function loadQuery(load: McpLoad, { namespace, agent }: LoadIdentity, fresh: number): string {
  const selector = `namespace="${namespace}",agent="${agent}"`;
  const seen = latest(METRICS.instrumented.name, selector, fresh);
  const leaves = latest(METRICS.draining.name, selector, fresh);
  return `sum((${load.byPod(selector, fresh)} or sum by (pod) (${seen}) * 0) and on (pod) ${seen} == 1 unless on (pod) ${leaves} == 1)`;
}

/** How many scrapes may fail before a pod's figure counts no more. */
const SCRAPES = 3;

/** A pod's figure counts this long without a scrape, however often it is scraped. */
const LEAST_FRESH = 30;

/** How old a sample may be, in seconds, where an agent is scraped so often. */
export function freshFor(interval: number): number {
  return Math.max(LEAST_FRESH, SCRAPES * interval);
}
