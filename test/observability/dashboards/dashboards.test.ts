import { dashboards, panelsOf } from '../../../src/observability/dashboards/dashboards';
import { GridPosition, PanelJson } from '../../../src/observability/dashboards/schema';
import { DASHBOARD_UIDS } from '../../../src/observability/dashboards/uids';
import { METRICS } from '../../../src/runtime/contract';

const ALL = dashboards();

/** What the convention names: every other metric of the contract comes from our runtime alone. */
const CONVENTION: readonly string[] = [METRICS.operationDuration.name, METRICS.sessionDuration.name, METRICS.clientOperationDuration.name];
const RUNTIMES_OWN = Object.values(METRICS).map(({ name }) => name).filter((name) => !CONVENTION.includes(name));

/** What Grafana itself fills in. */
const BUILT_IN = ['__rate_interval', '__interval', '__range', '__url_time_range', '__data', '__all'];

test('the uids are those that links, bookmarks and alerts hold', () => {
  const uids = ALL.map(({ name, uid, json }) => [name, uid, json.uid]);
  expect(uids).toEqual(Object.entries(DASHBOARD_UIDS).map(([name, uid]) => [name, uid, uid]));
});

test('one that is left out is gone from every link', () => {
  const left = dashboards({ without: ['agent', 'registry'] });
  expect(left.map(({ name }) => name)).toEqual(['overview', 'infrastructure', 'business']);
  expect(JSON.stringify(left)).not.toMatch(/mcp-agent|mcp-registry\b/);
});

test('a data source is chosen at first where one is named', () => {
  const [preset, free] = [dashboards({ dataSource: 'thanos' }), ALL].map(([{ json }]) => json.templating.list[0]);
  expect(preset).toMatchObject({ name: 'datasource', current: { value: 'thanos' } });
  expect(free).not.toHaveProperty('current');
});

describe.each(ALL)('$title', ({ json }) => {
  const panels = panelsOf(json);
  const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

  test('every panel says what it shows, in which unit', () => {
    for (const { title, description = '', fieldConfig, targets } of panels) {
      expect({ title, description, unit: fieldConfig?.defaults.unit }).toEqual({
        title: expect.stringMatching(/\w/), description: expect.stringMatching(/^[A-Z].{20,}\.$/), unit: expect.stringMatching(/^\w+$/),
      });
      expect(targets).not.toHaveLength(0);
    }
  });

  test('a panel of what the runtime alone tells says so', () => {
    const own = panels.filter(({ targets = [] }) => targets.every(({ expr }) => RUNTIMES_OWN.some((name) => expr.includes(name))
      && !expr.includes('kube_') && !expr.includes(METRICS.operationDuration.name)));
    expect(own.filter(({ description = '' }) => !/the runtime/i.test(description)).map(({ title }) => title)).toEqual([]);
  });

  test('ids are unique, titles are within a row', () => {
    const ids = [...json.panels, ...panels].filter((panel, index, all) => all.indexOf(panel) === index).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const titles = panels.map(({ title, gridPos }) => `${title} at ${gridPos.y < 6 ? 'top' : 'below'}`);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('no panel lies on another, none leaves the grid', () => {
    for (const group of [json.panels, ...json.panels.map((row) => row.panels ?? [])]) {
      expect(overlaps(group)).toEqual([]);
    }
    expect(panels.filter(({ gridPos: { x, w } }) => x < 0 || x + w > 24)).toEqual([]);
  });

  test('every variable is used, and every used one is there', () => {
    const names = json.templating.list.map(({ name }) => name);
    const used = [...JSON.stringify(json).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name).filter((name) => !BUILT_IN.includes(name));
    expect([...new Set(used)].sort()).toEqual([...names].sort());
  });

  test('the data source is the reader\'s choice, everywhere', () => {
    const named = JSON.stringify(json).matchAll(/"datasource":\{"type":"(\w+)","uid":"([^"]*)"\}/g);
    const sources = [...named].map(([, type, uid]) => [type, uid]);
    expect(sources.length).toBeGreaterThan(panels.length);
    expect(sources.filter(([type, uid]) => type !== 'prometheus' || uid !== '${datasource}')).toEqual([]);
  });

  test('links lead to our dashboards', () => {
    const urls = [...JSON.stringify(json).matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url);
    expect(json.links).toHaveLength(ALL.length - 1);
    for (const url of urls) {
      const [, uid] = url.match(/^\/d\/([\w-]+)(\?|$)/) ?? [];
      const target = ALL.find((other) => other.uid === uid)?.json;
      expect({ url, found: target !== undefined }).toEqual({ url, found: true });
      const preset = [...url.matchAll(/var-(\w+)=/g)].map(([, name]) => name);
      expect(target!.templating.list.map(({ name }) => name)).toEqual(expect.arrayContaining(preset));
    }
  });

  test('opening it asks at most 30 queries', () => {
    const open = json.panels.flatMap(({ targets = [] }) => targets);
    expect(open.length).toBeLessThanOrEqual(30);
  });

  test('a rate is over Grafana\'s own interval, or over one that the panel names', () => {
    expect(expressions.filter((expr) => /\b(rate|increase)\([^[]*\[\d+[sm]\]/.test(expr) && !/\[10m\]/.test(expr))).toEqual([]);
  });

  test('it shows alerts, roll-outs and scalings', () => {
    expect(json.annotations.list.map(({ name }) => name)).toEqual(['Alerts', 'Roll-outs', 'Scalings']);
  });

  test('it is far smaller than a ConfigMap may be', () => {
    expect(JSON.stringify(json).length).toBeLessThan(200_000);
  });
});

test('exemplars lead from durations to traces', () => {
  const { json } = ALL.find(({ name }) => name === 'agent')!;
  const asked = panelsOf(json).filter(({ targets = [] }) => targets.some(({ exemplar }) => exemplar)).map(({ title }) => title);
  expect(asked).toEqual(expect.arrayContaining(['Duration by method, p95', 'Length of sessions']));
});

/** Pairs of panels that share a cell of the grid. */
function overlaps(panels: readonly PanelJson[]): string[] {
  return panels.flatMap((panel, index) => panels.slice(index + 1)
    .filter((other) => share(panel.gridPos, other.gridPos))
    .map((other) => `${panel.title} and ${other.title}`));
}

function share(a: GridPosition, b: GridPosition): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
