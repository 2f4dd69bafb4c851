import { KubernetesObject } from '../../e2e/helpers/cluster';
import { Load } from '../../e2e/helpers/load';
import { prometheusUrl } from '../../e2e/helpers/prometheus';
import { echoes, inFlight, leavingAtOnce, scaledAgent, SDK_V1, SDK_V2 } from '../../e2e/helpers/scaled-agents';
import { LoadSource, Scaling, ScalingMetric } from '../../src';

/** Where all of it runs. */
export const NAMESPACE = 'mcp-bench-scaling';

/** Calls in flight that one replica should have, and those that the step brings: three replicas. */
const CALLS = { perReplica: 10, step: 25 };

/** Echoes a second, of a millisecond of CPU or two each, for replicas that ask for 50 thousandths of a core. */
const ECHOES = 40;

/** Calls a second that the same step is. */
const CALLS_A_SECOND = 5;

/** The series that a rule records each 30 s, as the rules of kube-prometheus do. */
export const RECORDED = {
  'agent:mcp_calls:rate2m': 'sum by (namespace, agent) (rate(mcp_server_operation_duration_seconds_count{mcp_method_name="tools/call"}[2m]))',
};

/** Seconds between two scrapes of agents that scale on load, and of the one that is scraped as kube-prometheus does. */
export const SCRAPE_SECONDS = { ours: 5, default: 30 };
export const INTERVALS = { '.*-calls.*': SCRAPE_SECONDS.ours, '.*-default': SCRAPE_SECONDS.default };

/** How often a step is measured: so often it begins at random, and so often right after the controller's look. */
export interface Runs {
  readonly random: number;
  readonly worst: number;
}

/** One way to follow load, and the agent that does. */
export interface Variant {
  /** The agent's name. */
  readonly agent: string;
  /** How figures name it. */
  readonly title: string;
  readonly metric: 'mcp' | 'cpu';
  readonly era: 'legacy' | 'modern';
  /** The name of its HorizontalPodAutoscaler. */
  readonly autoscaler: string;
  readonly load: Load;
  /** The most seconds to a decision that are aimed at, and at the median. */
  readonly aims: { readonly worst?: number; readonly median?: number };
  readonly promise?: number;
  readonly runs: Runs;
  /** How long it takes, once replicas have left, until nothing is known any more of the load that was. */
  readonly settleSeconds: number;
  readonly objects: () => KubernetesObject[];
}

/** The query that KEDA asks; undefined where the autoscaler asks for CPU. */
export function queryOf({ objects }: Variant): string | undefined {
  return objects().find(({ kind }) => kind === 'ScaledObject')?.spec.triggers[0].metadata.query;
}

const SDKS = [
  { id: 'v1', title: 'SDK v1, sessions', ...SDK_V1 },
  { id: 'v2', title: 'SDK v2', ...SDK_V2 },
];

/** The images that they run. */
export const IMAGES = SDKS.map(({ image }) => image);

const bounds = Scaling.between(1, 5);
const source = LoadSource.keda({ prometheusUrl: prometheusUrl(NAMESPACE) });

const byCalls = (sdk: typeof SDKS[number], agent = `${sdk.id}-calls`): Variant => ({
  agent,
  title: `by calls in flight, ${sdk.title}`,
  metric: 'mcp',
  era: sdk.era,
  autoscaler: `keda-hpa-${agent}`,
  load: inFlight(NAMESPACE, agent, sdk.era, CALLS.step),
  aims: { worst: 20, median: 12 },
  promise: 60,
  runs: { random: 5, worst: 5 },
  settleSeconds: 0,
  objects: () => scaledAgent(NAMESPACE, agent, sdk.props(), bounds.on(ScalingMetric.callsInFlight(CALLS.perReplica)).from(source)),
});

const byCpu = (sdk: typeof SDKS[number], agent = `${sdk.id}-cpu`): Variant => ({
  agent,
  title: `by CPU, ${sdk.title}`,
  metric: 'cpu',
  era: sdk.era,
  autoscaler: agent,
  // On a machine that is busy they wait; what is asked here is when somebody comes to help.
  load: { ...echoes(NAMESPACE, agent, sdk.era, ECHOES), deadlineSeconds: 60 },
  aims: { worst: 45 },
  promise: 60,
  runs: { random: 5, worst: 5 },
  settleSeconds: 0,
  objects: () => scaledAgent(NAMESPACE, agent, sdk.props(), bounds.on(ScalingMetric.cpu(70))),
});

const [, v2] = SDKS;

/** Beside ours: what a user gets who scales on a rate that a rule records, with the intervals that kube-prometheus has. */
const BY_RATE: Variant = {
  ...byCalls(v2, 'v2-default'),
  title: 'by a recorded rate, scraped and evaluated each 30 s',
  aims: {},
  promise: undefined,
  runs: { random: 3, worst: 2 },
  settleSeconds: 120,
  objects: () => scaledAgent(NAMESPACE, 'v2-default', v2.props(), bounds.on(
    ScalingMetric.promQl('recorded-rate', `sum(agent:mcp_calls:rate2m{namespace="${NAMESPACE}", agent="v2-default"}) or vector(0)`, CALLS_A_SECOND),
  ).from(source)),
};

const atOnce = (variant: Variant): Variant => ({ ...variant, objects: () => leavingAtOnce(variant.objects()) });

/** What is measured at the same time: steps that are timed again and again, and one that is followed to its end as users have it. */
export interface Round {
  readonly timed: readonly Variant[];
  readonly followed: readonly Variant[];
}

/** One after the other, since steps of CPU take it from whatever else runs. */
export const ROUNDS: readonly Round[] = [
  { timed: SDKS.map((sdk) => atOnce(byCalls(sdk))), followed: [byCalls(v2, 'v2-calls-day')] },
  { timed: SDKS.map((sdk) => atOnce(byCpu(sdk))), followed: [byCpu(v2, 'v2-cpu-day')] },
];

/** Beside both, since it takes longest. */
export const BESIDE: Round = { timed: [atOnce(BY_RATE)], followed: [] };
