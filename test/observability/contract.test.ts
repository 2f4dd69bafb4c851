import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { dashboards, panelsOf } from '../../src/observability/dashboards/dashboards';
import { DashboardJson } from '../../src/observability/dashboards/schema';
import { LEVEL_SERIES } from '../../src/observability/rules/level-rules';
import { Recorded, RECORDED } from '../../src/observability/rules/recorded';
import { ruleGroups } from '../../src/observability/rules/rule-groups';
import { knownSeries } from '../../tools/promql/known-series';
import { readPromql } from '../../tools/promql/read';

const RUNBOOKS = join(__dirname, '..', '..', 'docs', 'runbooks');
const KNOWN = knownSeries();
const RULES = ruleGroups(new Chart(new App(), 'chart')).flatMap(({ rules }) => rules);

describe('each metric and label that is read is given by something', () => {
  test('in rules', () => {
    const named = RULES.map((rule) => ({ name: 'alert' in rule ? rule.alert : rule.record, expr: rule.expr }));
    expect(problemsOf(named)).toEqual([]);
  });

  test.each(dashboards())('in the panels of $uid', ({ json }) => {
    expect(problemsOf(panelsOf(json).flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ name: title, expr }))))).toEqual([]);
  });

  test.each(dashboards())('in the variables and annotations of $uid', ({ json }) => {
    const annotations = json.annotations.list.flatMap(({ name, expr }) => (expr ? [{ name, expr }] : []));
    expect(problemsOf([...variablesOf(json), ...annotations])).toEqual([]);
  });

  test.each(readdirSync(RUNBOOKS))('in the runbook %s', (file) => {
    const blocks = [...readFileSync(join(RUNBOOKS, file), 'utf8').matchAll(/^```promql\n([^]*?)```$/gm)];
    expect(problemsOf(blocks.map(([, expr]) => ({ name: file, expr })))).toEqual([]);
  });
});

test('a recorded series has the labels that its table says, and no other', () => {
  const wrong = Object.values<Recorded>(RECORDED).filter(({ labels, expr }) => (
    readPromql(expr, KNOWN).labels?.toSorted().join() !== labels.toSorted().join()
  ));
  expect(wrong.map(({ name, expr }) => `${name}: ${readPromql(expr, KNOWN).labels}`)).toEqual([]);
});

test('every series that a rule records is in the tables', () => {
  const tables = [...Object.values<Recorded>(RECORDED).map(({ name }) => name), ...Object.keys(LEVEL_SERIES)];
  expect(RULES.flatMap((rule) => ('record' in rule ? [rule.record] : [])).filter((name) => !tables.includes(name))).toEqual([]);
});

interface Named {
  readonly name: string;
  readonly expr: string;
}

/** `label_values(SELECTOR, LABEL)` as what it reads: the values that a label has. */
function variablesOf({ templating }: DashboardJson): Named[] {
  return templating.list.flatMap(({ name, definition }) => {
    const [, selector, label] = /^label_values\((.*), (\w+)\)$/.exec(String(definition)) ?? [];
    return selector ? [{ name, expr: `group by (${label}) (${selector})` }] : [];
  });
}

/** What Grafana puts in where a duration stands; in a text a variable may stay. */
function filledIn(expr: string): string {
  return expr.replace(/\$__(rate_interval|interval|range)/g, '5m');
}

function problemsOf(expressions: readonly Named[]): string[] {
  return expressions.flatMap(({ name, expr }) => readPromql(filledIn(expr), KNOWN).problems.map((problem) => `${name}: ${problem}`));
}
