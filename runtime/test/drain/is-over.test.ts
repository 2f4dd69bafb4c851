import { Drain } from '../../src/drain/drain.js';
import { Log } from '../../src/logging/log.js';
import { Metrics } from '../../src/observation/metrics.js';

/** A drain that lasts as long as there are calls. */
function drainOf(calls: { left: number }): Drain {
  const work = { remaining: () => ({ calls: calls.left, sessions: 0 }), end: async () => {} };
  return new Drain(work, { quiet: 0, limit: 30 }, new Metrics(), new Log('error', () => {}));
}

test('whoever leaves with the process waits until its drain is over', async () => {
  const calls = { left: 1 };
  const drain = drainOf(calls);
  let answered = false;
  const over = drain.isOver(10_000).finally(() => answered = true);
  const started = drain.start('asked for');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(answered).toBe(false);
  calls.left = 0;
  expect(await over).toBe(true);
  await started;
});

test('whoever leaves alone neither waits for long nor starts a drain', async () => {
  const drain = drainOf({ left: 1 });
  expect(await drain.isOver(100)).toBe(false);
  expect(drain.started).toBe(false);
});
