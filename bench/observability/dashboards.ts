import { generatedBlocks } from './generated';
import { VIEWS } from './views';
import { dashboards } from '../../src/observability/dashboards/dashboards';
import { DashboardBrowser } from '../../tools/dashboards/browser';
import { PanelRequest, requestsOf } from '../../tools/dashboards/requests';
import { progress } from '../../tools/once';
import { LocalPrometheus } from '../../tools/prometheus';
import { Figure, median } from '../figure';

/** Agents, of twenty tools each. */
const AGENTS = 200;

/** How often each dashboard is asked for and drawn; the first time warms the page cache of the machine and is not counted. */
const ROUNDS = 11;

/** Requests at once to one host, as browsers have it over HTTP/1.1. */
const AT_ONCE = 6;

/**
 * How long dashboards of 200 agents take in a real Prometheus, and in a real browser: generated blocks, six hours raw at 15 s and
 * fifteen days of recorded series.
 */
export async function dashboardFigures(): Promise<Figure[]> {
  const prometheus = await LocalPrometheus.on(await generatedBlocks(AGENTS));
  try {
    return [...await queryFigures(prometheus.url), ...await drawingFigures(prometheus.url)];
  } finally {
    await prometheus.stop();
  }
}

/** All queries of a dashboard, folded rows too, at 95 % of the rounds. */
async function queryFigures(url: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, title, json } of dashboards()) {
    progress(`asking for ${title}`);
    const requests = requestsOf(json, VIEWS[name]);
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      await askAll(url, requests);
      rounds.push((performance.now() - start) / 1000);
    }
    const sorted = rounds.slice(1).sort((a, b) => a - b);
    const p95 = sorted[Math.ceil(0.95 * sorted.length) - 1];
    figures.push({ figure: `${title}: all ${requests.length} queries, p95`, value: p95, unit: 's', better: 'lower', promise: 1 });
  }
  return figures;
}

async function askAll(url: string, requests: readonly PanelRequest[]): Promise<void> {
  const waiting = [...requests];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let request = waiting.shift(); request; request = waiting.shift()) {
      await ask(url, request);
    }
  }));
}

/** An empty answer is fast and proves nothing. */
async function ask(url: string, { url: path, dashboard, panel, refId, expr }: PanelRequest): Promise<void> {
  const { status, error, data } = await (await fetch(`${url}${path}`)).json() as { status: string; error?: string; data: { result: unknown[] } };
  if (status !== 'success' || data.result.length === 0) {
    throw new Error(`${dashboard}, ${panel}, ${refId}: ${error ?? 'no data'} for ${expr}`);
  }
}

/** From the request of the page to the last panel drawn, the browser running. */
async function drawingFigures(url: string): Promise<Figure[]> {
  const browser = await DashboardBrowser.over(url);
  try {
    const figures: Figure[] = [];
    for (const { name, title } of dashboards()) {
      progress(`drawing ${title}`);
      const rounds: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const { panels, milliseconds } = await browser.draw(name, VIEWS[name]);
        const wrong = panels.filter(({ samples, error }) => error || samples === 0);
        if (wrong.length > 0) {
          throw new Error(`${title}: ${wrong.map((panel) => `"${panel.title}" ${panel.error ?? 'has no data'}`).join(', ')}`);
        }
        rounds.push(milliseconds / 1000);
      }
      figures.push({ figure: `${title}: drawn`, value: median(rounds.slice(1)), unit: 's', better: 'lower', promise: 3, aim: 1 });
    }
    return figures;
  } finally {
    await browser.close();
  }
}
