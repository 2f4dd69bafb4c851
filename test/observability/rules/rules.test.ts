import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { SCENARIOS } from './scenarios';
import { AlertSeverity, McpErrorCode, Slo } from '../../../src';
import { DASHBOARD_UIDS } from '../../../src/observability/dashboards/uids';
import { APART } from '../../../src/observability/rules/alert';
import { AlertingRule, RuleGroup } from '../../../src/observability/rules/rule';
import { ALERT_GROUPS, ruleGroups, RuleSettings, runbookPage } from '../../../src/observability/rules/rule-groups';
import { expectError } from '../../support/errors';

const RUNBOOKS = join(__dirname, '..', '..', '..', 'docs', 'runbooks');
const ALERTS = ALERT_GROUPS.flatMap(({ alerts }) => alerts);
const SETTINGS: RuleSettings = { grafanaUrl: 'https://grafana.acme.io' };

const scope = () => new Construct(new Chart(new App(), 'test'), 'rules');
const groups = (settings: RuleSettings = {}) => ruleGroups(scope(), settings);
const ruleOf = (name: string, of: RuleGroup[]) => of.flatMap(({ rules }) => rules).find((rule) => 'alert' in rule && rule.alert === name) as AlertingRule;
const alertsOf = (of: RuleGroup[]) => of.flatMap(({ rules }) => rules).flatMap((rule) => ('alert' in rule ? [rule.alert] : []));

test('every alert has its scenarios, its runbook and its dashboard, and no runbook is of another', () => {
  expect(SCENARIOS.map(({ alert }) => alert).toSorted()).toEqual(ALERTS.map(({ name }) => name).toSorted());
  expect(readdirSync(RUNBOOKS).filter((file) => file !== 'README.md').toSorted()).toEqual(ALERTS.map(({ name }) => runbookPage(name)).toSorted());
  for (const { name, dashboard } of ALERTS) {
    const page = readFileSync(join(RUNBOOKS, runbookPage(name)), 'utf8');
    expect(page.match(/^#+ .*/gm)).toEqual([`# ${name}`, '## How to look', '## How to mend']);
    expect(ruleOf(name, groups(SETTINGS)).annotations.dashboard_url).toContain(`https://grafana.acme.io/d/${DASHBOARD_UIDS[dashboard]}`);
  }
});

test('where a critical alert holds a warning back, nothing but how bad it is tells them apart', () => {
  const levelled = SCENARIOS.flatMap(({ expected }) => expected).filter(({ labels }) => labels.level);
  const others = levelled.flatMap(({ labels }) => Object.keys(labels)).filter((label) => !['severity', 'level', 'quantile', ...APART].includes(label));
  expect(others).toEqual([]);
});

describe('one property', () => {
  test('switches an alert off', () => {
    expect(alertsOf(groups())).toContain('McpAgentUninstrumented');
    expect(alertsOf(groups({ alerts: { changes: { McpAgentUninstrumented: { enabled: false } } } }))).not.toContain('McpAgentUninstrumented');
  });

  test('changes how bad it is, and how long it waits', () => {
    const changed = groups({ alerts: { changes: { McpAgentErrors: { severity: AlertSeverity.INFO, after: Duration.minutes(1) } } } });
    expect(ruleOf('McpAgentErrors', changed)).toMatchObject({ for: '60s', labels: { severity: 'info' } });
    expect(ruleOf('McpAgentErrors', groups())).toMatchObject({ for: '300s', labels: { severity: '{{ $labels.level }}' } });
  });

  test('adds an alert of one\'s own, and labels to all', () => {
    const own = { name: 'WeatherStale', expr: 'weather_age_seconds > 3600', severity: AlertSeverity.WARNING, summary: 'The weather is old.' };
    const added = groups({ alerts: { own: [{ ...own, labels: { channel: 'weather' } }], labels: { team: 'sky' } } });
    expect(ruleOf('WeatherStale', added)).toEqual({
      alert: 'WeatherStale',
      expr: 'weather_age_seconds > 3600',
      for: '300s',
      labels: { severity: 'warning', team: 'sky', channel: 'weather' },
      annotations: { summary: 'The weather is old.' },
    });
    expect(ruleOf('McpAgentDown', added).labels).toEqual({ severity: 'critical', team: 'sky' });
  });

  test('says where runbooks are', () => {
    expect(ruleOf('McpAgentDown', groups({ alerts: { runbooks: 'https://wiki.acme.io/' } })).annotations.runbook_url).toBe('https://wiki.acme.io/mcp-agent-down.md');
  });
});

describe('what makes no sense ends synthesis', () => {
  const own = { name: 'Mine', expr: 'vector(1)', severity: AlertSeverity.INFO, summary: 'Mine.' };

  test.each<[string, RuleSettings, string]>([
    ['a share of 1', { thresholds: { errorRatio: { warning: 1 } } }, 'thresholds.errorRatio.warning is 1, and an alert on it can never fire: a share is at most 1'],
    ['more seconds than a histogram tells', { thresholds: { toolLatency: { critical: Duration.minutes(5) } } }, 'the histogram tells no more than 300 s'],
    ['a level below nothing', { thresholds: { restarts: { warning: -1 } } }, 'thresholds.restarts.warning is -1. Use a number of at least 0'],
    ['levels in the wrong order', { thresholds: { errorRatio: { warning: 0.2, critical: 0.1 } } }, 'the warning would never come first'],
    ['a threshold that there is not', { thresholds: { errorRate: { warning: 0.2 } } as {} }, 'thresholds has no errorRate. There are notReadyRatio,'],
    ['an objective that is never reached', { slos: [Slo.availability(100)] }, 'the first failure would break it for good'],
    ['an objective whose alert never fires', { slos: [Slo.availability(90)] }, 'is 90 per cent, and its critical alert can never fire'],
    ['a latency that no bucket tells', { slos: [Slo.latency(99, Duration.seconds(3))] }, 'is within 3 s, which the histogram can\'t tell. Use one of 0.01, 0.02'],
    ['two objectives of one kind', { slos: [Slo.availability(99), Slo.availability(99.9)] }, 'slos has two objectives of availability'],
  ])('%s', (_, settings, sentence) => {
    expectError(() => groups(settings), McpErrorCode.THRESHOLD_INVALID, sentence);
  });

  test.each<[string, RuleSettings, string]>([
    ['a change of an alert that there is not', { alerts: { changes: { McpAgentDwon: { enabled: false } } } }, 'names "McpAgentDwon", and there is no such alert. There are McpAgentDown,'],
    ['an alert of one\'s own with a name of ours', { alerts: { own: [{ ...own, name: 'McpAgentDown' }] } }, 'has an alert "McpAgentDown", and there is one already'],
    ['two of one\'s own of one name', { alerts: { own: [own, own] } }, 'has an alert "Mine", and there is one already'],
    ['a name that is none', { alerts: { own: [{ ...own, name: 'my alert' }] } }, 'has an alert "my alert". Its name has letters'],
    ['no expression', { alerts: { own: [{ ...own, expr: ' ' }] } }, 'has an alert "Mine" without an expression or a summary'],
    ['runbooks that are no folder', { alerts: { runbooks: 'https://wiki.acme.io' } }, 'alerts.runbooks is "https://wiki.acme.io". End it in "/"'],
  ])('%s', (_, settings, sentence) => {
    expectError(() => groups(settings), McpErrorCode.ALERT_INVALID, sentence);
  });
});
