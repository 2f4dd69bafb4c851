import { FleetResult } from './fleet';

/** What a row tells, and how. */
const COLUMNS: readonly (readonly [head: string, cell: (result: FleetResult) => string])[] = [
  ['replica hours a day', ({ replicaHours }) => replicaHours.toFixed(1)],
  ['most replicas', ({ mostReplicas }) => String(mostReplicas)],
  ['wait, mean', ({ waits }) => seconds(waits.mean)],
  ['wait, p99', ({ waits }) => seconds(waits.quantile(0.99))],
  ['calls that wait > 1 s', ({ waits }) => percent(waits.shareAbove(1))],
  ['lost calls', ({ lostCalls }) => String(lostCalls)],
  ['lost sessions', ({ lostSessions }) => String(lostSessions)],
  ['waves a day', ({ waves }) => waves.toFixed(1)],
  ['time at the limit', ({ limitShare }) => percent(limitShare)],
];

/** A table in Markdown, a row for each result. */
export function reportTable(rows: readonly { readonly name: string; readonly result: FleetResult }[]): string {
  const hasSessions = rows.some(({ result }) => result.sessions > 0);
  const columns = COLUMNS.filter(([head]) => hasSessions || head !== 'lost sessions');
  return markdownTable(['', ...columns.map(([head]) => head)], rows.map(({ name, result }) => [name, ...columns.map(([, cell]) => cell(result))]));
}

export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** What the rows have in common. */
export function reportHead({ agents, calls, sessions }: FleetResult, scenario: string): string {
  const opened = sessions > 0 ? `, ${sessions.toLocaleString('en')} sessions` : '';
  return `${scenario}: ${agents.toLocaleString('en')} agents, ${calls.toLocaleString('en')} calls${opened}`;
}

function seconds(value: number): string {
  return value < 0.0005 ? '0' : value < 1 ? `${Math.round(1000 * value)} ms` : `${value.toFixed(1)} s`;
}

function percent(share: number): string {
  return share === 0 ? '0' : share < 0.0001 ? '< 0.01 %' : `${(100 * share).toFixed(2)} %`;
}
