import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Timeline, TIMELINES } from '../../bench/scaling/followed';
import { FILE, pictureOf } from '../../bench/scaling/picture';

const timelines = readdirSync(TIMELINES).filter((file) => file.endsWith('.json')).map((file): Timeline => JSON.parse(readFileSync(join(TIMELINES, file), 'utf8')));

test.each(timelines)('in $name replicas came and left', ({ calls, samples }) => {
  expect(calls.started).toBeGreaterThan(0);
  const most = Math.max(...samples.map(({ ready }) => ready));
  expect(most).toBeGreaterThan(samples[0].ready);
  expect(samples.at(-1)!.ready).toBe(samples[0].ready);
});

test('the picture in the docs is drawn from what is kept', () => {
  const shown = timelines.find(({ name }) => name === 'mcp-step-v2')!;
  expect(readFileSync(FILE, 'utf8')).toBe(pictureOf(shown));
});
