import { Query } from './panel';
import { METRICS } from '../../runtime/contract';
import { RECORDED, RecordedName } from '../rules/recorded';

/** The series of the agents that were chosen. */
export const CHOSEN = 'namespace=~"$namespace", agent=~"$agent"';

/** The histogram of the convention: operations, their errors and how long they took. */
export const DURATION = METRICS.operationDuration.name;

/** No shorter step than the interval of the coarse recorded series, or panels would show gaps. */
export const COARSE = '5m';

/** A recorded series, of the agents that were chosen. */
export function recorded(name: RecordedName, selectors = CHOSEN): string {
  return `${RECORDED[name].name}{${selectors}}`;
}

/** A metric as the agents that were chosen give it. */
export function metric(name: string, ...selectors: readonly string[]): string {
  return `${name}{${[CHOSEN, ...selectors].join(', ')}}`;
}

/** Per second, over the time between two points of the panel. */
export function rate(name: string, ...selectors: readonly string[]): string {
  return `rate(${metric(name, ...selectors)}[$__rate_interval])`;
}

export function sumBy(labels: readonly string[], expr: string): string {
  return labels.length === 0 ? `sum(${expr})` : `sum by (${labels.join(', ')}) (${expr})`;
}

/** A share: 0 where nothing of the part was seen, or nothing at all, rather than no number. */
export function share(labels: readonly string[], part: string, whole: string): string {
  const all = sumBy(labels, whole);
  return `${sumBy(labels, part)} / (${all} > 0) or 0 * ${all}`;
}

/** Without the points that are no number, such as the quantile of no operation: a cell is empty then. */
export function numbers(expr: string): string {
  return `(${expr} >= 0)`;
}

/**
 * The series whose mean over the whole range is largest. `topk` alone picks anew at each point, and draws many more lines
 * than it says.
 */
export function busiest(count: number, expr: string): string {
  return `${expr} and on (namespace, agent) topk(${count}, avg_over_time(${expr}[$__range] @ end()))`;
}

/** The series whose largest value in the range is largest; unlike the mean it bears points that are no number. */
export function worst(count: number, expr: string): string {
  return `${expr} and on (namespace, agent) topk(${count}, max_over_time(${expr}[$__range] @ end()))`;
}

/** The median and the slow ends of a histogram, with exemplars on the last. */
export function percentiles(buckets: string, labels: readonly string[] = []): Query[] {
  return [0.5, 0.95, 0.99].map((quantile) => ({
    expr: `histogram_quantile(${quantile}, ${sumBy(['le', ...labels], buckets)})`,
    legend: `p${100 * quantile}`,
    ...(quantile === 0.99 && { exemplar: true }),
  }));
}

/** What the cluster knows of pods, of those alone that belong to the agents that were chosen, with the label `agent`. */
export function ofPods(expr: string): string {
  return `${expr} * on (namespace, pod) group_left (agent) ${recorded('podAgent')}`;
}
