import { readTracing } from '../../src/tracing/tracing-settings.js';
import { connectLegacy, connectModern, post } from '../support/clients.js';
import { Collector, Span } from '../support/collector.js';
import { Program, programFile, REGISTER, startProgram } from '../support/program.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const HTTP_TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = 'b7ad6b7169203331';

let collector: Collector;
let env: Record<string, string>;

beforeEach(async () => {
  collector = await Collector.start();
  env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', MCP_SERVER_NAME: 'weather' };
});

afterEach(() => collector.stop());

/** The spans of a program are complete once it has drained. */
async function spansOf(program: Program): Promise<Span[]> {
  expect(await program.end('SIGTERM')).toBe(0);
  return collector.spans;
}

const named = (spans: readonly Span[], name: string) => spans.filter((span) => span.name === name);

const MODES: readonly (readonly [string, string[]])[] = [
  ['serve, SDK v1', [programFile('serve.mjs'), 'v1']],
  ['serve, SDK v2', [programFile('serve.mjs'), 'v2']],
  ['register, SDK v1', ['--import', REGISTER, programFile('v1-express.mjs')]],
];

describe.each(MODES)('the spans of a server: %s', (_, args) => {
  test('follow the conventions, have the caller for a parent, and those of a tool\'s own code for children', async () => {
    const program = await startProgram(args, { ...env, MCP_AUDIT: 'calls' });
    const { client, transport, end } = await connectLegacy(program.port);
    const meta = { traceparent: `00-${TRACE}-${PARENT}-01` };
    const { content } = await client.callTool({ name: 'span', arguments: {}, _meta: meta });
    await client.callTool({ name: 'fail', arguments: {} });
    await client.callTool({ name: 'nowhere', arguments: {} }).catch(() => {});
    await client.callTool({ name: 'ask', arguments: { prompt: 'who?' } });
    const sessionId = transport.sessionId!;
    await end();
    const spans = await spansOf(program);

    const [call] = named(spans, 'tools/call span');
    expect(call).toMatchObject({
      kind: 2,
      traceId: TRACE,
      parentSpanId: PARENT,
      attributes: {
        'mcp.method.name': 'tools/call',
        'gen_ai.tool.name': 'span',
        'gen_ai.operation.name': 'execute_tool',
        'mcp.session.id': sessionId,
        'mcp.protocol.version': '2025-11-25',
        'network.transport': 'tcp',
      },
      resource: { 'service.name': 'weather' },
    });
    expect(content).toEqual([{ type: 'text', text: TRACE }]);
    expect(named(spans, 'inner')).toMatchObject([{ traceId: TRACE, parentSpanId: call.spanId }]);
    expect(named(spans, 'sampling/createMessage')).toMatchObject([{ kind: 3, parentSpanId: named(spans, 'tools/call ask')[0].spanId }]);
    expect(named(spans, 'tools/call fail')).toMatchObject([{ status: { code: 2 }, attributes: { 'error.type': 'tool_error' } }]);
    expect(named(spans, 'tools/call _OTHER')).toHaveLength(1);
    expect(named(spans, 'initialize')).toHaveLength(1);

    const audited = program.errors().split('\n').filter((line) => line.includes('"audit":true')).map((line) => JSON.parse(line));
    expect(audited.map(({ tool }) => tool)).toEqual(['span', 'fail', 'nowhere', 'ask']);
    expect(audited[0]).toMatchObject({ trace_id: TRACE, span_id: call.spanId });
  }, 30_000);
});

test('the HTTP request that carried a call is a link, and the parent where the caller names none', async () => {
  const program = await startProgram(MODES[1][1], env);
  const call = (meta: object) => post(program.port, JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: 'add',
      arguments: { a: 1, b: 2 },
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' }, 'io.modelcontextprotocol/clientCapabilities': {}, ...meta,
      },
    },
  }), { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'add', 'traceparent': `00-${HTTP_TRACE}-${PARENT}-01` }).then((answer) => answer.text());
  await call({ traceparent: `00-${TRACE}-${PARENT}-01` });
  await call({});
  const spans = named(await spansOf(program), 'tools/call add');

  expect(spans).toHaveLength(2);
  expect(spans[0]).toMatchObject({ traceId: TRACE, links: [{ traceId: HTTP_TRACE }], attributes: { 'mcp.protocol.version': '2026-07-28' } });
  expect(spans[1]).toMatchObject({ traceId: HTTP_TRACE, parentSpanId: PARENT, links: [] });
}, 30_000);

