import { eventually } from './running.js';

/** One sample of the Prometheus text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Scrapes a metrics port. */
export async function scrape(port: number): Promise<Samples> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  return new Samples(await response.text());
}

/** Waits until a server works on so many calls: what follows finds them in flight, and not on their way. */
export async function callsInFlight(metricsPort: number, count: number): Promise<void> {
  const inFlight = async () => (await scrape(metricsPort)).sum('mcp_server_operations_in_flight', { mcp_method_name: 'tools/call' });
  await eventually(async () => await inFlight() === count, `${count} calls in flight`, 30_000);
}

/** What a scrape gave. */
export class Samples {
  private readonly samples: readonly Sample[];

  public constructor(text: string) {
    this.samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map(parse);
  }

  /** All samples of a name that have these labels. */
  public of(name: string, labels: Readonly<Record<string, string>> = {}): Sample[] {
    const wanted = Object.entries(labels);
    return this.samples.filter((sample) => sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value));
  }

  /** The sum of all samples of a name that have these labels. */
  public sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.of(name, labels).reduce((total, { value }) => total + value, 0);
  }
}

function parse(line: string): Sample {
  const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line)!;
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, text]) => [label, text]);
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
}
