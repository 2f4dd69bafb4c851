import { AGENT_THRESHOLDS, LEVELS, ThresholdName } from './thresholds';
import { DashboardName } from '../dashboards/uids';

/** How bad it is that an alert fires. */
export enum AlertSeverity {
  /** Somebody is woken. */
  CRITICAL = 'critical',
  /** Somebody looks at it today. */
  WARNING = 'warning',
  /** It is there for those who look. */
  INFO = 'info',
}

/** One of our alerts. */
export interface Alert {
  readonly name: string;
  /** How long it must be true, in seconds. */
  readonly after: number;
  /** Where there is none, the level of the threshold that is exceeded gives it, by the label `level`. */
  readonly severity?: AlertSeverity;
  readonly expr: string;
  /** One line, which a pager shows. */
  readonly summary: string;
  readonly description: string;
  readonly dashboard: DashboardName;
  /** Labels of the alert that preset variables of the dashboard. */
  readonly variables: readonly Variable[];
}

/** A variable of our dashboards. */
type Variable = keyof typeof VARIABLES;

/** The label that gives a variable its value. */
export const VARIABLES = { namespace: 'namespace', agent: 'agent', tool: 'gen_ai_tool_name' } as const;

/** Alerts of one kind, which become one group of rules. */
export interface AlertGroup {
  readonly name: string;
  readonly alerts: readonly Alert[];
}

/** What an agent's alerts say of where. */
export const AGENT: Pick<Alert, 'dashboard' | 'variables'> = { dashboard: 'agent', variables: ['namespace', 'agent'] };

/** How an agent is called in a sentence. */
export const THE_AGENT = 'Agent {{ $labels.namespace }}/{{ $labels.agent }}';

export const MINUTE = 60;

/** Labels that tell two alerts of one name apart: only where all are the same does a critical one make a warning superfluous. */
export const APART: readonly string[] = [
  'alertname', 'namespace', 'agent', 'pod', 'container', 'gen_ai_tool_name', 'slo', 'job', 'persistentvolumeclaim',
];

/** What exceeds a threshold: one series for each level that is exceeded, with the label `level`. */
export function exceeds(expr: string, threshold: ThresholdName): string {
  const ofAgent = threshold in AGENT_THRESHOLDS;
  const [on, levels] = ofAgent ? ['namespace, agent', 'agent:mcp_threshold:value'] : ['', 'mcp:threshold:value'];
  return LEVELS
    .map((level) => `(${expr}) > on (${on}) group_left (level) ${levels}{threshold="${threshold}", level="${level}"}`)
    .join('\nor\n');
}

/** A figure that the cluster has of pods or containers, with the agent that they belong to; those of no agent are left out. */
export function ofAgents(expr: string): string {
  return `${expr} * on (namespace, pod) group_left (agent) pod:mcp_agent:info`;
}

/** A figure of Deployments, as one of the agents that they run. */
export function ofDeployments(expr: string): string {
  return `label_replace(${expr}, "agent", "$1", "deployment", "(.+)")`;
}

/** Agents that are scaled to nothing on purpose. */
export const SCALED_TO_ZERO = ofDeployments('kube_deployment_spec_replicas == 0');
