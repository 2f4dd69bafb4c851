import { RecordingRule, RuleGroup } from './rule';
import { DEFAULT_SLOS, Slo, SLO_KINDS } from './slo';
import { AGENT_THRESHOLDS, AgentThresholdName, AgentThresholds, LEVELS, levelsOf, PLATFORM_THRESHOLDS, ThresholdName, Thresholds } from './thresholds';

/** The series that carry thresholds and objectives into the cluster, and their labels. */
export const LEVEL_SERIES: Readonly<Record<string, { readonly labels: readonly string[]; readonly tells: string }>> = {
  'mcp:threshold:value': { labels: ['threshold', 'level'], tells: 'A threshold of what is beside the agents.' },
  'agent:mcp_threshold:value': { labels: ['namespace', 'agent', 'threshold', 'level'], tells: 'A threshold that holds for an agent: its own, or that of all.' },
  'agent:mcp_threshold:own': { labels: ['namespace', 'agent', 'threshold', 'level'], tells: 'A threshold that an agent has of its own; +Inf raises no alert.' },
  'agent:mcp_slo:objective': { labels: ['namespace', 'agent', 'slo'], tells: 'The share of operations, 0 to 1, that an objective asks for.' },
  'agent:mcp_slo:own': { labels: ['namespace', 'agent', 'slo'], tells: 'An objective that an agent has of its own; 0 raises no alert.' },
  'agent:mcp_slo_latency:bound': { labels: ['namespace', 'agent', 'le'], tells: 'The bucket that is still fast enough for the objective, in seconds.' },
  'agent:mcp_slo_latency:own': { labels: ['namespace', 'agent', 'le'], tells: 'The same, of an agent that has an objective of its own.' },
};

/** What one agent is held to, where that is not what all are. */
export interface AgentLevels {
  readonly namespace: string;
  readonly agent: string;
  readonly thresholds?: AgentThresholds;
  readonly slos?: readonly Slo[];
}

/** Rules by which every agent gets the thresholds and objectives that hold for it. */
export function levelRules(thresholds: Thresholds = {}, slos: readonly Slo[] = DEFAULT_SLOS): RecordingRule[] {
  return [...platformThresholds(thresholds), ...agentThresholds(thresholds), ...objectives(slos), ...bounds(slos)];
}

/** Rules that carry what one agent has of its own; they may come from another chart than the others. */
export function agentLevelRules({ namespace, agent, thresholds = {}, slos }: AgentLevels): RuleGroup {
  const labels = { namespace, agent };
  const rules: RecordingRule[] = [
    ...(Object.keys(thresholds) as AgentThresholdName[]).filter((name) => thresholds[name]).flatMap((threshold) => LEVELS.map((level) => ({
      record: 'agent:mcp_threshold:own', expr: scalar(levelsOf(threshold, thresholds)[level]), labels: { ...labels, threshold, level },
    }))),
    ...(slos ? SLO_KINDS : []).map((kind) => ({
      record: 'agent:mcp_slo:own', expr: `vector(${slos!.find((slo) => slo.kind === kind)?._objective ?? 0})`, labels: { ...labels, slo: kind },
    })),
    ...(slos ?? []).filter(({ within }) => within).flatMap((slo) => spellings(slo._bound).map((le) => ({
      record: 'agent:mcp_slo_latency:own', expr: `vector(${slo._bound})`, labels: { ...labels, le },
    }))),
  ];
  return { name: `mcp-levels-${namespace}-${agent}`, rules };
}

/** A level that raises no alert is one that nothing exceeds. */
function scalar(level: number | undefined): string {
  return `vector(${level ?? 'Inf'})`;
}

function platformThresholds(thresholds: Thresholds): RecordingRule[] {
  return eachLevel(Object.keys(PLATFORM_THRESHOLDS) as ThresholdName[], thresholds).filter(({ value }) => value !== undefined)
    .map(({ threshold, level, value }) => ({ record: 'mcp:threshold:value', expr: `vector(${value})`, labels: { threshold, level } }));
}

function agentThresholds(thresholds: Thresholds): RecordingRule[] {
  return eachLevel(Object.keys(AGENT_THRESHOLDS) as ThresholdName[], thresholds).map(({ threshold, level, value }) => ({
    record: 'agent:mcp_threshold:value',
    expr: ownOr(`max by (namespace, agent) (agent:mcp_threshold:own{threshold="${threshold}", level="${level}"})`, value),
    labels: { threshold, level },
  }));
}

function eachLevel(names: ThresholdName[], thresholds: Thresholds) {
  return names.flatMap((threshold) => LEVELS.map((level) => ({ threshold, level, value: levelsOf(threshold, thresholds)[level] })));
}

function objectives(slos: readonly Slo[]): RecordingRule[] {
  return SLO_KINDS.map((kind) => ({
    record: 'agent:mcp_slo:objective',
    expr: ownOr(`max by (namespace, agent) (agent:mcp_slo:own{slo="${kind}"})`, slos.find((slo) => slo.kind === kind)?._objective),
    labels: { slo: kind },
  }));
}

function ownOr(own: string, value: number | undefined): string {
  return value === undefined ? own : `${own}\nor on (namespace, agent)\nagent:mcp_agent:known * ${value}`;
}

function bounds(slos: readonly Slo[]): RecordingRule[] {
  const own: RecordingRule = { record: 'agent:mcp_slo_latency:bound', expr: 'max by (namespace, agent, le) (agent:mcp_slo_latency:own)' };
  const bound = slos.find(({ within }) => within)?._bound;
  const ofAll = bound === undefined ? [] : spellings(bound).map((le) => ({
    record: 'agent:mcp_slo_latency:bound',
    expr: `agent:mcp_agent:known * ${bound} unless on (namespace, agent) agent:mcp_slo:own{slo="latency"}`,
    labels: { le },
  }));
  return [own, ...ofAll];
}

/** Prometheus 3 writes a bucket as "5.0", Prometheus 2 and the OpenMetrics text as it came: the wrong one joins with nothing. */
function spellings(bound: number): string[] {
  return Number.isInteger(bound) ? [`${bound}.0`, String(bound)] : [String(bound)];
}
