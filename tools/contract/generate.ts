import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const ROOT = join(__dirname, '..', '..');

/** One value that both sides know: why it is there, and what it is or is taken to be. */
interface Entry {
  readonly why: string;
  readonly value?: string | number;
  readonly default?: string;
}

/** A metric of the runtime. */
interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

interface Contract {
  readonly ports: Record<string, Entry>;
  readonly paths: Record<string, Entry>;
  readonly variables: Record<string, Entry>;
  readonly metrics: Record<string, Metric>;
  readonly probeMetrics: Record<string, Metric>;
}

/** What is made of the contract, by path from the repository's root. */
export function filesOf(contract: Contract): Record<string, string> {
  const code = typeScriptOf(contract);
  return {
    'src/runtime/contract.ts': code,
    'runtime/src/contract.ts': code,
    'docs/contract.md': pageOf(contract),
  };
}

/** The contract as it is written. */
export function readContract(): Contract {
  return parse(readFileSync(join(ROOT, 'contract', 'contract.yaml'), 'utf8'));
}

function typeScriptOf({ ports, paths, variables, metrics, probeMetrics }: Contract): string {
  return [
    '// Generated from contract/contract.yaml by `npm run contract`; not to be edited.',
    '',
    '/** The ports of a pod that the runtime serves. */',
    ...constant('PORTS', Object.entries(ports).map(([key, { why, value }]) => [why, key, String(value)])),
    '',
    '/** The paths on those ports. */',
    ...constant('PATHS', Object.entries(paths).map(([key, { why, value }]) => [why, key, quote(value!)])),
    '',
    '/** The variables that the runtime reads. */',
    ...constant('VARIABLES', Object.entries(variables).map(([key, { why, default: value }]) => [`${why} (default: ${value})`, key, quote(key)])),
    '',
    '/** The metrics that the runtime gives. */',
    ...constant('METRICS', metricEntries(metrics)),
    '',
    '/** The metrics that `mcp-agent probe` gives, with the namespace and the name of the agent that it probes. */',
    ...constant('PROBE_METRICS', metricEntries(probeMetrics)),
    '',
  ].join('\n');
}

function metricEntries(metrics: Record<string, Metric>): [undefined, string, string][] {
  return Object.entries(metrics).map(([key, { help, name, type, labels }]) => [
    undefined, key, `{ name: ${quote(name)}, type: ${quote(type)}, help: ${quote(help)}, labels: [${labels.map(quote).join(', ')}] }`,
  ]);
}

function constant(name: string, entries: (readonly [why: string | undefined, key: string, value: string])[]): string[] {
  const lines = entries.flatMap(([why, key, value]) => [...why ? [`  /** ${capital(why)}. */`] : [], `  ${key}: ${value},`]);
  return [`export const ${name} = {`, ...lines, '} as const;'];
}

function pageOf({ ports, paths, variables, metrics, probeMetrics }: Contract): string {
  return [
    '# What constructs and runtime agree upon',
    '',
    'Generated from `contract/contract.yaml`. The constructs write the ports, paths and variables into YAML, the runtime obeys them;',
    'dashboards, alerts and scalers read the metrics.',
    '',
    '## Ports',
    ...table(['port', 'name', 'for'], Object.entries(ports).map(([key, { value, why }]) => [String(value), inCode(key), why])),
    '',
    '## Paths',
    ...table(['path', 'for'], Object.values(paths).map(({ value, why }) => [inCode(String(value)), why])),
    '',
    '## Variables',
    ...table(['variable', 'for', 'default'], Object.entries(variables).map(([key, { why, default: value }]) => [inCode(key), why, value!])),
    '',
    '## Metrics',
    ...metricTable(metrics),
    '',
    '## Metrics of the probe',
    '`mcp-agent probe` gives these, with the namespace and the name of the agent that it probes; they must be honoured where it is scraped.',
    '',
    ...metricTable(probeMetrics),
    '',
  ].join('\n');
}

function metricTable(metrics: Record<string, Metric>): string[] {
  return table(['metric', 'type', 'labels', 'tells'], Object.values(metrics).map(({ name, type, labels, help }) => [
    inCode(name), type, labels.map(inCode).join(', '), help,
  ]));
}

function table(heads: string[], rows: string[][]): string[] {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function quote(value: string | number): string {
  return `'${String(value).replace(/'/g, "\\'")}'`;
}

function inCode(text: string): string {
  return `\`${text}\``;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

if (require.main === module) {
  for (const [file, content] of Object.entries(filesOf(readContract()))) {
    writeFileSync(join(ROOT, file), content);
  }
}
