import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { AutoscalerSettings, DEFAULT_SCALE_DOWN, DEFAULT_SCALE_UP, MetricTarget, ScalingRules } from './autoscaler/settings';
import { RECORDED, Recorded } from '../../src/observability/rules/recorded';
import { METRICS } from '../../src/runtime/contract';

/** What a query for an agent's load counts. */
export type LoadKind = 'calls' | 'sessions' | 'streams' | 'callsPerSecond';

/** A trigger of KEDA that asks Prometheus. */
export interface LoadQuery {
  /** The name by which the autoscaler asks for it. */
  readonly name: string;
  readonly counts: LoadKind;
  /** The window of a rate. */
  readonly windowSeconds: number;
  /** How often a rule records it; 0 where the query reads what was scraped. */
  readonly ruleSeconds: number;
}

/** What KEDA says while Prometheus says nothing. */
export interface Fallback {
  readonly replicas: number;
  readonly behavior: 'static' | 'currentReplicas' | 'currentReplicasIfHigher' | 'currentReplicasIfLower';
  readonly failureThreshold: number;
}

/** What a simulation takes from the manifests of one agent. */
export interface AgentSettings {
  readonly name: string;
  readonly autoscaler: AutoscalerSettings;
  readonly queries: readonly LoadQuery[];
  readonly fallback?: Fallback;
  /** How often the agent's pods are scraped. */
  readonly scrapeSeconds: number;
  readonly pod: PodSettings;
}

export interface PodSettings {
  /** The server's request of CPU, in cores. */
  readonly cpuRequest: number;
  /** How long a pod that is asked to leave goes on as if nothing were. */
  readonly quietSeconds: number;
  /** How long it has in all before what is still open is cut. */
  readonly drainSeconds: number;
  /** Whether sessions outlive their pod. */
  readonly hasStore: boolean;
  /** When the kubelet first asks whether it is up, and how often. */
  readonly probeDelaySeconds: number;
  readonly probePeriodSeconds: number;
}

/** What Prometheus, its rules and monitors do where the manifests say nothing: the operator's default, and ours of the rules. */
const DEFAULTS = { scrapeSeconds: 30, ruleSeconds: 30 };

const AUTOSCALERS = ['HorizontalPodAutoscaler', 'ScaledObject'];

type Manifest = Record<string, any>;

/** The manifests of a file, as synthesis wrote them. */
export function manifestsOf(file: string): Manifest[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS()).filter(Boolean);
}

/** The settings of one agent; of the only one where none is named. */
export function agentSettings(manifests: readonly Manifest[], name?: string): AgentSettings {
  const scaled = manifests.filter(({ kind, spec }) => AUTOSCALERS.includes(kind) && (!name || spec.scaleTargetRef.name === name));
  if (scaled.length !== 1) {
    const names = scaled.map(({ spec }) => spec.scaleTargetRef.name);
    throw new Error(name || names.length === 0
      ? `there is no HorizontalPodAutoscaler or ScaledObject ${name ? `of "${name}"` : ''}. Give the YAML that an agent with Scaling.between(...) is synthesized to.`
      : `several agents are scaled: ${names.join(', ')}. Choose one by --agent.`);
  }
  const [{ kind, spec }] = scaled;
  const target = spec.scaleTargetRef.name;
  const deployment = manifests.find((each) => each.kind === 'Deployment' && each.metadata.name === target);
  if (!deployment) {
    throw new Error(`the Deployment "${target}" is not among the manifests. Give the agent's whole YAML.`);
  }
  const read = kind === 'ScaledObject' ? fromScaledObject(spec) : { autoscaler: fromAutoscaler(spec), queries: [] };
  return { name: target, ...read, scrapeSeconds: scrapeSecondsOf(manifests, deployment), pod: podSettings(deployment) };
}

function fromAutoscaler({ behavior, maxReplicas, metrics = [], minReplicas = 1 }: Manifest): AutoscalerSettings {
  const targets = metrics.length > 0 ? metrics.map(targetOf) : [utilization('cpu', 80)];
  return { minReplicas, maxReplicas, metrics: targets, ...rulesOf(behavior) };
}

function targetOf(metric: Manifest): MetricTarget {
  const source = metric.containerResource ?? metric.resource;
  if (source?.target.averageUtilization) {
    return utilization(source.name, source.target.averageUtilization);
  }
  const figure = metric.external ?? metric.pods;
  if (!figure?.target.averageValue) {
    throw new Error(`the autoscaler has a metric of type ${metric.type} that the simulation does not know. It knows averageUtilization of a resource, and averageValue of Pods and External metrics.`);
  }
  return { kind: metric.external ? 'external' : 'pods', name: figure.metric.name, perReplica: numberOf(figure.target.averageValue) };
}

function utilization(resource: 'cpu' | 'memory', percent: number): MetricTarget {
  return { kind: 'utilization', name: resource, resource, percent };
}

/** The autoscaler that KEDA makes of a ScaledObject. */
function fromScaledObject({ advanced, fallback, maxReplicaCount = 100, minReplicaCount = 0, triggers }: Manifest) {
  const parts = (triggers as Manifest[]).map(fromTrigger);
  return {
    autoscaler: {
      minReplicas: Math.max(1, minReplicaCount),
      maxReplicas: maxReplicaCount,
      metrics: parts.map(({ target }) => target),
      ...rulesOf(advanced?.horizontalPodAutoscalerConfig?.behavior),
    },
    queries: parts.flatMap(({ query }) => (query ? [query] : [])),
    ...(fallback && { fallback: { behavior: 'static', ...fallback } as Fallback }),
  };
}

