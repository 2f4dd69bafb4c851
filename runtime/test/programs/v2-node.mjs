// A server as the v2 SDK has it: both eras, without sessions, on plain node:http. PORT is where it listens.
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { register } from './tools.mjs';

const handler = toNodeHandler(createMcpHandler(() => {
  const server = new McpServer({ name: 'bare', version: '1.0.0' });
  register(server, (shape) => z.object(shape));
  return server;
}));
createServer((req, res) => handler(req, res)).listen(Number(process.env.PORT), () => console.log('listening'));
