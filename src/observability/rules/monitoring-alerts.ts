import { Alert, AlertGroup, AlertSeverity, exceeds, MINUTE } from './alert';

const MONITORING: Pick<Alert, 'dashboard' | 'variables'> = { dashboard: 'overview', variables: [] };

/** The name of the alert that always fires. */
export const WATCHDOG = 'McpWatchdog';

/** Our own groups of rules, by the label that Prometheus gives its figures of them. */
const OURS = 'rule_group=~".*;mcp-.*"';

/** Alerts on monitoring itself. */
export const MONITORING_ALERTS: AlertGroup = {
  name: 'mcp-monitoring',
  alerts: [
    {
      ...MONITORING,
      name: WATCHDOG,
      after: 0,
      severity: AlertSeverity.INFO,
      expr: 'vector(1)',
      summary: 'Alerting works.',
      description: 'It always fires. A receiver that misses it knows that no other alert would come through either.',
    },
    {
      ...MONITORING,
      name: 'McpTargetDown',
      after: 10 * MINUTE,
      severity: AlertSeverity.WARNING,
      expr: `count by (namespace, job) (up == 0) / count by (namespace, job) (up)
and on (namespace) namespace:mcp_parts:info`,
      summary: 'Targets of {{ $labels.namespace }}/{{ $labels.job }} are down.',
      description: '{{ $value | humanizePercentage }} of them can\'t be scraped.',
    },
    {
      ...MONITORING,
      name: 'McpScrapeRefused',
      after: 5 * MINUTE,
      severity: AlertSeverity.WARNING,
      expr: 'sum by (namespace, job) (increase(prometheus_target_scrapes_exceeded_sample_limit_total[10m])) > 0',
      summary: 'Prometheus {{ $labels.namespace }}/{{ $labels.job }} refuses scrapes for their size.',
      description: 'A target gives more samples than its monitor\'s sampleLimit allows, and none of them is kept.',
    },
    {
      ...MONITORING,
      name: 'McpRuleFailures',
      after: 5 * MINUTE,
      severity: AlertSeverity.CRITICAL,
      expr: `sum by (namespace, job, rule_group) (increase(prometheus_rule_evaluation_failures_total{${OURS}}[5m])) > 0
or
sum by (namespace, job, rule_group) (increase(prometheus_rule_group_iterations_missed_total{${OURS}}[5m])) > 0`,
      summary: 'Rules of {{ $labels.rule_group }} fail or are left out.',
      description: '{{ $value | humanize }} evaluations of the last 5 minutes: alerts that build on them do not fire.',
    },
    {
      ...MONITORING,
      name: 'McpAlertsNotSent',
      after: 10 * MINUTE,
      severity: AlertSeverity.CRITICAL,
      expr: `sum by (namespace, job) (rate(prometheus_notifications_errors_total[5m]))
/
sum by (namespace, job) (rate(prometheus_notifications_sent_total[5m]))
> 0.01
or
sum by (namespace, job) (rate(prometheus_notifications_dropped_total[5m])) > 0`,
      summary: 'Prometheus {{ $labels.namespace }}/{{ $labels.job }} can\'t send its alerts.',
      description: 'An Alertmanager does not take them, or none is known.',
    },
    {
      ...MONITORING,
      name: 'McpNotificationsFailed',
      after: 5 * MINUTE,
      severity: AlertSeverity.CRITICAL,
      expr: 'sum by (namespace, job, integration) (rate(alertmanager_notifications_failed_total[5m])) > 0',
      summary: 'Alertmanager {{ $labels.namespace }}/{{ $labels.job }} can\'t reach a receiver.',
      description: 'Notifications by {{ $labels.integration }} fail: nobody hears of alerts that go there.',
    },
    {
      ...MONITORING,
      name: 'McpMonitoringOverhead',
      after: 15 * MINUTE,
      expr: exceeds(`sum (rate(process_cpu_seconds_total[10m]) and on (namespace, job, instance) prometheus_build_info)
/
sum (max by (node) (kube_node_status_allocatable{resource="cpu"}))`, 'monitoringRatio'),
      summary: 'Monitoring takes more of the cluster than it should.',
      description: 'Prometheus uses {{ $value | humanizePercentage }} of the cluster\'s CPU.',
    },
  ],
};
