import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { LEVEL_SERIES } from '../../src/observability/rules/level-rules';
import { Recorded, RECORDED } from '../../src/observability/rules/recorded';
import { readContract } from '../contract/generate';

const EXPORTERS = join(__dirname, '..', '..', 'contract', 'exporters.yaml');

/** A metric as contract/exporters.yaml has it: its labels, or these and its type. */
type Metric = readonly string[] | { readonly type: 'histogram'; readonly labels: readonly string[] };

interface Exporter {
  readonly source: string;
  readonly targetLabels?: readonly string[];
  readonly metrics: Readonly<Record<string, Metric>>;
}

interface Exporters {
  readonly targetLabels: readonly string[];
  readonly agentLabels: readonly string[];
  readonly exporters: Readonly<Record<string, Exporter>>;
}

/** A series that an expression may read. */
export interface KnownSeries {
  readonly labels: ReadonlySet<string>;
  /** Who gives it: "runtime", "probe", "recorded", or an exporter's name. */
  readonly from: string;
}

/** Every series that something here gives, by its name: the runtime, the probe, the exporters, and our recording rules. */
export function knownSeries(): ReadonlyMap<string, KnownSeries> {
  const { targetLabels, agentLabels, exporters }: Exporters = parse(readFileSync(EXPORTERS, 'utf8'));
  const { metrics, probeMetrics } = readContract();
  return new Map([
    ...Object.values(metrics).flatMap(({ name, type, labels }) => seriesOf('runtime', name, type, [...labels, ...targetLabels, ...agentLabels])),
    ...Object.values(probeMetrics).flatMap(({ name, type, labels }) => seriesOf('probe', name, type, [...labels, ...targetLabels])),
    ...Object.entries(exporters).flatMap(([from, exporter]) => seriesOfExporter(from, exporter, targetLabels)),
    ...[...Object.values<Recorded>(RECORDED), ...Object.entries(LEVEL_SERIES).map(([name, { labels }]) => ({ name, labels }))]
      .map(({ name, labels }) => entry('recorded', name, labels)),
  ]);
}

function seriesOfExporter(from: string, { targetLabels = [], metrics }: Exporter, ofAll: readonly string[]): [string, KnownSeries][] {
  return Object.entries(metrics).flatMap(([name, metric]) => {
    const [type, labels] = 'type' in metric ? [metric.type, metric.labels] : ['gauge', metric];
    return seriesOf(from, name, type, [...labels, ...ofAll, ...targetLabels]);
  });
}

function seriesOf(from: string, name: string, type: string, labels: readonly string[]): [string, KnownSeries][] {
  return type === 'histogram'
    ? [entry(from, `${name}_bucket`, [...labels, 'le']), entry(from, `${name}_count`, labels), entry(from, `${name}_sum`, labels)]
    : [entry(from, name, labels)];
}

function entry(from: string, name: string, labels: readonly string[]): [string, KnownSeries] {
  return [name, { from, labels: new Set(labels) }];
}
