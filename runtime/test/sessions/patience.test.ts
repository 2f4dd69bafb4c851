import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { patiently } from '../../src/sessions/patience.js';
import { standStill } from '../support/stand-still.js';

test('an answer that came while the process stood still is heard', async () => {
  const child = spawn('sh', ['-c', 'sleep 0.2; echo here'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const answer = patiently(once(child.stdout, 'data').then(([chunk]) => String(chunk).trim()));
  standStill(3_000);

  expect(await answer).toBe('here');
}, 10_000);

test('an answer that does not come is given up', async () => {
  const start = performance.now();
  await expect(patiently(new Promise(() => {}))).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect(performance.now() - start).toBeGreaterThan(1_900);
}, 10_000);

test('a failure is passed on, and one that comes too late troubles nobody', async () => {
  await expect(patiently(Promise.reject(new Error('no')))).rejects.toThrow('no');
  const late = sleep(2_500).then(() => {
    throw new Error('late');
  });
  await expect(patiently(late)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  await sleep(700);
}, 10_000);
