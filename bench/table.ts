import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Figure } from './figure';

/** The saved figures of an area as a table for the README. */
export function tableOf(area: string): string {
  const lines = readFileSync(join(__dirname, 'results', `${area}.jsonl`), 'utf8').trim().split('\n');
  const rows = lines.map((line): Figure => JSON.parse(line)).map(({ figure, value, unit, promise, aim }) => (
    `| ${figure} | ${Number(value.toPrecision(3))} ${unit} | ${promise ?? ''} | ${aim ?? ''} |`
  ));
  return ['| figure | measured | promise | aim |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