describe('exemplars', () => {
  const metrics = async ({ metricsPort }: Program, accept: string) => {
    const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`, { headers: { accept } });
    return { type: response.headers.get('content-type'), lines: (await response.text()).split('\n') };
  };
  /** What Prometheus asks for. */
  const SCRAPE = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2';

  async function calledOnce(more: Record<string, string>): Promise<Program> {
    const program = await startProgram(MODES[1][1], { ...env, ...more });
    const { client, end } = await connectLegacy(program.port);
    await client.callTool({ name: 'add', arguments: { a: 1, b: 2 }, _meta: { traceparent: `00-${TRACE}-${PARENT}-01` } });
    await end();
    return program;
  }

  test('name the trace of an operation beside the bucket that it fell in, for whoever asks for OpenMetrics', async () => {
    const program = await calledOnce({});
    const { type, lines } = await metrics(program, SCRAPE);
    expect(type).toContain('application/openmetrics-text');
    expect(lines.slice(-2)).toEqual(['# EOF', '']);
    const traced = lines.filter((line) => line.includes(TRACE));
    expect(traced).toHaveLength(1);
    const [bucket, exemplar] = traced[0].split(' # ');
    expect(bucket).toMatch(/^mcp_server_operation_duration_seconds_bucket\{.*gen_ai_tool_name="add".*\} 1$/);
    expect(exemplar).toMatch(/^\{trace_id="0af7.*",span_id="[0-9a-f]{16}"\} 0?\.\d+ 1\d{9}(\.\d+)?$/);
    expect(lines).toContain('# TYPE mcp_server_messages counter');
    expect(lines.some((line) => line.startsWith('mcp_server_messages_total{'))).toBe(true);

    const plain = await metrics(program, 'text/plain');
    expect(plain.type).toContain('text/plain');
    expect(plain.lines.filter((line) => line.includes(TRACE))).toEqual([]);
    expect(plain.lines).toContain('# TYPE mcp_server_messages_total counter');
    await program.end('SIGTERM');
  }, 30_000);

  test('are none of traces that are not exported, and there is no OpenMetrics without tracing', async () => {
    const unsampled = await calledOnce({ OTEL_TRACES_SAMPLER: 'always_off' });
    expect((await metrics(unsampled, SCRAPE)).lines.filter((line) => line.includes(' # {'))).toEqual([]);
    await unsampled.end('SIGTERM');

    const untraced = await calledOnce({ OTEL_SDK_DISABLED: 'true' });
    expect((await metrics(untraced, SCRAPE)).type).toContain('text/plain');
    await untraced.end('SIGTERM');
  }, 30_000);
});

test('protobuf is what is exported by default', async () => {
  const program = await startProgram(MODES[1][1], { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const client = await connectModern(program.port);
  await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } });
  await client.close();
  await program.end('SIGTERM');

  expect(collector.bodies.map(({ type }) => type)).toEqual(expect.arrayContaining(['application/x-protobuf']));
  expect(Buffer.concat(collector.bodies.map(({ body }) => body)).includes('tools/call add')).toBe(true);
}, 30_000);

test('a sampler that takes nothing exports nothing', async () => {
  const program = await startProgram(MODES[1][1], { ...env, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' });
  const { client, end } = await connectLegacy(program.port);
  await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } });
  await end();

  expect(await spansOf(program)).toEqual([]);
}, 30_000);

test.each([
  ['nothing', {}, undefined],
  ['an endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, 'http/protobuf'],
  ['an exporter', { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'http/json'],
  ['an endpoint, and no exporter', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_EXPORTER: 'none' }, undefined],
  ['an endpoint, and that it is off', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'true' }, undefined],
])('tracing, where the environment names %s', (_, given, protocol) => {
  expect(readTracing(given)).toBe(protocol);
});

test('what can not be exported is refused with a sentence', () => {
  expect(() => readTracing({ OTEL_TRACES_EXPORTER: 'zipkin' })).toThrow('OTEL_TRACES_EXPORTER is "zipkin", and must be otlp or none.');
  expect(() => readTracing({ OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toThrow(/"grpc", and must be http\/protobuf or http\/json/);
});
