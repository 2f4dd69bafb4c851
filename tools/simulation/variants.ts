import { AgentSettings } from './manifests';

/** What can be tried with other values than the manifests have, one value a row of the table. */
const VARIED: Readonly<Record<string, (settings: AgentSettings, value: number) => AgentSettings>> = {
  /** The load that one replica should have: of each metric that counts load, or the percentage where there is none. */
  target: (settings, value) => {
    const { metrics } = settings.autoscaler;
    const hasLoad = metrics.some(({ kind }) => kind !== 'utilization');
    return withAutoscaler(settings, {
      metrics: metrics.map((metric) => (
        metric.kind === 'utilization' ? (hasLoad ? metric : { ...metric, percent: value }) : { ...metric, perReplica: value }
      )),
    });
  },
  /** How long load must have been low before replicas leave, in seconds. */
  window: (settings, value) => withAutoscaler(settings, {
    scaleDown: { ...settings.autoscaler.scaleDown, stabilizationWindowSeconds: value },
  }),
  /** How many of the replicas may leave within a minute, in per cent. */
  percent: (settings, value) => withAutoscaler(settings, {
    scaleDown: { ...settings.autoscaler.scaleDown, policies: [{ type: 'Percent', value, periodSeconds: 60 }] },
  }),
  /** How long load must have been high before replicas come, in seconds. */
  up: (settings, value) => withAutoscaler(settings, { scaleUp: { ...settings.autoscaler.scaleUp, stabilizationWindowSeconds: value } }),
  min: (settings, value) => withAutoscaler(settings, { minReplicas: value }),
  max: (settings, value) => withAutoscaler(settings, { maxReplicas: value }),
  /** How often pods are scraped, in seconds. */
  scrape: (settings, value) => ({ ...settings, scrapeSeconds: value }),
  /** How often a rule records what the queries ask for, in seconds; 0 for queries of what was scraped. */
  rule: ({ queries, ...settings }, value) => ({ ...settings, queries: queries.map((query) => ({ ...query, ruleSeconds: value })) }),
  /** The pod's whole time to leave, in seconds. */
  grace: (settings, value) => ({ ...settings, pod: { ...settings.pod, drainSeconds: value } }),
};

function withAutoscaler(settings: AgentSettings, changes: Partial<AgentSettings['autoscaler']>): AgentSettings {
  return { ...settings, autoscaler: { ...settings.autoscaler, ...changes } };
}

/** The same settings once for each value, as `window=60,300` says; themselves alone where it says nothing. */
export function variantsOf(settings: AgentSettings, vary?: string): { readonly name: string; readonly settings: AgentSettings }[] {
  if (vary === undefined) {
    return [{ name: 'as it is', settings }];
  }
  const [, what, values] = /^(\w+)=([\d.,]+)$/.exec(vary) ?? [];
  if (!what || !VARIED[what]) {
    throw new Error(`--vary ${vary} says nothing. Write what and its values, such as window=60,300: ${Object.keys(VARIED).join(', ')}.`);
  }
  return values.split(',').map((value) => ({ name: `${what} ${value}`, settings: VARIED[what](settings, Number(value)) }));
}
