import { context, type Context, type Link, propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { OTHER } from '../observation/known-names.js';
import { Message } from '../observation/messages.js';
import { Observer } from '../observation/observer.js';
import { Operation, OperationListener, Question } from '../observation/operation.js';
import { Outcome } from '../observation/outcome.js';

interface Traced {
  readonly span: Span;
  /** That of the operation, for whatever its handler does. */
  readonly context: Context;
}

/** What a caller may write of its own into a span, at most, in characters. */
const LONGEST = 256;

/** A span for each operation, by OpenTelemetry's conventions for MCP. This module is loaded only where tracing is on. */
export class OperationSpans implements OperationListener {
  private readonly traced = new WeakMap<Operation, Traced>();
  private readonly asking = new WeakMap<Question, Span>();

  public constructor(private readonly tracer: Tracer, private readonly observer: Observer) {}

  public started(operation: Operation): void {
    const { parent, links } = this.origins(operation);
    const span = this.tracer.startSpan(
      this.observer.method(operation.method).label, { kind: SpanKind.SERVER, links, attributes: attributesOf(operation) }, parent);
    const { traceId, spanId } = span.spanContext();
    operation.trace = { trace_id: traceId, span_id: spanId };
    operation.exemplar = span.isRecording() ? operation.trace : undefined;
    this.traced.set(operation, { span, context: trace.setSpan(parent, span) });
  }

  public ended(operation: Operation, outcome: Outcome, response: Message | undefined): void {
    const span = this.traced.get(operation)?.span;
    if (!span?.isRecording()) {
      span?.end();
      return;
    }
    const { method, target, protocolVersion, sessionId } = operation;
    const { label } = this.observer.method(method);
    // By now it is known whether the server has it: a name that only the caller knows must not become a span's.
    const name = target === undefined ? undefined : (method === 'tools/call' ? this.observer.tools : this.observer.prompts).labelOf(target);
    span.updateName(name === undefined ? label : `${label} ${name}`);
    span.setAttributes({
      'mcp.protocol.version': protocolVersion || undefined,
      'mcp.session.id': sessionId,
    });
    fail(span, outcome, response?.error?.message?.slice(0, LONGEST));
    span.end();
  }

  /** A request of the server's own: a child of whatever made it, as far as that is known. */
  public asked(question: Question): void {
    const { id, method, networkTransport, sessionId } = question;
    this.asking.set(question, this.tracer.startSpan(this.observer.method(method).label, {
      kind: SpanKind.CLIENT,
      attributes: { 'mcp.method.name': method, 'jsonrpc.request.id': String(id), 'network.transport': networkTransport, 'mcp.session.id': sessionId },
    }));
  }

  public answered(question: Question, outcome: Outcome): void {
    const span = this.asking.get(question);
    if (span) {
      fail(span, outcome);
      span.end();
    }
  }

  /** Runs what handles an operation so that spans of its own are children of the operation's. */
  public readonly enter = (operation: Operation, run: () => void): void => {
    const traced = this.traced.get(operation);
    return traced ? context.with(traced.context, run) : run();
  };

  /**
   * The caller's span is the parent, and that of the HTTP request which carried the message a link. Where the caller names
   * none, the latter is the parent: better a trace that a proxy began than two that nobody can join.
   */
  private origins({ request, arrival }: Operation): { parent: Context; links: Link[] } {
    const asked = propagation.extract(ROOT_CONTEXT, request.params?._meta ?? {}, {
      keys: (meta) => Object.keys(meta),
      get: (meta, key) => textOf((meta as Record<string, unknown>)[key]),
    });
    const carried = arrival && propagation.extract(ROOT_CONTEXT, arrival, { keys: () => [], get: (from, key) => from.header?.(key) });
    const carrier = carried && trace.getSpanContext(carried);
    if (!carrier) {
      return { parent: asked, links: [] };
    }
    return trace.getSpanContext(asked) ? { parent: asked, links: [{ context: carrier }] } : { parent: carried, links: [] };
  }
}

/** Marks a span by how it ended; one that went well stays as it is. */
function fail(span: Span, { errorType, statusCode }: Outcome, message?: string): void {
  span.setAttributes({ 'error.type': errorType || undefined, 'rpc.response.status_code': statusCode || undefined });
  if (errorType !== '') {
    span.setStatus({ code: SpanStatusCode.ERROR, message });
  }
}

function attributesOf({ id, method, target, request, networkTransport }: Operation) {
  const named = target?.slice(0, LONGEST);
  const uri = method.startsWith('resources/') ? textOf(request.params?.uri)?.slice(0, LONGEST) : undefined;
  return {
    'mcp.method.name': method.slice(0, LONGEST) || OTHER,
    'jsonrpc.request.id': String(id).slice(0, LONGEST),
    'network.transport': networkTransport,
    ...method === 'tools/call' ? { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': named } : {},
    ...method === 'prompts/get' ? { 'gen_ai.prompt.name': named } : {},
    ...uri === undefined ? {} : { 'mcp.resource.uri': uri },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
