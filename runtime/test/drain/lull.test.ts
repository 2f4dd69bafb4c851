import { setTimeout as sleep } from 'node:timers/promises';
import { Drain } from '../../src/drain/drain.js';
import { Log } from '../../src/logging/log.js';
import { Metrics } from '../../src/observation/metrics.js';

test('a call that comes soon after the last one is answered before the process takes nothing new', async () => {
  let calls = 1;
  const order: string[] = [];
  const work = {
    remaining: () => ({ calls, sessions: 0 }),
    shut: async () => void order.push(`shut with ${calls} calls`),
    end: async () => void order.push('end'),
  };
  const over = new Drain(work, { quiet: 1, limit: 30 }, new Metrics(), new Log('error', () => {})).start('asked for');
  await sleep(1_200);
  calls = 0;
  await sleep(500);
  calls = 1;
  await sleep(1_500);
  expect(order).toEqual([]);
  calls = 0;
  await over;
  expect(order).toEqual(['shut with 0 calls', 'end']);
}, 20_000);
