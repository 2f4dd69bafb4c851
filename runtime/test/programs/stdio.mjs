// A stdio server with the tools of the bare servers, and some that behave badly. "mute" as argument: it never answers; "exit": it can't start.
import { spawn } from 'node:child_process';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import { register } from './tools.mjs';

if (process.argv[2] === 'exit') {
  console.error('no configuration');
  process.exit(3);
}

const text = (value) => ({ content: [{ type: 'text', text: String(value) }] });
const server = new McpServer({ name: 'stdio-tools', version: '1.0.0' }, { capabilities: { logging: {}, tools: { listChanged: true } } });
register(server, (shape) => shape);
server.registerTool('crash', { inputSchema: { code: z.number() } }, ({ code }) => process.exit(code));
server.registerTool('pid', { inputSchema: {} }, () => text(process.pid));
server.registerTool('spawn', { inputSchema: {} }, () => text(spawn('sleep', ['1000'], { stdio: 'ignore' }).pid));
server.registerTool('garbage', { inputSchema: { lines: z.number() } }, ({ lines }) => {
  for (let line = 0; line < lines; line++) {
    process.stdout.write(`Listening for ${line}...\n`);
  }
  return text('written');
});
server.registerTool('progress', { inputSchema: { steps: z.number() } }, async ({ steps }, { _meta, sendNotification }) => {
  for (let progress = 1; progress <= steps; progress++) {
    await sendNotification({ method: 'notifications/progress', params: { progressToken: _meta.progressToken, progress, total: steps } });
  }
  return text('done');
});
server.registerTool('change', { inputSchema: {} }, () => {
  server.sendToolListChanged();
  return text('changed');
});
server.registerTool('flood', { inputSchema: { megabytes: z.number() } }, async ({ megabytes }) => {
  for (let sent = 0; sent < megabytes; sent++) {
    const isTaken = process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'x'.repeat(1 << 20) } })}\n`);
    if (!isTaken) {
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  }
  return text('flooded');
});

if (process.argv[2] === 'mute') {
  process.stdin.resume();
} else {
  await server.connect(new StdioServerTransport());
}
