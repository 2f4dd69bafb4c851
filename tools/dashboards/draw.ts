import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DashboardBrowser } from './browser';
import { View } from './requests';
import { generatedBlocks } from '../../bench/observability/generated';
import { VIEWS } from '../../bench/observability/views';
import { DASHBOARD_NAMES } from '../../src/observability/dashboards/dashboards';
import { DashboardName } from '../../src/observability/dashboards/uids';
import { LocalPrometheus } from '../prometheus';

/**
 * Draws each dashboard into a picture, and fails where a panel has no data or an error.
 *
 *     tsx tools/dashboards/draw.ts                                    # generated data of 200 agents, into docs/pictures
 *     tsx tools/dashboards/draw.ts --prometheus http://127.0.0.1:9090 --hours 1 --out /tmp/pictures
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      prometheus: { type: 'string' },
      hours: { type: 'string', default: '1' },
      namespace: { type: 'string' },
      agent: { type: 'string' },
      agents: { type: 'string', default: '200' },
      out: { type: 'string', default: join('docs', 'pictures') },
      unfolded: { type: 'boolean', default: false },
    },
  });
  const local = values.prometheus ? undefined : await LocalPrometheus.on(await generatedBlocks(Number(values.agents)));
  const viewOf = (name: DashboardName): View => local ? VIEWS[name] : {
    from: Math.floor(Date.now() / 1000) - 3600 * Number(values.hours), to: Math.floor(Date.now() / 1000), variables: chosen(values),
  };
  const browser = await DashboardBrowser.over(values.prometheus ?? local!.url);
  try {
    mkdirSync(values.out, { recursive: true });
    let problems = 0;
    for (const name of DASHBOARD_NAMES) {
      const { panels, milliseconds, png } = await browser.draw(name, viewOf(name), values.unfolded);
      writeFileSync(join(values.out, `${name}.png`), png);
      const wrong = panels.filter(({ samples, error }) => error || samples === 0);
      wrong.forEach(({ title, error }) => console.error(`${name}: "${title}" ${error ? `failed: ${error}` : 'has no data'}`));
      problems += wrong.length;
      console.log(`${name}: ${panels.length} panels in ${(milliseconds / 1000).toFixed(2)} s`);
    }
    return problems === 0 ? 0 : 1;
  } finally {
    await browser.close();
    await local?.stop();
  }
}

function chosen({ namespace, agent }: { namespace?: string; agent?: string }): Record<string, string> {
  return { ...(namespace && { namespace }), ...(agent && { agent }) };
}

main().then((status) => { process.exitCode = status; }, (error) => {
  console.error((error as Error).message);
  process.exitCode = 2;
});
