import { Environment, SettingError } from '../settings/variable.js';

/** By which protocol spans are exported; the exporter itself reads every other variable of OpenTelemetry's. */
export type ExportProtocol = 'http/protobuf' | 'http/json';

/**
 * What OpenTelemetry's own variables say of tracing; undefined where it is off, as it is until a place to export to, or
 * an exporter, is named.
 */
export function readTracing(env: Environment = process.env): ExportProtocol | undefined {
  const named = value(env, 'OTEL_TRACES_EXPORTER');
  const isWanted = named === undefined
    ? [value(env, 'OTEL_EXPORTER_OTLP_ENDPOINT'), value(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT')].some((endpoint) => endpoint !== undefined)
    : named !== 'none';
  if (!isWanted || value(env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true') {
    return undefined;
  }
  if (named !== undefined && named !== 'otlp') {
    throw new SettingError(`OTEL_TRACES_EXPORTER is "${named}", and must be otlp or none.`);
  }
  const protocol = value(env, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? value(env, 'OTEL_EXPORTER_OTLP_PROTOCOL') ?? 'http/protobuf';
  if (protocol !== 'http/protobuf' && protocol !== 'http/json') {
    throw new SettingError(`OTEL_EXPORTER_OTLP_PROTOCOL is "${protocol}", and must be http/protobuf or http/json; collectors take both on port 4318.`);
  }
  return protocol;
}

function value(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}
