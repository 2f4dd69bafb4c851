import { KnownSeries } from '../../../tools/promql/known-series';
import { readPromql } from '../../../tools/promql/read';

const series = (...labels: string[]): KnownSeries => ({ from: 'somebody', labels: new Set(labels) });
const KNOWN = new Map([
  ['calls_total', series('agent', 'tool')],
  ['seconds_bucket', series('agent', 'le')],
  ['info', series('agent', 'version')],
  ['pods', series('deployment')],
]);

const read = (expr: string) => readPromql(expr, KNOWN);

describe('what an expression\'s result has for labels', () => {
  test.each([
    ['calls_total', ['agent', 'tool']],
    ['sum by (agent) (rate(calls_total[5m]))', ['agent']],
    ['sum without (tool) (calls_total offset 5m)', ['agent']],
    ['sum(calls_total)', []],
    ['topk by (agent) (3, calls_total)', ['agent', 'tool']],
    ['histogram_quantile(0.95, sum by (agent, le) (rate(seconds_bucket[5m])))', ['agent']],
    ['calls_total * on (agent) group_left (version) info', ['agent', 'tool', 'version']],
    ['info * on (agent) group_right () calls_total', ['agent', 'tool']],
    ['calls_total / on (agent) info', ['agent']],
    ['calls_total > 3 and on (agent) info', ['agent', 'tool']],
    ['sum by (agent) (info) or calls_total', ['agent', 'tool']],
    ['label_replace(pods, "agent", "$1", "deployment", "(.+)")', ['deployment', 'agent']],
    ['max_over_time((sum by (agent) (calls_total))[5m:1m])', ['agent']],
    ['-(calls_total @ end())', ['agent', 'tool']],
    ['{__name__=~"calls_total|info", agent!=""}', ['agent', 'tool', 'version']],
    ['vector(1)', []],
  ])('%s', (expr, labels) => {
    expect(read(expr)).toMatchObject({ problems: [], labels: expect.arrayContaining(labels) });
    expect(read(expr).labels).toHaveLength(labels.length);
  });

  test('a scalar has none', () => {
    expect(read('time() - 3')).toEqual({ metrics: [], labels: undefined, problems: [] });
  });
});

describe('what does not fit is named', () => {
  test.each([
    ['sum(rate(cals_total[5m]))', 'nothing gives cals_total'],
    ['calls_total{tol="x"}', 'calls_total, which somebody gives, has no label tol'],
    ['sum by (agnt) (calls_total)', 'what sum gets has no label agnt'],
    ['histogram_quantile(0.95, calls_total)', 'what histogram_quantile gets has no label le'],
    ['calls_total * on (tool) group_left (version) info', 'the right side of "calls_total * on (tool) group_left (version) info" has no label tool'],
    ['calls_total * on (agent) group_left (versoin) info', 'the one side of "calls_total * on (agent) group_left (versoin) info" has no label versoin'],
    ['label_replace(pods, "agent", "$1", "deploy", "(.+)")', 'what label_replace gets has no label deploy'],
    ['{__name__=~"calls_total|infos"}', 'nothing gives infos'],
    ['sum(calls_total', 'it is no PromQL at "sum(calls_total"'],
  ])('%s', (expr, problem) => {
    expect(read(expr).problems).toEqual([problem]);
  });
});
