import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { App, Chart } from 'cdk8s';
import { stringify } from 'yaml';
import { ruleGroups } from '../../src/observability/rules/rule-groups';
import { PROMETHEUS } from '../../testbed/images/parts/monitoring';
import { goProgram } from '../../tools/go-program';
import { progress } from '../../tools/once';
import { Figure } from '../figure';
import { freePort } from '../runtime/server-process';

/** How many agents are scraped, step by step; the slope over them is what one more costs. */
const STEPS = [20, 100, 200] as const;
const MOST = STEPS[STEPS.length - 1];

/** How long Prometheus settles after a step, and how long it is watched then: eight scrapes and four evaluations. */
const SETTLE_MS = 60_000;
const WATCH_MS = 120_000;

/** Scrapes of one agent by itself. */
const SCRAPES = 500;

/** What a node of the table has: those of the cheapest general machines of the large clouds with four cores. */
const NODE = { cores: 4, mebibytes: 16 * 1024, agents: 10 };

/** How many of the stack's Prometheus there are. */
const REPLICAS = 2;

/** Linux counts CPU time in these, for whoever reads /proc. */
const TICKS_A_SECOND = 100;

/** What Prometheus used over a while, with so many agents. */
interface Usage {
  readonly agents: number;
  readonly cores: number;
  readonly mebibytes: number;
  readonly series: number;
}

/**
 * What monitoring costs: Prometheus with all of our rules, on 20, 100 and 200 agents of 20 tools each that the runtime's own code answers
 * for. Scraped each 15 s, evaluated each 30 s.
 */
export async function costFigures(): Promise<Figure[]> {
  const agents = await Agents.start(MOST);
  const prometheus = await ScrapingPrometheus.start();
  try {
    const scrapes = await agents.scrapes();
    const usages: Usage[] = [];
    for (const count of STEPS) {
      progress(`${count} agents`);
      prometheus.scrape(agents.port, count);
      await sleep(SETTLE_MS);
      usages.push(await prometheus.watch(count));
    }
    const visible = await visibility(agents, prometheus);
    return [...scrapeFigures(scrapes), ...visibleFigures(visible), ...await seriesFigures(prometheus), ...slopeFigures(usages)];
  } finally {
    await Promise.all([agents.stop(), prometheus.stop()]);
  }
}

