import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { program, ServerProcess } from './server-process';
import { progress } from '../../tools/once';
import { Figure } from '../figure';

/** Agents that are probed, half of them in each era, and how often. */
const AGENTS = 100;
const INTERVAL_SECONDS = 15;

/** Until everything is compiled, and how long is measured then: whole intervals. */
const WARM_UP_SECONDS = 2 * INTERVAL_SECONDS;
const MEASURED_SECONDS = 4 * INTERVAL_SECONDS;

/** What one process that probes many agents uses, all phases and sessions among it. */
export async function probeCost(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-probe-'));
  const servers = await Promise.all(['v1.mjs', 'v2.mjs'].map((name) => ServerProcess.start({ args: [program(name), 'serve'] })));
  const targets = Array.from({ length: AGENTS }, (_, index) => (
    { namespace: 'bench', agent: `agent-${index}`, url: `http://127.0.0.1:${servers[index % servers.length].port}/mcp` }
  ));
  const configFile = join(folder, 'targets.json');
  writeFileSync(configFile, JSON.stringify({ intervalSeconds: INTERVAL_SECONDS, targets }));
  const probe = await ServerProcess.start({ args: [program('probe.mjs'), configFile] });
  try {
    progress(`probing ${AGENTS} agents for ${WARM_UP_SECONDS + MEASURED_SECONDS} s`);
    await sleep(WARM_UP_SECONDS * 1000);
    const [before, probesBefore] = [await probe.cpu(), await probesOf(probe)];
    await sleep(MEASURED_SECONDS * 1000);
    const cpu = (await probe.cpu() - before) / 1e6;
    const probes = await probesOf(probe) - probesBefore;
    if (probes < 0.9 * AGENTS * MEASURED_SECONDS / INTERVAL_SECONDS) {
      throw new Error(`the machine is too busy: only ${probes} probes in ${MEASURED_SECONDS} s`);
    }
    const what = `mcp-agent probe, ${AGENTS} agents each ${INTERVAL_SECONDS} s`;
    return [
      { figure: `${what}: CPU`, value: 100 * cpu / MEASURED_SECONDS, unit: '% of a core', better: 'lower', promise: 10, aim: 5 },
      { figure: `${what}: resident memory`, value: await probe.memory() / 2 ** 20, unit: 'MiB', better: 'lower', promise: 192, aim: 128 },
    ];
  } finally {
    await Promise.all([probe, ...servers].map((each) => each.stop()));
    rmSync(folder, { recursive: true });
  }
}

/** How many probes are over. All agents must answer: a probe that fails is cheap. */
async function probesOf({ port }: ServerProcess): Promise<number> {
  const lines = (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).split('\n');
  const valuesOf = (name: string) => lines.filter((line) => line.startsWith(`${name}{`)).map((line) => Number(line.split(' ').at(-1)));
  const total = (name: string) => valuesOf(name).reduce((sum, value) => sum + value, 0);
  if (total('mcp_probe_success') !== AGENTS) {
    throw new Error(`of ${AGENTS} agents only ${total('mcp_probe_success')} answer`);
  }
  return total('mcp_probes_total');
}
