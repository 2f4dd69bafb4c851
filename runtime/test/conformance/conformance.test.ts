import { BARE, fixtureOf, Mode, MODES } from './modes.js';
import { LEGACY_SUITES, MODERN_SUITE, Statuses, statusesOf, Suite } from './suite.js';
import { SdkName, SDKS } from '../support/servers.js';

/** How each check ends on a server of its own for every run. */
async function run(mode: Mode, sdk: SdkName, suite: Suite): Promise<Statuses> {
  const program = await mode.start(fixtureOf(sdk));
  try {
    return await statusesOf(suite, program.port);
  } finally {
    await program.end('SIGKILL');
  }
}

/** How many checks must come out the same twice, so that a suite that runs nothing is noticed: fewer than did, by a few. */
const LEAST = new Map<Suite, number>([[LEGACY_SUITES[0], 44], [LEGACY_SUITES[1], 80], [MODERN_SUITE, 150]]);

const CASES = SDKS.flatMap((sdk) => [...LEGACY_SUITES, ...sdk === 'v2' ? [MODERN_SUITE] : []].map((suite) => ({ sdk, suite, title: `${sdk}, ${suite.name}` })));

describe.each(CASES)('the conformance suite on $title', ({ sdk, suite }) => {
  let stable: Statuses;
  let through: ReadonlyMap<Mode, Statuses>;

  beforeAll(async () => {
    const [first, second, ...others] = await Promise.all([BARE, BARE, ...MODES].map((mode) => run(mode, sdk, suite)));
    stable = new Map([...first].filter(([check, status]) => second.get(check) === status));
    through = new Map(MODES.map((mode, index) => [mode, others[index]]));
  }, 300_000);

  test('the server by itself passes, but for extensions that the SDK does not have', () => {
    const failed = [...stable].filter(([check, status]) => status === 'FAILURE' && !check.startsWith('tasks-'));
    expect(failed).toEqual([]);
    expect([...stable.values()].filter((status) => status === 'SUCCESS').length).toBeGreaterThanOrEqual(LEAST.get(suite)!);
  });

  test.each(MODES)('is the same through $name', (mode) => {
    const statuses = through.get(mode)!;
    const comparable = [...stable.keys()].filter((check) => mode.differs?.test(check) !== true);
    expect(Object.fromEntries(comparable.map((check) => [check, statuses.get(check)])))
      .toEqual(Object.fromEntries(comparable.map((check) => [check, stable.get(check)])));
  });
});
