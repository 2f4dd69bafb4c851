import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { CALLS_IN_FLIGHT, callRate, freshFor, loadQuery, OPEN_STREAMS, SESSIONS } from '../../src/scaling/mcp-load';
import { knownSeries } from '../../tools/promql/known-series';
import { readPromql } from '../../tools/promql/read';
import { promtool } from '../../tools/promtool';
import { temporaryFolder } from '../support/run';

const WEATHER = { namespace: 'team', agent: 'weather' };
const LOADS = { callsInFlight: CALLS_IN_FLIGHT, sessions: SESSIONS, openStreams: OPEN_STREAMS, callsPerSecond: callRate(60) };
const queries = Object.fromEntries(Object.entries(LOADS).map(([name, load]) => [name, loadQuery(load, WEATHER, 30)]));

test('the queries are what they were', () => {
  expect(queries).toMatchSnapshot();
});

test.each(Object.entries(queries))('%s reads what the runtime gives, and nothing that a rule records, which would be older', (_, query) => {
  const { labels, metrics, problems } = readPromql(query, knownSeries());
  expect(problems).toEqual([]);
  expect(labels).toEqual([]);
  expect(metrics.filter((name) => knownSeries().get(name)?.from !== 'runtime')).toEqual([]);
});

test('a figure lives as long as three scrapes, and half a minute at least', () => {
  expect([5, 10, 30].map(freshFor)).toEqual([30, 30, 90]);
});

/** Pods, each with what it told each 5 s: values, or `_` for a scrape that failed, in promtool's notation. */
type Pods = Readonly<Record<string, Readonly<Record<string, string>>>>;

const IN_FLIGHT = 'mcp_server_operations_in_flight{mcp_method_name="tools/call"}';
const LISTENING = 'mcp_server_operations_in_flight{mcp_method_name="subscriptions/listen"}';
const DRAINING = 'mcp_server_draining';
const SEEN = 'mcp_server_instrumented';
const calm = { [SEEN]: '1x60', [DRAINING]: '0x60' };

function seriesOf(pods: Pods): { series: string; values: string }[] {
  return Object.entries(pods).flatMap(([pod, figures]) => Object.entries({ ...calm, ...figures }).map(([metric, values]) => {
    const [, name, own] = /^(\w+)(?:\{(.*)\})?$/.exec(metric)!;
    return { series: `${name}{${[`namespace="team",agent="weather",pod="${pod}"`, own].filter(Boolean).join(',')}}`, values };
  }));
}

describe('what a real Prometheus makes of calls in flight', () => {
  const cases: [string, Pods, string, number | undefined][] = [
    ['the sum of all pods', { a: { [IN_FLIGHT]: '12x60' }, b: { [IN_FLIGHT]: '30x60' } }, '1m', 42],
    ['a pod that was never called counts as nothing', { a: { [IN_FLIGHT]: '12x60' }, b: {} }, '1m', 12],
    ['an agent that was never called has no load, which is known', { a: {}, b: {} }, '1m', 0],
    ['a pod that drains takes its work with it', { a: { [IN_FLIGHT]: '12x60' }, b: { [IN_FLIGHT]: '30x60', [DRAINING]: '0x5 1x60' } }, '1m', 12],
    ['one that drained and is gone is not remembered', { a: { [IN_FLIGHT]: '12x60' }, b: { [IN_FLIGHT]: '30x5 stale', [DRAINING]: '0x2 1x3 stale' } }, '40s', 12],
    ['a pod that is too busy for a scrape keeps its figure', { a: { [IN_FLIGHT]: '12x60' }, b: { [IN_FLIGHT]: '30x5 stale stale stale 31x60' } }, '35s', 42],
    ['one that crashed is forgotten after half a minute', { a: { [IN_FLIGHT]: '12x60' }, b: { [IN_FLIGHT]: '30x5 stale', [SEEN]: '1x5 stale', [DRAINING]: '0x5 stale' } }, '70s', 12],
    ['a client that listens is no work', { a: { [IN_FLIGHT]: '12x60', [LISTENING]: '500x60' } }, '1m', 12],
    ['a pod whose server is not seen does not count as idle', { a: { [IN_FLIGHT]: '12x60' }, b: { [SEEN]: '0x60' } }, '1m', 12],
    ['a pod that was not scraped yet is missing, and no more than that', { a: { [IN_FLIGHT]: '12x60' }, b: { [IN_FLIGHT]: '_x20 30x60', [SEEN]: '_x20 1x60', [DRAINING]: '_x20 0x60' } }, '1m', 12],
    ['where no server is seen nothing is known', { a: { [SEEN]: '0x60' } }, '1m', undefined],
    ['where all drain nothing is known', { a: { [IN_FLIGHT]: '12x60', [DRAINING]: '1x60' } }, '1m', undefined],
    ['what is older than half a minute is not known', { a: { [IN_FLIGHT]: '12x5', [SEEN]: '1x5', [DRAINING]: '0x5' } }, '70s', undefined],
  ];

  test('each of them', () => {
    const folder = temporaryFolder();
    const tests = cases.map(([name, pods, at, value]) => ({
      name,
      interval: '5s',
      input_series: [...seriesOf(pods), ...others()],
      promql_expr_test: [{ expr: queries.callsInFlight, eval_time: at, exp_samples: value === undefined ? [] : [{ labels: '{}', value }] }],
    }));
    const file = join(folder, 'tests.yaml');
    writeFileSync(file, stringify({ rule_files: [], evaluation_interval: '5s', tests }, { lineWidth: 0 }));
    expect(promtool('test', 'rules', file)).toContain('SUCCESS');
  }, 180_000);
});

/** Another agent's, and another namespace's, which must not count. */
function others(): { series: string; values: string }[] {
  return ['namespace="team",agent="other"', 'namespace="elsewhere",agent="weather"'].flatMap((labels) => [
    { series: `mcp_server_operations_in_flight{${labels},pod="z",mcp_method_name="tools/call"}`, values: '1000x60' },
    { series: `mcp_server_instrumented{${labels},pod="z"}`, values: '1x60' },
  ]);
}
