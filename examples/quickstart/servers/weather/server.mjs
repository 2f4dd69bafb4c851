// A stateless MCP server: every request gets a server of its own, so any replica can answer any request.
import { createServer } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { collectDefaultMetrics, Histogram, register } from 'prom-client';
import { z } from 'zod';
import { CITIES, NORMALS } from './climate.mjs';

const PORT = Number(process.env.PORT ?? 3000);
const MANAGEMENT_PORT = Number(process.env.MANAGEMENT_PORT ?? 8080);

/** The tools by name: what a client is told about each, and what each does. */
const TOOLS = {
  list_cities: {
    config: { description: 'The cities that a forecast can be asked for.' },
    run: () => answer(CITIES.join(', ')),
  },
  get_forecast: {
    config: {
      description: 'The weather to expect in a city in a month, from its climate normals.',
      inputSchema: { city: z.enum(CITIES), month: z.number().int().min(1).max(12).describe('1 is January') },
      outputSchema: { low: z.number().describe('°C'), high: z.number().describe('°C'), rain: z.number().describe('mm in the month') },
    },
    run: ({ city, month }) => {
      const [low, high, rain] = NORMALS[city].map((months) => months[month - 1]);
      return answer(`${city}: ${low} to ${high} °C, ${rain} mm of rain in the month`, { low, high, rain });
    },
  },
};

/** @returns {import('@modelcontextprotocol/sdk/types.js').CallToolResult} */
function answer(text, structuredContent) {
  return { content: [{ type: 'text', text }], structuredContent };
}

// Names and buckets are OpenTelemetry's for MCP, so that dashboards made for other servers fit this one.
collectDefaultMetrics();
const duration = new Histogram({
  name: 'mcp_server_operation_duration_seconds',
  help: 'Time to answer an MCP request.',
  labelNames: ['mcp_method_name', 'gen_ai_tool_name', 'error_type'],
  buckets: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300],
});
const METHODS = ['initialize', 'ping', 'tools/call', 'tools/list'];
const MISTAKES_OF_THE_CALLER = [-32700, -32600, -32601, -32602, -32002];

/** Names come from the caller: an unknown one must not become a new time series, or a caller could fill the memory. */
function labels({ method, params }) {
  const known = { mcp_method_name: METHODS.includes(method) ? method : '_OTHER' };
  return method === 'tools/call' ? { ...known, gen_ai_tool_name: Object.hasOwn(TOOLS, params?.name) ? params.name : '_OTHER' } : known;
}

/** A failed tool is an ordinary result that says `isError`; a JSON-RPC error is one unless the caller is to blame. */
function failure({ result, error }) {
  if (result?.isError) return { error_type: 'tool_error' };
  return error && !MISTAKES_OF_THE_CALLER.includes(error.code) ? { error_type: String(error.code) } : {};
}

/** Times each request of a connected transport until its response is sent; both are known there and nowhere else. */
function observe(transport) {
  const { onmessage, send } = transport;
  const timers = new Map();
  transport.onmessage = (message, extra) => {
    if ('method' in message && 'id' in message) timers.set(message.id, duration.startTimer(labels(message)));
    onmessage(message, extra);
  };
  transport.send = (message, options) => {
    if (!('method' in message)) timers.get(message.id)?.(failure(message));
    return send.call(transport, message, options);
  };
}

async function serve(request, response) {
  const server = new McpServer({ name: 'weather', version: '1.0.0' });
  for (const [name, { config, run }] of Object.entries(TOOLS)) server.registerTool(name, config, run);
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
  response.once('close', () => server.close());
  await server.connect(transport);
  observe(transport);
  await transport.handleRequest(request, response);
}

/** After how many milliseconds without a request clients have given up a connection: those of the SDK for Node.js take 4 to 5 seconds. */
const GIVEN_UP = 5_500;

let isLeaving = false;
let calls = 0;
const leaveOnceIdle = () => mcp.listening || calls > 0 || process.exit(0);

const mcp = createServer((request, response) => {
  if (request.url !== '/mcp') return response.writeHead(404).end();
  // Without sessions there is no stream to open by GET and nothing to end by DELETE.
  if (request.method !== 'POST') return response.writeHead(405, { allow: 'POST' }).end();
  calls += 1;
  if (isLeaving) response.setHeader('connection', 'close');
  response.once('close', () => {
    calls -= 1;
    leaveOnceIdle();
  });
  serve(request, response).catch((error) => {
    console.error(error);
    response.headersSent ? response.destroy() : response.writeHead(500).end();
  });
});

/** What Kubernetes and Prometheus ask, on a port of its own, so that it can stay closed to MCP's clients. */
const management = createServer(async ({ url }, response) => {
  if (url === '/livez') return response.end('ok');
  if (url === '/readyz') return mcp.listening && !isLeaving ? response.end('ok') : response.writeHead(503).end('draining');
  if (url === '/metrics') return response.setHeader('content-type', register.contentType).end(await register.metrics());
  return response.writeHead(404).end();
});

// As process 1 of a container Node ignores SIGTERM unless it is handled. Closing ends connections that idle, and a client that sends a
// call on one at that moment loses it: first every connection that is used is told to be its last, and the others are outwaited.
process.once('SIGTERM', () => {
  isLeaving = true;
  setTimeout(() => {
    mcp.close();
    leaveOnceIdle();
  }, GIVEN_UP);
});

management.listen(MANAGEMENT_PORT);
mcp.listen(PORT, () => console.log(`weather serves MCP on :${PORT}/mcp, health and metrics on :${MANAGEMENT_PORT}`));
