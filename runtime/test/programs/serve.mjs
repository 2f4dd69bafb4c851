// The tools of tools.mjs, served on the SDK that the first argument names: v1 or v2.
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpServer as McpServerV2 } from '@modelcontextprotocol/server';
import { serve } from 'mcp-agent-runtime';
import { z } from 'zod';
import { register } from './tools.mjs';

const isV1 = process.argv[2] === 'v1';

await serve(() => {
  const server = new (isV1 ? McpServerV1 : McpServerV2)({ name: 'served', version: '1.0.0' });
  register(server, isV1 ? (fields) => fields : (fields) => z.object(fields));
  return server;
});
