// A program that serves by itself, and instruments its servers: over HTTP on PORT, or over stdio where the second argument is stdio.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { McpServer as McpServerV2 } from '@modelcontextprotocol/server';
import { instrument } from 'mcp-agent-runtime';
import { z } from 'zod';
import { register } from './tools.mjs';

const [sdk, way] = process.argv.slice(2);
const isV1 = sdk === 'v1';

function buildServer() {
  const server = new (isV1 ? McpServerV1 : McpServerV2)({ name: 'own', version: '2.0.0' });
  register(server, isV1 ? (fields) => fields : (fields) => z.object(fields));
  return instrument(server, { signals: true });
}

if (way === 'stdio') {
  await buildServer().connect(new StdioServerTransport());
} else {
  const transports = new Map();
  createServer(async (request, response) => {
    let transport = transports.get(request.headers['mcp-session-id']);
    if (!transport) {
      const onsessioninitialized = (id) => { transports.set(id, transport); };
      transport = new (isV1 ? StreamableHTTPServerTransport : NodeStreamableHTTPServerTransport)({ sessionIdGenerator: () => randomUUID(), onsessioninitialized });
      await buildServer().connect(transport);
    }
    await transport.handleRequest(request, response);
  }).listen(Number(process.env.PORT), () => console.log('listening'));
}
