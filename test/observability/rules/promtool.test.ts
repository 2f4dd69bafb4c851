import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { stringify } from 'yaml';
import { HEALTHY, Input, operations, SERIES, steady } from './healthy';
import { AT, Firing, Scenario, SCENARIOS, WATCHDOG_FIRES } from './scenarios';
import { Slo } from '../../../src';
import { AgentLevels } from '../../../src/observability/rules/level-rules';
import { AlertingRule } from '../../../src/observability/rules/rule';
import { agentRuleGroups, ALERT_GROUPS, ruleGroups, RuleSettings } from '../../../src/observability/rules/rule-groups';
import { promtool } from '../../../tools/promtool';

/** Evaluated each minute, as the scenarios have their values. */
const SETTINGS: RuleSettings = { grafanaUrl: 'https://grafana.acme.io', interval: 60 };
const scope = () => new Construct(new Chart(new App(), 'test'), 'rules');
const groups = (settings: RuleSettings = {}) => ruleGroups(scope(), settings);
const RULES = groups(SETTINGS).flatMap(({ rules }) => rules);
const ALERTS = ALERT_GROUPS.flatMap(({ alerts }) => alerts.map(({ name }) => name));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: unknown) => {
  const path = join(folder, name);
  writeFileSync(path, stringify(content, { lineWidth: 0 }));
  return path;
};

test('the rules have nothing that its linter finds', () => {
  const own = agentRuleGroups(scope(), 'weather', STRICT);
  expect(promtool('check', 'rules', '--lint=all', '--lint-fatal', write('rules.yaml', { groups: [...groups(), ...own] }))).toContain('SUCCESS');
});

test('every alert fires when it should, says what it should, and is quiet when it should be', () => {
  write('rules.yaml', { groups: groups(SETTINGS) });
  const together = SCENARIOS.filter(({ aloneAt }) => aloneAt === undefined);
  const tests = [
    ...SCENARIOS.filter(({ aloneAt }) => aloneAt !== undefined).flatMap((scenario) => [
      joined(`${scenario.alert} fires`, [troubled(scenario)], scenario.aloneAt!),
      joined(`${scenario.alert} is quiet`, [quiet(scenario)], scenario.aloneAt!),
    ]),
    joined('side by side', together.flatMap((scenario) => [troubled(scenario, `-${scenario.alert}`), quiet(scenario, `-not-${scenario.alert}`)]), AT),
  ];
  promtool('test', 'rules', write('tests.yaml', { rule_files: ['rules.yaml'], fuzzy_compare: true, tests }));
}, 180_000);

test('an autoscaler without a metric is seen, whoever made it', () => {
  write('rules.yaml', { groups: groups(SETTINGS) });
  const { expected } = SCENARIOS.find(({ alert }) => alert === 'McpAgentScalerBlind')!;
  const plain = Object.fromEntries(Object.entries(HEALTHY).map(([series, values]) => [series.replace('keda-hpa-weather', 'weather'), values]));
  const inactive = SERIES.inactive.replace('keda-hpa-weather', 'weather');
  const tests = [joined('a plain one', [{ input: { ...plain, [inactive]: steady(1) }, expected }], 20)];
  promtool('test', 'rules', write('tests.yaml', { rule_files: ['rules.yaml'], fuzzy_compare: true, tests }));
});

