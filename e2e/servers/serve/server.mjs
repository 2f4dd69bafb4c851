// A server whose sessions are to be carried over replicas: all that it is told, it is told by the runtime's variables.
import { setTimeout as sleep } from 'node:timers/promises';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { serve } from 'mcp-agent-runtime';
import { z } from 'zod';

const text = (value) => ({ content: [{ type: 'text', text: value }] });

function newServer() {
  const server = new McpServer({ name: 'serve', version: '1.0.0' });
  server.registerTool('echo', { description: 'Says what it was told', inputSchema: { text: z.string() } }, ({ text: said }) => text(said));
  server.registerTool('sleep', {
    description: 'Answers after a time',
    inputSchema: { ms: z.number().int().min(0).max(600_000) },
  }, async ({ ms }, { signal }) => {
    await sleep(ms, undefined, { signal });
    return text(`slept ${ms} ms`);
  });
  // As process 1 of its container it can't be killed from within; this the kernel lets nobody survive.
  server.registerTool('crash', { description: 'Ends the process without warning' }, () => process.abort());
  return server;
}

await serve(newServer);