function fromTrigger({ metadata, metricType, type }: Manifest, index: number): { target: MetricTarget; query?: LoadQuery } {
  if (type === 'cpu' || type === 'memory') {
    return { target: utilization(type, Number(metadata.value)) };
  }
  if (type !== 'prometheus' || (metricType ?? 'AverageValue') !== 'AverageValue') {
    throw new Error(`the ScaledObject has a trigger of type ${type}, ${metricType}, that the simulation does not know. It knows cpu, memory, and prometheus with AverageValue.`);
  }
  const name = `s${index}-prometheus`;
  return { target: { kind: 'external', name, perReplica: Number(metadata.threshold) }, query: { name, ...readQuery(metadata.query) } };
}

/** The metrics whose mention tells what a query counts. */
const COUNTED: readonly (readonly [name: string, counts: LoadKind])[] = [
  [METRICS.operationsInFlight.name, 'calls'], [METRICS.sessionsActive.name, 'sessions'], [METRICS.streamsActive.name, 'streams'],
  [`${METRICS.operationDuration.name}_count`, 'callsPerSecond'],
];

function readQuery(query: string): Omit<LoadQuery, 'name'> {
  const recorded = Object.values<Recorded>(RECORDED).find(({ name }) => query.includes(name));
  const [, counts] = COUNTED.find(([name]) => (recorded?.expr ?? query).includes(name)) ?? [];
  if (!counts) {
    throw new Error(`the simulation does not know what this query counts: ${query}. It knows ${COUNTED.map(([name]) => name).join(', ')}.`);
  }
  const [, window] = /rate\([^[]*\[(\w+)\]/.exec(recorded?.expr ?? query) ?? [];
  return { counts, windowSeconds: window ? secondsOf(window) : 0, ruleSeconds: recorded ? DEFAULTS.ruleSeconds : 0 };
}

function rulesOf(behavior: Manifest | undefined): Pick<AutoscalerSettings, 'scaleUp' | 'scaleDown' | 'isPlain'> {
  const rules = (given: Manifest = {}, defaults: ScalingRules): ScalingRules => ({
    stabilizationWindowSeconds: given.stabilizationWindowSeconds ?? defaults.stabilizationWindowSeconds,
    selectPolicy: given.selectPolicy ?? defaults.selectPolicy,
    policies: given.policies ?? defaults.policies,
    tolerance: given.tolerance === undefined ? defaults.tolerance : numberOf(given.tolerance),
  });
  const { scaleDown, scaleUp } = behavior ?? {};
  return { scaleUp: rules(scaleUp, DEFAULT_SCALE_UP), scaleDown: rules(scaleDown, DEFAULT_SCALE_DOWN), isPlain: !behavior };
}

/** By the monitor whose selector fits, or the only one. */
function scrapeSecondsOf(manifests: readonly Manifest[], { spec, metadata }: Manifest): number {
  const monitors = manifests.filter(({ kind }) => kind === 'ServiceMonitor' || kind === 'PodMonitor');
  const labels = { ...metadata.labels, ...spec.template.metadata.labels };
  const fits = ({ spec: { selector = {} } }: Manifest) => (
    Object.entries(selector.matchLabels ?? {}).every(([label, value]) => labels[label] === value)
  );
  const [monitor] = monitors.length === 1 ? monitors : monitors.filter(fits);
  const [endpoint] = monitor?.spec.endpoints ?? monitor?.spec.podMetricsEndpoints ?? [];
  return endpoint?.interval ? secondsOf(endpoint.interval) : DEFAULTS.scrapeSeconds;
}

function podSettings({ metadata, spec }: Manifest): PodSettings {
  const { containers, initContainers = [], terminationGracePeriodSeconds: grace = 30 } = spec.template.spec;
  const all: Manifest[] = [...containers, ...initContainers];
  const server = containers.find(({ name }: Manifest) => name === 'server') ?? containers[0];
  const named = all.flatMap(({ env = [] }) => env.map(({ name, value }: Manifest): [string, string | undefined] => [name, value]));
  const variables = new Map(named);
  const sleep = Math.max(0, ...all.map(({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0));
  const quiet = Number(variables.get('MCP_DRAIN_QUIET_SECONDS') ?? sleep);
  const limit = variables.get('MCP_DRAIN_LIMIT_SECONDS');
  const probe = server.startupProbe ?? server.readinessProbe ?? {};
  const request = server.resources?.requests?.cpu;
  if (request === undefined) {
    throw new Error(`container ${server.name} of ${metadata.name} requests no CPU, and without that nothing can be said in per cent of it. Set its resources.`);
  }
  return {
    cpuRequest: numberOf(request),
    quietSeconds: quiet,
    drainSeconds: limit === undefined ? grace : Math.min(grace, quiet + Number(limit)),
    hasStore: variables.has('REDIS_URL'),
    probeDelaySeconds: probe.initialDelaySeconds ?? 0,
    probePeriodSeconds: probe.periodSeconds ?? 10,
  };
}

const UNITS: ReadonlyMap<string, number> = new Map([['m', 0.001], ['k', 1000], ['', 1]]);

/** A quantity as Kubernetes writes it: "250m", "20". */
function numberOf(quantity: string | number): number {
  const [, number, unit] = /^([\d.]+)([mk]?)$/.exec(String(quantity)) ?? [];
  if (number === undefined) {
    throw new Error(`"${quantity}" is no quantity that the simulation reads.`);
  }
  return Number(number) * UNITS.get(unit)!;
}

const DURATION: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** A duration as Prometheus writes it: "1m30s". */
function secondsOf(duration: string): number {
  return [...duration.matchAll(/(\d+)(ms|[smhd])/g)].reduce((total, [, number, unit]) => total + Number(number) * DURATION[unit], 0);
}
