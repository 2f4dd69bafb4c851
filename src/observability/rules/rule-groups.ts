import { IConstruct } from 'constructs';
import { AGENT_ALERTS } from './agent-alerts';
import { Alert, AlertGroup, VARIABLES } from './alert';
import { AFTER, AlertOptions, checkAlerts, OwnAlert } from './alert-options';
import { INFRASTRUCTURE_ALERTS } from './infrastructure-alerts';
import { AgentLevels, agentLevelRules, levelRules } from './level-rules';
import { MONITORING_ALERTS } from './monitoring-alerts';
import { OUTSIDE_VIEW_ALERTS } from './outside-view-alerts';
import { RECORDED, Recorded, Resolution } from './recorded';
import { REGISTRY_ALERTS } from './registry-alerts';
import { AlertingRule, RecordingRule, RuleGroup } from './rule';
import { SCALING_ALERTS } from './scaling-alerts';
import { checkSlos, Slo } from './slo';
import { checkThresholds, Thresholds } from './thresholds';
import { TOOL_ALERTS } from './tool-alerts';
import { dashboardPath } from '../dashboards/uids';

/** All of our alerts. */
export const ALERT_GROUPS: readonly AlertGroup[] = [
  AGENT_ALERTS, TOOL_ALERTS, SCALING_ALERTS, REGISTRY_ALERTS, INFRASTRUCTURE_ALERTS, MONITORING_ALERTS, OUTSIDE_VIEW_ALERTS,
];

/** What the rules of a platform depend on. */
export interface RuleSettings {
  readonly thresholds?: Thresholds;
  readonly slos?: readonly Slo[];
  readonly alerts?: AlertOptions;
  /** Time between two evaluations in seconds: 30 where nothing is said. */
  readonly interval?: number;
  /** Where the dashboards are, without a "/" at its end; links are relative where nothing is said. */
  readonly grafanaUrl?: string;
}

/** The interval of series for days: the window of their increases, so that these add up. */
const INTERVALS = { [Resolution.COARSE]: '5m', [Resolution.HOURLY]: '1h' } as const;

const RUNBOOKS = 'https://github.com/cdk8s-mcp/cdk8s-mcp/blob/main/docs/runbooks/';

/** Every group of rules of a platform, ready for `spec.groups` of a PrometheusRule. One per cluster has them. */
export function ruleGroups(scope: IConstruct, settings: RuleSettings = {}): RuleGroup[] {
  checkSettings(scope, settings);
  const interval = `${settings.interval ?? 30}s`;
  const recorded = Object.values<Recorded>(RECORDED);
  const at = (wanted: Resolution) => recorded.filter(({ resolution }) => resolution === wanted);
  const { own = [], changes = {} } = settings.alerts ?? {};
  return [
    // In one group, since each may read those before it: what there is, then what it is held to, then how it does.
    { name: 'mcp-recorded', interval, rules: withLevels(at(Resolution.FINE), settings) },
    ...([Resolution.COARSE, Resolution.HOURLY] as const).map((each) => (
      { name: `mcp-recorded-${INTERVALS[each]}`, interval: INTERVALS[each], rules: at(each).map(recordingRule) }
    )),
    ...ALERT_GROUPS.map(({ name, alerts }) => {
      const wanted = alerts.filter((alert) => changes[alert.name]?.enabled !== false);
      return { name, interval, rules: wanted.map((alert) => alertingRule(alert, settings)) };
    }),
    { name: 'mcp-own', interval, rules: own.map((alert) => ownRule(alert, settings)) },
  ].filter(({ rules }) => rules.length > 0);
}

/** The group that an agent needs which is not held to what all are held to; none where it is. */
export function agentRuleGroups(scope: IConstruct, property: string, levels: AgentLevels): RuleGroup[] {
  checkThresholds(scope, property, levels.thresholds);
  checkSlos(scope, `${property}.slos`, levels.slos ?? []);
  const group = agentLevelRules(levels);
  return group.rules.length > 0 ? [group] : [];
}

function checkSettings(scope: IConstruct, { thresholds, slos = [], alerts = {} }: RuleSettings): void {
  checkThresholds(scope, 'thresholds', thresholds);
  checkSlos(scope, 'slos', slos);
  checkAlerts(scope, 'alerts', alerts, ALERT_GROUPS.flatMap((group) => group.alerts.map(({ name }) => name)));
}

/** Thresholds and objectives come right after the agents that they are for. */
function withLevels(recorded: readonly Recorded[], { thresholds, slos }: RuleSettings): RecordingRule[] {
  const known = recorded.findIndex(({ name }) => name === RECORDED.agentKnown.name) + 1;
  return [...recorded.slice(0, known).map(recordingRule), ...levelRules(thresholds, slos), ...recorded.slice(known).map(recordingRule)];
}

function recordingRule({ name, expr }: Recorded): RecordingRule {
  return { record: name, expr };
}

function alertingRule(alert: Alert, { alerts = {}, grafanaUrl = '' }: RuleSettings): AlertingRule {
  const { severity = alert.severity, after } = alerts.changes?.[alert.name] ?? {};
  const variables = Object.fromEntries(alert.variables.map((variable) => [variable, `{{ $labels.${VARIABLES[variable]} | urlquery }}`]));
  return {
    alert: alert.name,
    expr: alert.expr,
    ...duration(after?.toSeconds() ?? alert.after),
    labels: { ...alerts.labels, severity: severity ?? '{{ $labels.level }}' },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_url: `${alerts.runbooks ?? RUNBOOKS}${runbookPage(alert.name)}`,
      dashboard_url: `${grafanaUrl}${dashboardPath(alert.dashboard, variables)}`,
    },
  };
}

function ownRule(alert: OwnAlert, { alerts = {} }: RuleSettings): AlertingRule {
  const { name, expr, severity, summary, description, after = AFTER, runbookUrl, labels } = alert;
  return {
    alert: name,
    expr,
    ...duration(after.toSeconds()),
    labels: { ...alerts.labels, ...labels, severity },
    annotations: { summary, ...(description ? { description } : {}), ...(runbookUrl ? { runbook_url: runbookUrl } : {}) },
  };
}

function duration(seconds: number): { for?: string } {
  return seconds > 0 ? { for: `${seconds}s` } : {};
}

/** The page of an alert in docs/runbooks: "mcp-agent-down.md" for McpAgentDown. */
export function runbookPage(alert: string): string {
  return `${alert.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.md`;
}
