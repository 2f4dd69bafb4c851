import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { dashboards } from '../../../src/observability/dashboards/dashboards';
import { DashboardJson, PanelJson } from '../../../src/observability/dashboards/schema';
import { ROOT, temporaryFolder } from '../../support/run';

/**
 * The types of Grafana's SDK, as plain data: its enums by their values, and each panel with the options of its own kind,
 * which the SDK leaves open. What is written as a literal may have no field that they lack.
 */
const TYPES = `
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

type Plain<T> = T extends string ? \`\${T}\` : T extends number ? (\`\${T}\` extends \`\${infer N extends number}\` ? N : never) : T extends boolean | null | undefined ? T
  : T extends (infer Item)[] ? Plain<Item>[] : T extends object ? { [Key in keyof T]: Plain<T[Key]> } : T;

type Target = Plain<Omit<prometheus.Dataquery, '_implementsDataqueryVariant'>>;
type Panel<Type, Options, Custom> = Plain<Omit<dashboard.Panel, 'type' | 'targets' | 'options' | 'fieldConfig'>> & {
  type: Type;
  targets: Target[];
  options: Plain<Options>;
  fieldConfig: {
    defaults: Plain<Omit<dashboard.FieldConfig, 'custom'>> & { custom?: Plain<Custom> };
    overrides: Plain<dashboard.FieldConfigSource['overrides']>;
  };
};
export type AnyPanel = Panel<'timeseries', timeseries.Options, timeseries.FieldConfig>
  | Panel<'stat', stat.Options, never>
  | Panel<'bargauge', bargauge.Options, never>
  | Panel<'table', table.Options, Partial<table.FieldConfig>>;
type Row = Omit<Plain<dashboard.RowPanel>, 'panels'> & { panels: AnyPanel[] };
/** What the data source adds to an annotation: Grafana's own types leave it to each source. */
type PrometheusAnnotation = { step?: string; titleFormat?: string; textFormat?: string; tagKeys?: string; useValueForTime?: boolean };
export type Dashboard = Omit<Plain<dashboard.Dashboard>, 'panels' | 'annotations'> & {
  panels: (AnyPanel | Row)[];
  annotations: { list: (Plain<dashboard.AnnotationQuery> & PrometheusAnnotation)[] };
};
`;

test('every dashboard is what Grafana\'s own types allow', () => {
  const literals = dashboards().map(({ name, json }) => `export const ${name}: Dashboard = ${JSON.stringify(json, null, 1)};\n`);
  expect(errorsOf(`${TYPES}\n${literals.join('')}`)).toEqual([]);
}, 120_000);

test('a misspelt option, and a value that an enum lacks, are errors', () => {
  const [{ json }] = dashboards();
  const changed = (change: (panel: any) => void): DashboardJson => {
    const copy = structuredClone(json) as any;
    change(copy.panels.find(({ type }: PanelJson) => type === 'stat'));
    return copy;
  };
  const wrong = [
    changed(({ options }) => { options.graphmode = 'area'; }),
    changed(({ options }) => { options.graphMode = 'pie'; }),
    changed(({ fieldConfig }) => { fieldConfig.defaults.units = 's'; }),
  ];
  const literals = wrong.map((dashboard, index) => `export const wrong${index}: Dashboard = ${JSON.stringify(dashboard)};\n`);
  const first = TYPES.split('\n').length;
  const lines = errorsOf(`${TYPES}${literals.join('')}`).map((error) => error.split(':')[0]);
  expect([...new Set(lines)]).toEqual(wrong.map((_, index) => `line ${first + index}`));
}, 120_000);

/** What the compiler says of a program that lies where it finds the SDK. */
function errorsOf(program: string): string[] {
  const file = join(temporaryFolder(), 'dashboards.ts');
  writeFileSync(file, program);
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.Node20,
    target: ts.ScriptTarget.ES2023,
    types: [],
    paths: { '@grafana/grafana-foundation-sdk/*': [join(ROOT, 'node_modules/@grafana/grafana-foundation-sdk/dist/*/index.d.ts')] },
  };
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options)).map(({ messageText, file: source, start = 0 }) => (
    `line ${(source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  ));
}
