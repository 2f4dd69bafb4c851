import { markdownTable } from './report';
import { compareFile, Comparison, isClose } from './timeline';

/** Recorded runs beside what is predicted for them. */
export interface Check {
  readonly table: string;
  readonly isClose: boolean;
}

const COLUMNS: readonly (readonly [head: string, cell: (comparison: Comparison) => string])[] = [
  ['run', ({ name }) => name],
  ['replica seconds', ({ seen }) => seen.area.toFixed(0)],
  ['predicted', ({ predicted }) => predicted.area.toFixed(0)],
  ['off by', ({ areaError }) => percent(areaError)],
  ['most replicas', ({ seen }) => String(seen.peak)],
  ['predicted', ({ predicted }) => predicted.peak.toFixed(1)],
  ['within 20 % or one', ({ within }) => `${percent(within)} of the time`],
];

/** Compares recorded runs with what is predicted for them. */
export function checked(files: readonly string[]): Check {
  const comparisons = files.map(compareFile);
  const rows = comparisons.map((comparison) => COLUMNS.map(([, cell]) => cell(comparison)));
  return { table: markdownTable(COLUMNS.map(([head]) => head), rows), isClose: comparisons.every(isClose) };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
