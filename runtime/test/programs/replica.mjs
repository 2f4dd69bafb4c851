// A server as serve() runs it, by the environment alone; SDK says on which SDK: v1 or v2.
import { McpServer as V1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpServer as V2 } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { register } from './tools.mjs';
import { serve } from '../../lib/index.js';

const isV1 = process.env.SDK !== 'v2';
const shape = (fields) => (isV1 ? fields : z.object(fields));
const text = (value) => ({ content: [{ type: 'text', text: String(value) }] });

/** Beside the common tools: where (which replica answers), log (a message of a level to the GET stream), touch (a resource changed). */
function build() {
  const server = new (isV1 ? V1 : V2)({ name: 'replica', version: '1.0.0' }, { capabilities: { logging: {}, resources: { subscribe: true } } });
  const subscribed = new Set();
  register(server, shape);
  server.registerTool('where', { inputSchema: shape({}) }, () => text(process.env.MCP_POD_IP ?? process.pid));
  server.registerTool('log', { inputSchema: shape({ level: z.string(), data: z.string() }) }, async ({ level, data }, { sessionId }) => {
    await server.server.sendLoggingMessage({ level, data }, sessionId);
    return text('logged');
  });
  server.registerTool('touch', { inputSchema: shape({ uri: z.string() }) }, async ({ uri }) => {
    if (subscribed.has(uri)) {
      await server.server.sendResourceUpdated({ uri });
    }
    return text(subscribed.has(uri));
  });
  server.registerTool('identity', { inputSchema: shape({}) }, () => text(JSON.stringify(server.server.getClientVersion())));
  const on = (method, run) => server.server.setRequestHandler(isV1 ? z.object({ method: z.literal(method), params: z.any() }) : method, run);
  on('resources/subscribe', ({ params }) => {
    subscribed.add(params.uri);
    return {};
  });
  on('resources/unsubscribe', ({ params }) => {
    subscribed.delete(params.uri);
    return {};
  });
  return server;
}

await serve(build);
console.log('listening');

// Started with --expose-gc, it tells at SIGUSR2 what it holds.
if (globalThis.gc) {
  process.on('SIGUSR2', () => {
    globalThis.gc();
    process.stderr.write(`${JSON.stringify({ heap: process.memoryUsage().heapUsed, handles: process.getActiveResourcesInfo().length })}\n`);
  });
}