test('an agent is held to thresholds and objectives of its own', () => {
  write('rules.yaml', { groups: [...groups(SETTINGS), ...agentRuleGroups(scope(), 'weather', STRICT)] });
  const { fires: nearLimit } = SCENARIOS.find(({ alert }) => alert === 'McpAgentSessionsNearLimit')!;
  const tests = [{
    name: 'thresholds of its own',
    interval: '1m',
    input_series: seriesOf({ ...HEALTHY, ...nearLimit, ...operations(60, { '0.05': 5, '0.1': 60, '5.0': 60, '30.0': 60 }) }),
    promql_expr_test: [
      {
        expr: 'count by (alertname, slo) (ALERTS{alertstate="firing", alertname!="McpWatchdog"})',
        eval_time: '20m',
        exp_samples: [
          { labels: '{alertname="McpAgentSaturated"}', value: 1 }, { labels: '{alertname="McpAgentErrorBudgetBurn", slo="latency"}', value: 2 },
        ],
      },
      sample('agent:mcp_threshold:value{threshold="eventLoopRatio", level="warning"}', 0.1),
      sample('agent:mcp_slo:objective{slo="availability"}', 0),
      sample('agent:mcp_slo_latency:bound{le="0.05"}', 0.05),
    ],
  }];
  promtool('test', 'rules', write('tests.yaml', { rule_files: ['rules.yaml'], fuzzy_compare: true, tests }));
});

/** Held to more than others as for the event loop, to less as for sessions, and to another time. */
const STRICT: AgentLevels = {
  namespace: 'team',
  agent: 'weather',
  thresholds: { eventLoopRatio: { warning: 0.1 }, sessionsRatio: {} },
  slos: [Slo.latency(95, Duration.millis(50))],
};

/** A platform of its own, and what fires there. */
interface Platform {
  readonly input: Input;
  readonly expected: readonly Firing[];
}

/** Platforms in one run of the rules: each has namespaces of its own, so that all take hardly longer than one. No other alert fires. */
function joined(name: string, platforms: readonly Platform[], at: number) {
  const expected = [...platforms.flatMap((platform) => platform.expected), WATCHDOG_FIRES];
  return {
    name,
    interval: '1m',
    input_series: seriesOf(Object.assign({}, ...platforms.map(({ input }) => input))),
    alert_rule_test: ALERTS.map((alertname) => ({
      eval_time: `${at}m`,
      alertname,
      exp_alerts: expected.filter(({ alert }) => alert === alertname).map((firing) => (
        { exp_labels: firing.labels, exp_annotations: annotationsOf(firing) }
      )),
    })),
  };
}

function seriesOf(input: Input) {
  return Object.entries(input).map(([series, values]) => ({ series, values }));
}

function troubled({ fires, expected }: Scenario, suffix = ''): Platform {
  return { input: placed(fires, suffix), expected: expected.map((each) => ({ ...each, labels: placedLabels(each.labels, suffix) })) };
}

function quiet(scenario: Scenario, suffix = ''): Platform {
  return { input: placed(scenario.quiet, suffix), expected: [] };
}

/** A healthy platform with some changes, in namespaces that end so. */
function placed(changes: Input, suffix: string): Input {
  return Object.fromEntries(Object.entries({ ...HEALTHY, ...changes }).map(([series, values]) => (
    [series.replace(/namespace="(\w+)"/, (_, namespace) => `namespace="${placedIn(namespace, suffix)}"`), values]
  )));
}

function placedLabels({ namespace, ...labels }: Firing['labels'], suffix: string): Firing['labels'] {
  return namespace ? { ...labels, namespace: placedIn(namespace, suffix) } : labels;
}

function placedIn(namespace: string, suffix: string): string {
  return `${namespace}${suffix}`.toLowerCase();
}

function sample(series: string, value: number) {
  const [, name, labels] = /^([\w:]+)\{(.*)\}$/.exec(series)!;
  return { expr: series, eval_time: '20m', exp_samples: [{ labels: `${name}{namespace="team", agent="weather", ${labels}}`, value }] };
}

/** What an alert says when it fires: its templates, filled in by hand but for the value, which the scenario tells. */
function annotationsOf({ alert, labels, description }: Firing) {
  const { annotations } = RULES.find((rule) => 'alert' in rule && rule.alert === alert) as AlertingRule;
  const filled = (text: string) => text.replace(/\{\{ \$labels\.(\w+)( \| urlquery)? \}\}/g, (_, label) => labels[label] ?? '');
  return { ...annotations, summary: filled(annotations.summary), description, dashboard_url: filled(annotations.dashboard_url) };
}
