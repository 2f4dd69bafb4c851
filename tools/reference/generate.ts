import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboards, panelsOf } from '../../src/observability/dashboards/dashboards';
import { AlertGroup } from '../../src/observability/rules/alert';
import { LEVEL_SERIES } from '../../src/observability/rules/level-rules';
import { Recorded, RECORDED } from '../../src/observability/rules/recorded';
import { ALERT_GROUPS, runbookPage } from '../../src/observability/rules/rule-groups';
import { DEFAULT_SLOS } from '../../src/observability/rules/slo';
import { AGENT_THRESHOLDS, Kind, PLATFORM_THRESHOLDS } from '../../src/observability/rules/thresholds';
import { knownSeries } from '../promql/known-series';
import { readPromql } from '../promql/read';

export const PAGE = join(__dirname, '..', '..', 'docs', 'observability-reference.md');

/** What is observed, and who gives its metrics. */
const THINGS: Readonly<Record<string, readonly string[]>> = {
  'Agents': ['runtime', 'process'],
  'Agents as their clients see them': ['probe'],
  'The registry': ['registry'],
  'How they are scaled': ['keda'],
  'What they run on': ['kube-state-metrics', 'cadvisor', 'kubelet', 'node-exporter'],
  'Monitoring itself': ['scrape', 'prometheus', 'alertmanager'],
};

/** Somebody who reads a metric: an alert, or a panel of a dashboard. */
interface Reader {
  readonly name: string;
  readonly metrics: ReadonlySet<string>;
}

const KNOWN = knownSeries();
const EXPRESSIONS = new Map(Object.values<Recorded>(RECORDED).map(({ name, expr }) => [name, expr]));

/** docs/observability-reference.md, as the code has it today. */
export function referencePage(): string {
  const alerts = ALERT_GROUPS.flatMap((group) => group.alerts).map(({ name, expr }) => ({ name, metrics: metricsBehind([expr]) }));
  const panels = dashboards().map(({ title, json }) => ({
    title,
    panels: panelsOf(json).map((panel) => ({ name: panel.title, metrics: metricsBehind((panel.targets ?? []).map(({ expr }) => expr)) })),
  }));
  return [
    '# What is observed',
    '',
    'Generated from the code by `npm run reference`: what is there, the metrics that tell of it, the alerts and panels that read them, whether',
    'directly or by a recorded series.',
    '',
    ...Object.entries(THINGS).flatMap(([thing, sources]) => [
      `## ${thing}`,
      '',
      ...table(['metric', 'from', 'alerts', 'panels'], metricsOf(sources).map(([metric, from]) => [
        inCode(metric), from, readersOf(metric, alerts).map(({ name }) => linked(name)).join(', '),
        panels.map((dashboard) => panelsReading(metric, dashboard)).filter(Boolean).join('; '),
      ])),
      '',
    ]),
    '## Alerts',
    '',
    'An alert whose severity is that of a threshold fires once for each level that is exceeded, and says which in its label `level`.',
    '',
    ...ALERT_GROUPS.flatMap(alertsOf),
    '## Thresholds',
    '',
    'Times are in seconds. Those of agents can be set for all, and for each.',
    '',
    ...table(['threshold', 'of', 'warning above', 'critical above'], [
      ...thresholdRows('each agent', AGENT_THRESHOLDS), ...thresholdRows('the platform', PLATFORM_THRESHOLDS),
    ]),
    '',
    `Objectives where nothing is said: ${DEFAULT_SLOS.map(({ kind, percent, _bound: bound }) => `${kind} ${percent} %${bound ? ` within ${bound} s` : ''}`).join(', ')}.`,
    '',
    '## Recorded series',
    '',
    'Fine ones are as old as the rules\' interval, 30 s where nothing is said; coarse ones come every 5 minutes and hourly ones every hour: they are for',
    'days and weeks.',
    '',
    ...table(['series', 'labels', 'resolution', 'tells'], [
      ...Object.values<Recorded>(RECORDED).map(({ name, labels, resolution, tells }) => [inCode(name), labels.map(inCode).join(', '), resolution, tells]),
      ...Object.entries(LEVEL_SERIES).map(([name, { labels, tells }]) => [inCode(name), labels.map(inCode).join(', '), 'fine', tells]),
    ]),
    '',
  ].join('\n');
}

/** The metrics that expressions read in the end, behind all that is recorded. */
function metricsBehind(expressions: readonly string[], seen = new Set<string>()): Set<string> {
  const metrics = expressions.flatMap((expr) => [...readPromql(expr.replace(/\$__(rate_interval|interval|range)/g, '5m'), KNOWN).metrics]);
  return new Set(metrics.flatMap((metric) => {
    const expr = EXPRESSIONS.get(metric);
    if (!expr || seen.has(metric)) {
      return expr ? [] : [familyOf(metric)];
    }
    return [...metricsBehind([expr], new Set([...seen, metric]))];
  }));
}

/** A histogram as one metric. */
function familyOf(metric: string): string {
  const family = metric.replace(/_(bucket|count|sum)$/, '');
  return KNOWN.has(`${family}_bucket`) ? family : metric;
}

function metricsOf(sources: readonly string[]): [metric: string, from: string][] {
  const given = [...KNOWN].filter(([, { from }]) => sources.includes(from));
  return [...new Map(given.map(([name, { from }]) => [familyOf(name), from]))];
}

function readersOf(metric: string, readers: readonly Reader[]): Reader[] {
  return readers.filter(({ metrics }) => metrics.has(metric));
}

function panelsReading(metric: string, { title, panels }: { title: string; panels: readonly Reader[] }): string {
  const names = [...new Set(readersOf(metric, panels).map(({ name }) => name))];
  return names.length > 0 ? `*${title}*: ${names.join(', ')}` : '';
}

function alertsOf({ name, alerts }: AlertGroup): string[] {
  return [
    ...table([`alert of \`${name}\``, 'severity', 'after', 'says'], alerts.map((alert) => [
      linked(alert.name), alert.severity ?? 'of the threshold', alert.after > 0 ? `${alert.after / 60} min` : 'at once', plain(alert.summary),
    ])),
    '',
  ];
}

function thresholdRows(of: string, kinds: Readonly<Record<string, Kind>>): string[][] {
  return Object.entries(kinds).map(([name, { defaults: { warning = '', critical = '' } }]) => [inCode(name), of, String(warning), String(critical)]);
}

/** A template without its braces. */
function plain(text: string): string {
  return text.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label) => label.toUpperCase());
}

function linked(alert: string): string {
  return `[${alert}](runbooks/${runbookPage(alert)})`;
}

function inCode(text: string): string {
  return `\`${text}\``;
}

function table(heads: string[], rows: string[][]): string[] {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

if (require.main === module) {
  writeFileSync(PAGE, referencePage());
}
