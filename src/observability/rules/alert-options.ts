import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { AlertSeverity } from './alert';
import { fail, McpErrorCode } from '../../validation/failure';
import { seconds } from '../../validation/values';

/** What is different about one of our alerts. */
export interface AlertChange {
  /**
   * Whether it is there at all.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * How bad it is, whatever level of a threshold is exceeded.
   *
   * @default - as `docs/observability-reference.md` says
   */
  readonly severity?: AlertSeverity;

  /**
   * How long it must be true before it fires.
   *
   * @default - as `docs/observability-reference.md` says
   */
  readonly after?: Duration;
}

/** An alert of one's own. */
export interface OwnAlert {
  /** Its name, in CamelCase as Prometheus' are, and none of ours. */
  readonly name: string;

  /** The PromQL expression whose every series is an alert. */
  readonly expr: string;

  /** How bad it is. */
  readonly severity: AlertSeverity;

  /** One line, which a pager shows. It may have templates: `{{ $labels.agent }}`. */
  readonly summary: string;

  /**
   * How long it must be true before it fires.
   *
   * @default Duration.minutes(5)
   */
  readonly after?: Duration;

  /**
   * What more there is to say.
   *
   * @default - the summary alone
   */
  readonly description?: string;

  /**
   * The page that says what to do.
   *
   * @default - none
   */
  readonly runbookUrl?: string;

  /**
   * Labels beside `severity`.
   *
   * @default - none
   */
  readonly labels?: Record<string, string>;
}

/** Which alerts there are. */
export interface AlertOptions {
  /**
   * What is different about ours, by name: `{ McpAgentUninstrumented: { enabled: false } }`.
   *
   * @default - nothing
   */
  readonly changes?: Record<string, AlertChange>;

  /**
   * Alerts of one's own, which may read our recorded series.
   *
   * @default - none
   */
  readonly own?: OwnAlert[];

  /**
   * Labels that every alert gets, such as the team that it is for.
   *
   * @default - none
   */
  readonly labels?: Record<string, string>;

  /**
   * Where the runbooks are: what stands before `mcp-agent-down.md`.
   *
   * @default "https://github.com/cdk8s-mcp/cdk8s-mcp/blob/main/docs/runbooks/"
   */
  readonly runbooks?: string;
}

/** What an alert's `for` is where nothing is said. */
export const AFTER = Duration.minutes(5);

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Refuses changes of alerts that we do not have, and alerts of one's own that no Prometheus would take. */
export function checkAlerts(scope: IConstruct, property: string, options: AlertOptions, ours: readonly string[]): void {
  const { changes = {}, own = [], runbooks } = options;
  for (const [name, { after }] of Object.entries(changes)) {
    if (!ours.includes(name)) {
      fail(scope, McpErrorCode.ALERT_INVALID, `${property}.changes names "${name}", and there is no such alert. There are ${ours.join(', ')}.`);
    }
    if (after) {
      seconds(scope, `${property}.changes.${name}.after`, after);
    }
  }
  const names = new Set(ours);
  for (const { name, expr, summary, after } of own) {
    if (!NAME.test(name)) {
      fail(scope, McpErrorCode.ALERT_INVALID, `${property}.own has an alert "${name}". Its name has letters, digits and "_", and no digit first.`);
    }
    if (names.has(name)) {
      fail(scope, McpErrorCode.ALERT_INVALID, `${property}.own has an alert "${name}", and there is one already. Choose another name; changes.${name} changes ours.`);
    }
    if (!expr?.trim() || !summary?.trim()) {
      fail(scope, McpErrorCode.ALERT_INVALID, `${property}.own has an alert "${name}" without an expression or a summary. Give it both.`);
    }
    if (after) {
      seconds(scope, `${property}.own, ${name}, after`, after);
    }
    names.add(name);
  }
  if (runbooks !== undefined && !runbooks.endsWith('/')) {
    fail(scope, McpErrorCode.ALERT_INVALID, `${property}.runbooks is "${runbooks}". End it in "/": the name of each page is put behind it.`);
  }
}
