// The same as v2-node.mjs, as CommonJS.
const { createServer } = require('node:http');
const { toNodeHandler } = require('@modelcontextprotocol/node');
const { createMcpHandler, McpServer } = require('@modelcontextprotocol/server');
const { z } = require('zod');

const handler = toNodeHandler(createMcpHandler(async () => {
  const { register } = await import('./tools.mjs');
  const server = new McpServer({ name: 'bare', version: '1.0.0' });
  register(server, (shape) => z.object(shape));
  return server;
}));
createServer((req, res) => handler(req, res)).listen(Number(process.env.PORT), () => console.log('listening'));
