/**
 * Metrics whose numbers are plain fields, handed to prom-client when it is asked for them: counting must cost a server
 * less than a microsecond, and prom-client takes more than that to find a series by its labels.
 */

/** What a family is called and which labels tell its series apart. */
export interface Definition {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** One line of the text format, as prom-client renders it. */
interface Sample {
  readonly labels: Record<string, string | number>;
  readonly value: number;
  readonly metricName?: string;
  readonly exemplar?: Exemplar;
}

/** One observation among those of a bucket, with the trace that it belongs to. */
export interface Exemplar {
  readonly labelSet: TraceIds;
  readonly value: number;
  /** In seconds since 1970. */
  readonly timestamp: number;
}

/** Where a span is found. */
export interface TraceIds {
  readonly trace_id: string;
  readonly span_id: string;
}

type Type = 'counter' | 'gauge' | 'histogram';

/** A number that goes up and down, or up alone. */
export class Value {
  public value = 0;
}

/** The buckets of every duration here, in seconds: those of OpenTelemetry's conventions for MCP. */
export const BUCKETS: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];

/** How long something took, many times. */
export class Durations {
  public sum = 0;
  /** Per bucket, not cumulative; the last is beyond all bounds. */
  public readonly counts = new Float64Array(BUCKETS.length + 1);
  /** The last of each bucket; undefined until one was traced. */
  public exemplars: Exemplar[] | undefined;

  public observe(seconds: number, trace?: TraceIds): void {
    let bucket = 0;
    while (bucket < BUCKETS.length && seconds > BUCKETS[bucket]) {
      bucket++;
    }
    this.counts[bucket]++;
    this.sum += seconds;
    if (trace) {
      (this.exemplars ??= [])[bucket] = { labelSet: trace, value: seconds, timestamp: Date.now() / 1000 };
    }
  }

  public get count(): number {
    return this.counts.reduce((total, count) => total + count, 0);
  }
}

/** All series of one name. */
abstract class Family<Series> {
  private readonly series = new Map<string, { readonly labels: Record<string, string>; readonly series: Series }>();

  public abstract readonly type: Type;

  public constructor(private readonly definition: Definition) {
    if (definition.labels.length === 0) {
      this.of(); // a series without labels is there from the start, with its zero
    }
  }

  public get name(): string {
    return this.definition.name;
  }

  /** The series of these values, in the order of the labels; an empty value leaves its label out. To be kept where it is used often. */
  public of(...values: string[]): Series {
    const key = values.join('\n');
    const known = this.series.get(key);
    if (known) {
      return known.series;
    }
    const labels = Object.fromEntries(this.definition.labels.flatMap((label, index) => values[index] ? [[label, values[index]]] : []));
    const series = this.create();
    this.series.set(key, { labels, series });
    return series;
  }

  /** Forgets the series of these values. */
  public remove(...values: string[]): void {
    this.series.delete(values.join('\n'));
  }

  /** Forgets every series. */
  public clear(): void {
    this.series.clear();
  }

  /** What prom-client asks a metric for. */
  public get(): { name: string; help: string; type: Type; aggregator: string; values: Sample[] } {
    const values = [...this.series.values()].flatMap(({ labels, series }) => this.samples(labels, series));
    return { name: this.name, help: this.definition.help, type: this.type, aggregator: 'sum', values };
  }

  protected abstract create(): Series;
  protected abstract samples(labels: Record<string, string>, series: Series): Sample[];
}

/** Numbers that only grow. */
export class Counters extends Family<Value> {
  public readonly type = 'counter';

  protected create(): Value {
    return new Value();
  }

  protected samples(labels: Record<string, string>, { value }: Value): Sample[] {
    return [{ labels, value }];
  }
}

/** Numbers that go up and down. */
export class Gauges extends Family<Value> {
  public readonly type = 'gauge';

  protected create(): Value {
    return new Value();
  }

  protected samples(labels: Record<string, string>, { value }: Value): Sample[] {
    return [{ labels, value }];
  }
}

/** Durations, in buckets. */
export class Histograms extends Family<Durations> {
  public readonly type = 'histogram';

  protected create(): Durations {
    return new Durations();
  }

  protected samples(labels: Record<string, string>, { counts, sum, exemplars }: Durations): Sample[] {
    let total = 0;
    const buckets = [...BUCKETS, '+Inf'].map((le, index) => {
      total += counts[index];
      return { metricName: `${this.name}_bucket`, labels: { ...labels, le }, value: total, exemplar: exemplars?.[index] };
    });
    return [...buckets, { metricName: `${this.name}_sum`, labels, value: sum }, { metricName: `${this.name}_count`, labels, value: total }];
  }
}
