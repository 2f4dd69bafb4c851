import { ScalingHistory } from '../../../tools/simulation/autoscaler/behavior';
import { AutoscalerSettings, DEFAULT_SCALE_DOWN, DEFAULT_SCALE_UP, ScalingPolicy, ScalingRules } from '../../../tools/simulation/autoscaler/settings';

/** The numbers are mostly those of Kubernetes' own tests of the same code: pkg/controller/podautoscaler/horizontal_test.go, 1.34. */
const NOW = 100_000;
const SETTINGS: AutoscalerSettings = {
  minReplicas: 1, maxReplicas: 1000, metrics: [], scaleUp: DEFAULT_SCALE_UP, scaleDown: DEFAULT_SCALE_DOWN, isPlain: false,
};

const pods = (value: number, periodSeconds = 60): ScalingPolicy => ({ type: 'Pods', value, periodSeconds });
const percent = (value: number, periodSeconds = 60): ScalingPolicy => ({ type: 'Percent', value, periodSeconds });
const rules = (...policies: ScalingPolicy[]): ScalingRules => ({ ...DEFAULT_SCALE_UP, policies });

/** Steps of so many replicas, spread evenly over the last two minutes. */
function done(steps: { readonly up?: number[]; readonly down?: number[] }): ScalingHistory {
  const history = new ScalingHistory();
  // Periods as long as this forget nothing that a test asks for.
  const forever = { scaleUp: rules(pods(1, 1e6)), scaleDown: rules(pods(1, 1e6)) };
  for (const [sign, changes = []] of [[1, steps.up], [-1, steps.down]] as const) {
    const gap = 120 / changes.length;
    changes.forEach((change, index) => history.record(NOW - 120 + gap * (index + 0.5), 100, 100 + sign * change, forever));
  }
  return history;
}

describe('the pace of policies', () => {
  test.each<[string, number, number, Partial<AutoscalerSettings>, Parameters<typeof done>[0], number]>([
    ['nothing holds it', 5, 7, { minReplicas: 3, maxReplicas: 8 }, {}, 7],
    ['the minimum', 3, 1, { minReplicas: 2 }, {}, 2],
    ['the maximum', 20, 1000, { maxReplicas: 10 }, {}, 10],
    ['the maximum, far below the wish', 100, 1000, { minReplicas: 100, maxReplicas: 150 }, {}, 150],
    ['the default pace up: twice as many', 10, 50, {}, {}, 20],
    ['one pod a minute up', 3, 1000, { maxReplicas: 2000, scaleUp: rules(pods(1)) }, {}, 4],
    ['20 pods a minute down', 1000, 3, { maxReplicas: 2000, scaleDown: rules(pods(20)) }, {}, 980],
    ['the larger of two up: pods', 10, 500, { scaleUp: rules(pods(100), percent(100)) }, {}, 110],
    ['the larger of two up: per cent', 10, 500, { scaleUp: rules(pods(2), percent(100)) }, {}, 20],
    ['a pace that the wish is within', 10, 50, { scaleUp: rules(pods(100)) }, {}, 50],
    ['30 pods a minute up', 10, 50, { scaleUp: rules(pods(30)) }, {}, 40],
    ['200 per cent a minute up', 10, 50, { scaleUp: rules(percent(200)) }, {}, 30],
    ['the larger of two down: pods', 100, 2, { scaleDown: rules(pods(20), percent(1)) }, {}, 80],
    ['the larger of two down, both small', 100, 2, { scaleDown: rules(pods(2), percent(1)) }, {}, 98],
    ['a large pace down, and the minimum', 10, 0, { scaleDown: rules(pods(100)) }, {}, 1],
    ['all at once, and the minimum', 10, 2, { minReplicas: 5, scaleDown: rules(percent(100)) }, {}, 5],
    ['5 pods a minute down', 10, 2, { scaleDown: rules(pods(5)) }, {}, 5],
    ['half of them a minute', 10, 5, { scaleDown: rules(percent(50)) }, {}, 5],
    ['what came within the period counts: the maximum', 100, 500, { maxReplicas: 200, scaleUp: rules(pods(300)) }, { up: [1, 5, 9] }, 200],
    ['more came within the period than may', 100, 500, { scaleUp: rules(pods(5, 120)) }, { up: [1, 5, 9] }, 100],
    ['what came within the period counts: pods', 100, 500, { scaleUp: rules(pods(150, 120)) }, { up: [1, 5, 9] }, 235],
    ['what came within the period counts: per cent', 100, 500, { scaleUp: rules(percent(200, 120)) }, { up: [1, 5, 9] }, 255],
    ['what came and what left count, going up', 6, 24, { scaleUp: rules(percent(300, 300)) }, { up: [4], down: [2] }, 16],
    ['the default pace down knows no period', 10, 5, {}, { down: [1, 5, 9] }, 5],
    ['more left within the period than may', 100, 2, { scaleDown: rules(pods(5, 120)) }, { down: [1, 5, 9] }, 100],
    ['what left within the period counts', 100, 0, { scaleDown: rules(percent(50, 120)) }, { down: [2, 4, 6] }, 56],
    ['what came and what left count, going down', 10, 1, { scaleDown: rules(percent(50, 180)) }, { up: [2], down: [4] }, 6],
    ['more left within the period than a tenth', 100, 0, { scaleDown: rules(percent(10, 120)) }, { down: [10, 10, 10] }, 100],
    ['a pace beyond nothing', 10, 5, { scaleDown: rules(percent(1000, 120)) }, { down: [10, 10, 10] }, 5],
    ['two periods, each with its own past', 100, 200, { scaleUp: rules(pods(1000, 120), percent(100)) }, { up: [8, 12, 9, 11] }, 200],
    ['the smaller of two up', 1, 100, { scaleUp: { ...rules(pods(2), percent(50)), selectPolicy: 'Min' } }, {}, 2],
    ['the smaller of two down', 5, 0, { scaleDown: { ...rules(pods(2), percent(50)), selectPolicy: 'Min' } }, {}, 3],
    ['none down at all', 5, 1, { scaleDown: { ...rules(pods(2)), selectPolicy: 'Disabled' } }, {}, 5],
    ['without behavior: twice as many, or four', 1, 10, { isPlain: true }, {}, 4],
  ])('%s', (_, current, wish, settings, past, expected) => {
    expect(done(past).paced(NOW, current, wish, { ...SETTINGS, ...settings })).toBe(expected);
  });

  test('an event that is too old for its own direction gives way to a new one, and counts in the other until then', () => {
    const history = new ScalingHistory();
    const settings = { ...SETTINGS, scaleDown: rules(percent(25)) };
    history.record(NOW - 50, 8, 16, settings);
    // Going down, a minute ago there were 8: a quarter of these may leave, and 10 of 16 have not come yet.
    expect(history.paced(NOW, 16, 4, settings)).toBe(6);
    history.record(NOW - 30, 16, 20, settings);
    expect(history.paced(NOW, 20, 4, settings)).toBe(12);
  });
});

