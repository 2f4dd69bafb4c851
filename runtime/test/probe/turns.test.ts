import { setTimeout as sleep } from 'node:timers/promises';
import { Turns } from '../../src/probe/turns.js';

test('no more run at once than may, all get their turn, and one that fails holds nobody up', async () => {
  const turns = new Turns();
  turns.most = 3;
  let running = 0;
  let most = 0;
  let done = 0;
  const works = Array.from({ length: 20 }, (_, index) => turns.take(async () => {
    most = Math.max(most, ++running);
    await sleep(5);
    running--;
    done++;
    if (index === 4) {
      throw new Error('as asked');
    }
  }));
  const results = Promise.allSettled(works);
  await turns.over();

  expect(done).toBe(20);
  expect(most).toBe(3);
  expect((await results).filter(({ status }) => status === 'rejected')).toHaveLength(1);
});
