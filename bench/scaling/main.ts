import { followed } from './followed';
import { draw } from './picture';
import { onStage } from './stage';
import { Timed, timed } from './timed';
import { BESIDE, NAMESPACE, Round, ROUNDS, Runs, Variant } from './variants';
import { Cluster } from '../../e2e/helpers/cluster';
import { ScalingWatch } from '../../e2e/helpers/scaling-watch';
import { Figure, median, publish } from '../figure';

/** Enough to see that all of it runs. */
const QUICK: Runs = { random: 1, worst: 1 };

async function main(options: readonly string[]): Promise<void> {
  const isQuick = options.includes('--quick');
  const only = options.find((option) => option.startsWith('--only='))?.slice('--only='.length).split(',');
  const chosen = (variants: readonly Variant[]) => variants.filter(({ agent }) => !only || only.includes(agent));
  const [beside, ...rounds] = [BESIDE, ...ROUNDS].map((round): Round => ({
    timed: chosen(round.timed), followed: isQuick ? [] : chosen(round.followed),
  }));
  const cluster = Cluster.find();
  await onStage(cluster, [beside, ...rounds].flatMap((round) => [...round.timed, ...round.followed]), async () => {
    const watch = ScalingWatch.start(cluster, NAMESPACE);
    const measure = async (round: Round): Promise<void> => {
      // Side by side: each agent has its own pods, clients and autoscaler.
      const [figures, timelines] = await Promise.all([
        Promise.all(round.timed.map(async (variant) => (
          figuresOf(variant, await timed(cluster, watch, variant, isQuick ? QUICK : variant.runs))
        ))),
        Promise.all(round.followed.map((variant) => followed(cluster, watch, variant))),
      ]);
      timelines.filter(({ metric }) => metric === 'mcp').forEach(draw);
      publish(figures.flat(), { areJudged: !isQuick });
    };
    try {
      await Promise.all([measure(beside), inTurn(rounds, measure)]);
    } finally {
      watch.stop();
    }
  });
}

async function inTurn(rounds: readonly Round[], measure: (round: Round) => Promise<void>): Promise<void> {
  for (const round of rounds) {
    await measure(round);
  }
}

function figuresOf({ title, aims, promise }: Variant, steps: readonly Timed[]): Figure[] {
  const random = steps.filter(({ isWorst }) => !isWorst);
  const known = random.flatMap((step) => step.known ?? []);
  const figure = (what: string, value: number, bounds: { promise?: number; aim?: number } = {}): Figure => ({
    figure: `scale-up ${title}: ${what}`, value, unit: 's', better: 'lower', ...bounds,
  });
  return [
    ...known.length > 0 ? [figure('first call to Prometheus knowing, median', median(known))] : [],
    figure('first call to decision, median', median(random.map(({ decided }) => decided)), { promise, aim: aims.median }),
    figure('first call to decision, worst', Math.max(...steps.map(({ decided }) => decided)), { promise, aim: aims.worst }),
    figure('first call to the new pod serving, median', median(random.map(({ serving }) => serving))),
    figure('first call to the new pod serving, worst', Math.max(...steps.map(({ serving }) => serving))),
  ];
}

main(process.argv.slice(2)).catch((error) => {
  console.error((error as Error).message);
  // What else is measured at the same time would go on.
  process.exit(2);
});
