// A server on the SDK v1: `v1.mjs bare`, as the SDK's own examples have it, or `v1.mjs serve`, by the runtime.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { register } from './tools.mjs';

const build = () => register(new McpServer({ name: 'bench', version: '1.0.0' }), (shape) => shape);

if (process.argv[2] === 'serve') {
  const { serve } = await import('mcp-agent-runtime');
  await serve(build);
} else {
  const sessions = new Map();
  const open = async () => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => { sessions.set(id, transport); },
      onsessionclosed: (id) => { sessions.delete(id); },
    });
    await build().connect(transport);
    return transport;
  };
  createServer(async (request, response) => {
    const transport = sessions.get(request.headers['mcp-session-id']) ?? await open();
    await transport.handleRequest(request, response);
  }).listen(Number(process.env.PORT));
}
