import { Registry } from 'prom-client';
import { OpenMetrics } from './open-metrics.js';
import { METRICS } from '../contract.js';
import { Counters, Gauges, Histograms } from './families.js';
import { registerProcess } from './process.js';
import { Rendered, Rendering } from './rendering.js';

/** Every metric of the runtime, by the names of the contract. */
export class Metrics implements Rendered {
  /** Whether durations have exemplars; set where tracing is on. */
  public haveExemplars = false;

  public readonly operationDuration = new Histograms(METRICS.operationDuration);
  public readonly sessionDuration = new Histograms(METRICS.sessionDuration);
  public readonly clientOperationDuration = new Histograms(METRICS.clientOperationDuration);
  public readonly operationsInFlight = new Gauges(METRICS.operationsInFlight);
  public readonly sessionsActive = new Gauges(METRICS.sessionsActive);
  public readonly sessionsLimit = new Gauges(METRICS.sessionsLimit);
  public readonly sessions = new Counters(METRICS.sessions);
  public readonly streamsActive = new Gauges(METRICS.streamsActive);
  public readonly messages = new Counters(METRICS.messages);
  public readonly httpResponses = new Counters(METRICS.httpResponses);
  public readonly receivedBytes = new Counters(METRICS.receivedBytes);
  public readonly sentBytes = new Counters(METRICS.sentBytes);
  public readonly errors = new Counters(METRICS.errors);
  public readonly draining = new Gauges(METRICS.draining);
  public readonly ready = new Gauges(METRICS.ready);
  public readonly instrumented = new Gauges(METRICS.instrumented);
  public readonly info = new Gauges(METRICS.info);
  public readonly forwarded = new Counters(METRICS.forwarded);
  public readonly sessionsEnded = new Counters(METRICS.sessionsEnded);
  public readonly children = new Gauges(METRICS.children);
  public readonly childrenEnded = new Counters(METRICS.childrenEnded);
  public readonly childrenLimit = new Gauges(METRICS.childrenLimit);
  public readonly childrenResident = new Gauges(METRICS.childrenResident);
  public readonly childrenCpu = new Counters(METRICS.childrenCpu);

  private readonly registry = new Registry();
  private readonly openMetrics = new OpenMetrics(this.registry);
  private readonly beforeScrape: (() => void)[] = [];

  public constructor() {
    for (const key of Object.keys(METRICS) as (keyof typeof METRICS)[]) {
      // prom-client renders whatever has a name and answers get(); its types know its own classes alone.
      this.registry.registerMetric(this[key] as never);
    }
    registerProcess(this.registry);
  }

  /** Has `collect` bring numbers up to date that change without an event of their own. */
  public onScrape(collect: () => void): void {
    this.beforeScrape.push(collect);
  }

  public scrapeFailed(): void {
    this.errors.of('scrape').value++;
  }

  /** All metrics, in Prometheus' text format; in OpenMetrics, which alone has room for exemplars, where there are any and it is taken. */
  public async render(accept = ''): Promise<Rendering> {
    this.beforeScrape.forEach((collect) => collect());
    return this.haveExemplars && OpenMetrics.isAccepted(accept)
      ? this.openMetrics.render()
      : { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }
}