/** The process that answers for the agents. */
class Agents {
  public static async start(count: number): Promise<Agents> {
    const child = spawn(process.execPath, [join(__dirname, 'programs', 'agents.mjs'), String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = await once(child.stdout!, 'data');
    return new Agents(child, Number(port));
  }

  private constructor(private readonly child: ChildProcess, public readonly port: number) {}

  /** How long one agent takes to answer a scrape, in milliseconds, many times. */
  public async scrapes(): Promise<number[]> {
    const times: number[] = [];
    for (let scrape = 0; scrape < SCRAPES; scrape++) {
      const start = performance.now();
      await (await fetch(`http://127.0.0.1:${this.port}/metrics/0`)).arrayBuffer();
      times.push(performance.now() - start);
    }
    return times;
  }

  /** Something happens in an agent. */
  public async call(agent: number): Promise<void> {
    await fetch(`http://127.0.0.1:${this.port}/call/${agent}`, { method: 'POST' });
  }

  public stop(): Promise<void> {
    return ended(this.child);
  }
}

/** A Prometheus that evaluates our rules, and scrapes as many agents as it is told. */
class ScrapingPrometheus {
  public static async start(): Promise<ScrapingPrometheus> {
    const folder = mkdtempSync(join(tmpdir(), 'cost-'));
    const port = await freePort('127.0.0.1');
    writeFileSync(join(folder, 'rules.yaml'), stringify({ groups: ruleGroups(new Chart(new App(), 'bench')) }, { lineWidth: 0 }));
    writeFileSync(join(folder, 'targets.json'), '[]');
    writeFileSync(join(folder, 'prometheus.yml'), stringify({
      global: { scrape_interval: '15s', scrape_timeout: '10s', evaluation_interval: '30s' },
      rule_files: ['rules.yaml'],
      scrape_configs: [
        { job_name: 'agents', file_sd_configs: [{ files: ['targets.json'] }] },
        { job_name: 'prometheus', static_configs: [{ targets: [`127.0.0.1:${port}`], labels: { namespace: 'monitoring' } }] },
      ],
    }));
    const child = spawn(goProgram(PROMETHEUS), [
      `--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error',
    ], { stdio: ['ignore', 'inherit', 'inherit'] });
    const started = new ScrapingPrometheus(child, folder, `http://127.0.0.1:${port}`);
    await started.ready();
    return started;
  }

  private constructor(private readonly child: ChildProcess, private readonly folder: string, private readonly url: string) {}

  /** Scrapes so many agents from now on. */
  public scrape(port: number, agents: number): void {
    const targets = Array.from({ length: agents }, (_, index) => ({
      targets: [`127.0.0.1:${port}`],
      labels: { __metrics_path__: `/metrics/${index}`, namespace: 'team', agent: `agent-${index}`, job: `agent-${index}`, pod: `agent-${index}-0`, instance: `10.0.0.${index}:9464` },
    }));
    // In one move: Prometheus looks at once, and would find half of it.
    writeFileSync(join(this.folder, 'targets.new'), JSON.stringify(targets));
    renameSync(join(this.folder, 'targets.new'), join(this.folder, 'targets.json'));
  }

  /** What it uses over a while. */
  public async watch(agents: number): Promise<Usage> {
    const before = this.cpuSeconds();
    const start = performance.now();
    await sleep(WATCH_MS);
    const cores = (this.cpuSeconds() - before) / ((performance.now() - start) / 1000);
    const up = await this.query('sum(up{agent!=""})');
    if (up !== agents) {
      throw new Error(`Prometheus scrapes ${up} of ${agents} agents: the machine is too busy`);
    }
    const mebibytes = await this.query('max_over_time(process_resident_memory_bytes{job="prometheus"}[2m])') / 2 ** 20;
    return { agents, cores, mebibytes, series: await this.query('prometheus_tsdb_head_series') };
  }

  /** The value of the one series that a query gives. */
  public async query(expr: string): Promise<number> {
    const answer = await (await fetch(`${this.url}/api/v1/query?query=${encodeURIComponent(expr)}`)).json() as any;
    return Number(answer.data.result[0]?.value[1]);
  }

  public async stop(): Promise<void> {
    await ended(this.child);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** User and system time: the 14th and 15th field, of which the second, the name, may hold anything. */
  private cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  }

  private async ready(): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt++) {
      if ((await fetch(`${this.url}/-/ready`).catch(() => undefined))?.ok) {
        return;
      }
      await sleep(200);
    }
    throw new Error('Prometheus was not ready within a minute');
  }
}

/** Something happens in each agent, and is looked for by a query each 100 ms: how long that takes, in seconds. Their scrapes lie apart. */
async function visibility(agents: Agents, prometheus: ScrapingPrometheus): Promise<number[]> {
  const start = performance.now();
  await Promise.all(Array.from({ length: MOST }, (_, agent) => agents.call(agent)));
  const seen: number[] = [];
  while (seen.length < MOST) {
    await sleep(100);
    const count = await prometheus.query('count(mcp_server_operation_duration_seconds_count{gen_ai_tool_name="told"})') || 0;
    seen.push(...Array.from({ length: count - seen.length }, () => (performance.now() - start) / 1000));
    if (performance.now() - start > 120_000) {
      throw new Error(`only ${seen.length} of ${MOST} calls were seen within two minutes`);
    }
  }
  return seen;
}

function scrapeFigures(milliseconds: readonly number[]): Figure[] {
  return [
    { figure: 'a scrape of an agent with 20 tools, p50', value: percentile(milliseconds, 0.5), unit: 'ms', better: 'lower' },
    { figure: 'a scrape of an agent with 20 tools, p99', value: percentile(milliseconds, 0.99), unit: 'ms', better: 'lower', promise: 100, aim: 10 },
  ];
}

function visibleFigures(seconds: readonly number[]): Figure[] {
  return [
    { figure: 'from a call to its visibility in a query, scraped each 15 s, p50', value: percentile(seconds, 0.5), unit: 's', better: 'lower' },
    { figure: 'from a call to its visibility in a query, scraped each 15 s, p99', value: percentile(seconds, 0.99), unit: 's', better: 'lower', promise: 20 },
  ];
}

async function seriesFigures(prometheus: ScrapingPrometheus): Promise<Figure[]> {
  const ofAgent = await prometheus.query('scrape_samples_post_metric_relabeling{agent="agent-1"}');
  const recorded = await prometheus.query('count({__name__=~".+:.+", agent="agent-1"})');
  return [
    { figure: 'series that an agent with 20 tools gives', value: ofAgent, unit: 'series', better: 'lower' },
    { figure: 'series that rules record of it', value: recorded, unit: 'series', better: 'lower' },
  ];
}

function slopeFigures(usages: readonly Usage[]): Figure[] {
  const cores = line(usages.map(({ agents, cores: value }) => [agents, value]));
  const mebibytes = line(usages.map(({ agents, mebibytes: value }) => [agents, value]));
  const bytes = line(usages.map(({ series, mebibytes: value }) => [series, value * 2 ** 20]));
  return [
    { figure: 'CPU of Prometheus by itself', value: 1000 * Math.max(0, cores.fixed), unit: 'thousandths of a core', better: 'lower' },
    { figure: 'CPU of Prometheus per further agent', value: 1000 * cores.slope, unit: 'thousandths of a core', better: 'lower' },
    { figure: 'memory of Prometheus by itself', value: mebibytes.fixed, unit: 'MiB', better: 'lower' },
    { figure: 'memory of Prometheus per further agent', value: mebibytes.slope, unit: 'MiB', better: 'lower' },
    { figure: 'memory of Prometheus per series', value: bytes.slope, unit: 'bytes', better: 'lower' },
    ...[3, 20, 200].flatMap((nodes) => shareFigures(nodes, cores, mebibytes)),
  ];
}

/** Two Prometheus as a share of the cluster; from 20 nodes on it is promised. */
function shareFigures(nodes: number, cores: Line, mebibytes: Line): Figure[] {
  const share = ({ fixed, slope }: Line, ofNode: number) => (
    100 * REPLICAS * (Math.max(0, fixed) + slope * nodes * NODE.agents) / (nodes * ofNode)
  );
  const promise = nodes >= 20 ? { promise: 5, aim: 2 } : {};
  return [
    { figure: `share of two Prometheus in the CPU of ${nodes} nodes`, value: share(cores, NODE.cores), unit: '%', better: 'lower', ...promise },
    { figure: `share of two Prometheus in the memory of ${nodes} nodes`, value: share(mebibytes, NODE.mebibytes), unit: '%', better: 'lower', ...promise },
  ];
}

interface Line {
  readonly fixed: number;
  readonly slope: number;
}

/** The straight line that lies nearest to some points. */
function line(points: readonly (readonly [x: number, y: number])[]): Line {
  const mean = (index: 0 | 1) => points.reduce((total, point) => total + point[index], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const spread = points.reduce((total, [x]) => total + (x - meanX) ** 2, 0);
  const slope = points.reduce((total, [x, y]) => total + (x - meanX) * (y - meanY), 0) / spread;
  return { slope, fixed: meanY - slope * meanX };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1];
}

async function ended(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}
