import { type OpenMetricsContentType, Registry } from 'prom-client';
import { Rendering } from './rendering.js';

/** As prom-client sees a metric. */
interface Metric {
  readonly name: string;
  readonly type: string;
  get(): object | Promise<object>;
}

/** The metrics of a registry in the format of OpenMetrics, where a counter's name has no `_total` and its sample has. */
export class OpenMetrics {
  /** Whether whoever asks takes this format; Prometheus names it first. */
  public static isAccepted(accept: string): boolean {
    return accept.includes('application/openmetrics-text');
  }

  private readonly registry = new Registry<OpenMetricsContentType>();

  public constructor(private readonly source: Registry) {
    this.registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  }

  public async render(): Promise<Rendering> {
    this.registry.clear();
    for (const metric of this.source.getMetricsAsArray() as unknown as Metric[]) {
      this.registry.registerMetric((metric.type === 'counter' ? withoutTotal(metric) : metric) as never);
    }
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }
}

function withoutTotal(metric: Metric): Metric {
  const name = metric.name.replace(/_total$/, '');
  return { name, type: metric.type, get: async () => ({ ...await metric.get(), name }) };
}
