import { readTracing, ExportProtocol } from './tracing-settings.js';
import { Log } from '../logging/log.js';
import { Observer } from '../observation/observer.js';
import { SettingError } from '../settings/variable.js';
import { VERSION } from '../version.js';

/** Traces that are being made. */
export interface Tracing {
  /** Exports what there is, and stops. */
  end(): Promise<void>;
}

export interface TracingOptions {
  readonly observer: Observer;
  readonly log: Log;
  /** What runs, where `OTEL_SERVICE_NAME` does not say. */
  readonly serviceName: string | undefined;
}

/** How long the last spans have to be exported, in milliseconds. */
const LAST_EXPORT = 5_000;

/**
 * Makes a span of every operation where OpenTelemetry's variables ask for it; else nothing of OpenTelemetry is loaded, and
 * there is no AsyncLocalStorage, which costs every call.
 *
 * @throws SettingError where the variables make no sense, or the packages are not installed
 */
export async function startTracing({ observer, log, serviceName }: TracingOptions): Promise<Tracing | undefined> {
  const protocol = readTracing();
  if (!protocol) {
    return undefined;
  }
  const [{ trace }, sdk, resources, { OTLPTraceExporter }, { OperationSpans }] = await load(protocol);
  const { detectResources, envDetector, resourceFromAttributes } = resources;
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName ?? 'mcp-server' }).merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  const spans = new OperationSpans(provider.getTracer('mcp-agent-runtime', VERSION), observer);
  observer.listeners.unshift(spans); // first, so that whoever else listens knows the trace
  observer.enter = spans.enter;
  observer.metrics.haveExemplars = true;
  log.context = () => {
    const active = trace.getActiveSpan()?.spanContext();
    return active ? { trace_id: active.traceId, span_id: active.spanId } : {};
  };
  return {
    end: async () => {
      const late = new Promise<void>((resolve) => setTimeout(resolve, LAST_EXPORT).unref());
      await Promise.race([provider.shutdown().catch((error: unknown) => log.warning('the last spans could not be exported', { error })), late]);
    },
  };
}

async function load(protocol: ExportProtocol) {
  try {
    return await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/resources'),
      protocol === 'http/json' ? import('@opentelemetry/exporter-trace-otlp-http') : import('@opentelemetry/exporter-trace-otlp-proto'),
      import('./operation-spans.js'),
    ]);
  } catch (error) {
    throw new SettingError(`Tracing is asked for by OTEL_... variables, and can't be loaded: ${(error as Error).message}. `
      + 'Run npm install @opentelemetry/api @opentelemetry/sdk-trace-node @opentelemetry/resources '
      + `@opentelemetry/exporter-trace-otlp-${protocol === 'http/json' ? 'http' : 'proto'}, or set OTEL_SDK_DISABLED to true.`);
  }
}
