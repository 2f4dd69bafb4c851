import { Metrics } from './metrics.js';

/** Runs what observes: a mistake in what is counted must never be one in what is served. */
export function guarded(metrics: Metrics): <Result>(observe: () => Result) => Result | undefined {
  return (observe) => {
    try {
      return observe();
    } catch {
      metrics.errors.of('observation').value++;
      return undefined;
    }
  };
}
