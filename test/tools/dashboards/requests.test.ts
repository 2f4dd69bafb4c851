import { dashboards } from '../../../src/observability/dashboards/dashboards';
import { DashboardJson, PanelJson, TargetJson } from '../../../src/observability/dashboards/schema';
import { requestsOf, View } from '../../../tools/dashboards/requests';

const HOUR = 3600;
const TO = 1_700_000_000;
const BASE = dashboards()[0].json;
const TARGET: TargetJson = { ...BASE.panels.find(({ targets }) => targets)!.targets![0], instant: false, format: 'time_series' };

/** What is asked for one panel, 12 of 24 columns wide. */
function asked(target: Partial<TargetJson>, view: Partial<View> = {}, panel: Partial<PanelJson> = {}) {
  const drawn = { id: 1, type: 'timeseries', title: 'Calls', gridPos: { x: 0, y: 0, w: 12, h: 8 }, targets: [{ ...TARGET, ...target }], ...panel };
  const json: DashboardJson = { ...BASE, panels: [drawn] };
  const [{ url, expr }] = requestsOf(json, { from: TO - HOUR, to: TO, ...view });
  return { path: url.split('?')[0], expr, ...Object.fromEntries(new URLSearchParams(url.split('?')[1])) };
}

test('a rate is over four scrapes at least, and over a step and a scrape where steps are longer', () => {
  const expr = 'rate(calls[$__rate_interval])';
  expect(asked({ expr })).toMatchObject({ expr: 'rate(calls[60s])', step: '15' });
  expect(asked({ expr }, { from: TO - 24 * HOUR })).toMatchObject({ expr: 'rate(calls[135s])', step: '120' });
  expect(asked({ expr }, { scrapeInterval: 5 })).toMatchObject({ expr: 'rate(calls[20s])', step: '5' });
});

test('a panel asks for no more points than it has pixels, and no finer than its series are recorded', () => {
  const week = { from: TO - 7 * 24 * HOUR };
  expect(asked({ expr: 'calls[$__interval]' }, week)).toMatchObject({ expr: 'calls[900s]', step: '900' });
  expect(asked({ expr: 'calls[$__interval]', interval: '6h' }, week)).toMatchObject({ expr: 'calls[21600s]', step: '21600' });
});

test('points lie on multiples of the step, so that the same ones are asked for again', () => {
  expect(asked({ expr: 'calls' })).toMatchObject({ path: '/api/v1/query_range', start: '1699996395', end: '1699999995' });
});

test('a table is asked for one moment', () => {
  expect(asked({ expr: 'calls[$__range]', instant: true })).toEqual({ path: '/api/v1/query', expr: 'calls[3600s]', query: 'calls[3600s]', time: String(TO) });
});

test('a panel with a range of its own ends where the dashboard does', () => {
  expect(asked({ expr: 'calls[$__range]' }, {}, { timeFrom: '24h' })).toMatchObject({ expr: 'calls[86400s]', end: '1699999920' });
});

test('what was chosen is filled in, and all else is "All"', () => {
  const expr = 'calls{namespace=~"$namespace", agent=~"$agent"}';
  expect(asked({ expr }, { variables: { agent: 'weather' } }).expr).toBe('calls{namespace=~".*", agent=~"weather"}');
});

test.each(dashboards())('nothing of Grafana\'s is left in the queries of $title', ({ json }) => {
  const requests = requestsOf(json, { from: TO - HOUR, to: TO });
  expect(requests.length).toBeGreaterThan(10);
  expect(requests.filter(({ expr }) => expr.includes('$'))).toEqual([]);
});
