// A server on the SDK v2, without sessions: `v2.mjs bare`, as the SDK's own examples have it, or `v2.mjs serve`, by the runtime.
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { register } from './tools.mjs';

const build = () => register(new McpServer({ name: 'bench', version: '1.0.0' }), (shape) => z.object(shape));

if (process.argv[2] === 'serve') {
  const { serve } = await import('mcp-agent-runtime');
  await serve(build);
} else {
  const handler = toNodeHandler(createMcpHandler(build));
  createServer((request, response) => handler(request, response)).listen(Number(process.env.PORT));
}