describe('windows', () => {
  const MINUTE = 60;

  test.each<[string, readonly (readonly [replicas: number, ago: number])[], number, number, number, number, number]>([
    ['nothing is remembered', [], 100, 5, 0, 0, 5],
    ['the highest wish of the window down', [[4, 2 * MINUTE], [5, MINUTE]], 100, 3, 0, 3 * MINUTE, 5],
    ['the lowest wish of the window up', [[4, 2 * MINUTE], [5, MINUTE]], 1, 7, 5 * MINUTE, 0, 4],
    ['lower wishes do not hold it', [[1, 2 * MINUTE], [2, MINUTE]], 100, 3, 5 * MINUTE, 0, 3],
    ['higher wishes do not hold it', [[4, 2 * MINUTE], [5, MINUTE]], 1, 3, 0, 5 * MINUTE, 3],
    ['what is older than the windows is forgotten', [[10, 10 * MINUTE], [9, 9 * MINUTE]], 100, 3, 0, 0, 3],
    ['old and new wishes', [[10, 10 * MINUTE], [4, MINUTE], [5, 2 * MINUTE], [9, 9 * MINUTE]], 100, 3, 0, 3 * MINUTE, 5],
    ['both windows: not up, since it was lower', [[2, 100 * MINUTE], [3, 3 * MINUTE]], 2, 1, 5 * MINUTE, 5 * MINUTE, 2],
    ['both windows: not down, since it is higher', [[2, 100 * MINUTE], [1, 3 * MINUTE]], 2, 3, 5 * MINUTE, 5 * MINUTE, 2],
  ])('%s', (_, past, current, wish, up, down, expected) => {
    const history = new ScalingHistory();
    const remembering = (window: number): AutoscalerSettings => {
      const scaled = { ...SETTINGS.scaleUp, stabilizationWindowSeconds: window };
      return { ...SETTINGS, scaleUp: scaled, scaleDown: scaled };
    };
    past.toSorted(([, a], [, b]) => b - a).forEach(([replicas, ago]) => history.stabilized(NOW - ago, current, replicas, remembering(1e6)));
    const settings = {
      ...SETTINGS,
      scaleUp: { ...SETTINGS.scaleUp, stabilizationWindowSeconds: up },
      scaleDown: { ...SETTINGS.scaleDown, stabilizationWindowSeconds: down },
    };
    expect(history.stabilized(NOW, current, wish, settings)).toBe(expected);
  });
});
