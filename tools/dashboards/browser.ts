import { createReadStream, existsSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bundledPage, puppeteer } from './packages';
import { requestsOf, View } from './requests';
import { Dashboard, dashboards, panelsOf } from '../../src/observability/dashboards/dashboards';
import { DashboardJson } from '../../src/observability/dashboards/schema';
import { DashboardName } from '../../src/observability/dashboards/uids';

const WIDTH = 1600;

/** What became of one panel. */
export interface DrawnPanel {
  readonly title: string;
  /** How many values its queries answered with. */
  readonly samples: number;
  readonly error?: string;
  readonly warnings: readonly string[];
}

export interface DrawnDashboard {
  readonly panels: readonly DrawnPanel[];
  /** From the request of the page to the last panel drawn. */
  readonly milliseconds: number;
  readonly png: Buffer;
}

/** Debian's Chromium; `CHROMIUM` names another one. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Draws dashboards over a Prometheus, with Grafana's own parts in a real browser. */
export class DashboardBrowser {
  public static async over(prometheus: string): Promise<DashboardBrowser> {
    if (!existsSync(CHROMIUM)) {
      throw new Error(`there is no ${CHROMIUM}: apt-get install chromium, or name another Chromium by the variable CHROMIUM`);
    }
    const browser = await puppeteer().launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'] });
    const drawing = new DashboardBrowser(browser, prometheus);
    await new Promise<void>((resolve) => drawing.server.listen(0, '127.0.0.1', resolve));
    return drawing;
  }

  private readonly server: Server;
  private view: View = { from: 0, to: 0 };

  private constructor(private readonly browser: any, private readonly prometheus: string) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** Draws one dashboard; `unfolded`, with the panels of folded rows too. */
  public async draw(name: DashboardName, view: View, unfolded = false): Promise<DrawnDashboard> {
    this.view = view;
    const page = await this.browser.newPage();
    try {
      const errors: string[] = [];
      page.on('pageerror', (error: Error) => errors.push(String(error.stack ?? error)));
      await page.setViewport({ width: WIDTH, height: 1000 });
      const start = performance.now();
      await page.goto(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/?name=${name}&unfolded=${unfolded}`);
      await page.waitForFunction('window.drawn || window.failed', { timeout: 60_000 });
      const milliseconds = performance.now() - start;
      const { drawn, failed } = await page.evaluate('({ drawn: window.drawn, failed: window.failed })');
      if (failed || errors.length > 0) {
        throw new Error(`${name} could not be drawn: ${failed ?? errors.join('\n')}`);
      }
      return { panels: drawn, milliseconds, png: await picture(page) };
    } finally {
      await page.close();
    }
  }

  public async close(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://localhost');
    if (url.pathname.startsWith('/api/')) {
      await this.askPrometheus(request.url!, response);
    } else if (url.pathname === '/dashboard') {
      response.end(JSON.stringify(this.pageOf(url.searchParams.get('name')!, url.searchParams.get('unfolded') === 'true')));
    } else {
      const file = join(bundledPage(), url.pathname === '/' ? 'index.html' : url.pathname.slice(1));
      response.statusCode = existsSync(file) ? 200 : 404;
      existsSync(file) ? createReadStream(file).pipe(response) : response.end();
    }
  }

  private async askPrometheus(path: string, response: ServerResponse): Promise<void> {
    const answer = await fetch(`${this.prometheus}${path}`);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }

  /** All that the page needs to know: what to draw, and what to ask for it. */
  private pageOf(name: string, unfolded: boolean): unknown {
    const { json } = dashboards().find((dashboard: Dashboard) => dashboard.name === name)!;
    const dashboard = unfolded ? unfoldedOf(json) : json;
    const all = requestsOf(dashboard, this.view);
    const requests = Object.fromEntries(panelsOf(dashboard).map(({ id }) => [id, all.filter(({ panelId }) => panelId === id)]));
    const { from, to, variables = {} } = this.view;
    const chosen = Object.entries(variables).map(([variable, value]) => `${variable}: ${value}`).join('   ');
    return { dashboard, requests, from: 1000 * from, to: 1000 * to, chosen };
  }
}

/** The whole of the page. What lies below the window is drawn when it comes into sight, so the window is made as large first. */
async function picture(page: any): Promise<Buffer> {
  const element = await page.$('#dashboard');
  const { height } = await element.boundingBox();
  await page.setViewport({ width: WIDTH, height: Math.ceil(height) });
  await page.evaluate('new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(resolve)), 300))');
  return Buffer.from(await element.screenshot());
}

/** The rows of a dashboard below each other as if each had been clicked. */
function unfoldedOf(json: DashboardJson): DashboardJson {
  let shift = 0;
  const panels = json.panels.flatMap((panel) => {
    const row = { ...panel, collapsed: false, gridPos: { ...panel.gridPos, y: panel.gridPos.y + shift } };
    const within = panelsOf({ panels: [{ ...panel, type: 'row', panels: panel.panels ?? [] }] });
    if (panel.type !== 'row' || within.length === 0) {
      return [row];
    }
    const moved = within.map((each) => ({ ...each, gridPos: { ...each.gridPos, y: each.gridPos.y + shift } }));
    shift += Math.max(...within.map(({ gridPos }) => gridPos.y + gridPos.h)) - panel.gridPos.y - 1;
    return [{ ...row, panels: [] }, ...moved];
  });
  return { ...json, panels };
}
