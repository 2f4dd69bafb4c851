// A server as most are: on version 1 of the official SDK, with sessions in the memory of the process. It listens on $PORT, 3000 by default,
// on all interfaces, and knows nothing of Kubernetes: it has no health check, and does nothing about SIGTERM.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { TICK, TICKS, TOOLS } from './tools.mjs';

const sessions = new Map();
let ticks = 0;

function newServer() {
  const server = new McpServer({ name: 'sdk-v1', version: '1.0.0' }, { capabilities: { resources: { subscribe: true } } });
  for (const [name, { run, ...tool }] of Object.entries(TOOLS)) {
    server.registerTool(name, tool, (args, extra) => run(args, contextOf(extra)));
  }
  const { run, ...tool } = TICK;
  // Not related to the call, so it goes to the session's GET stream.
  const notify = (uri) => { ticks += 1; return server.server.sendResourceUpdated({ uri }); };
  server.registerTool('tick', tool, (args, extra) => run(args, contextOf(extra), notify));
  server.registerResource('ticks', TICKS, {}, ({ href }) => ({ contents: [{ uri: href, text: String(ticks) }] }));
  return server;
}

function contextOf({ signal, _meta, sendNotification }) {
  const progressToken = _meta?.progressToken;
  return {
    signal,
    progress: async (progress, total) => {
      if (progressToken !== undefined) {
        await sendNotification({ method: 'notifications/progress', params: { progressToken, progress, total } });
      }
    },
  };
}

async function newSession() {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => { sessions.set(id, transport); },
    onsessionclosed: (id) => { sessions.delete(id); },
  });
  await newServer().connect(transport);
  return transport;
}

function refuse(response, status, code, message) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null }));
}

async function handle(request, response) {
  const id = request.headers['mcp-session-id'];
  if (request.url.split('?')[0] !== '/mcp') {
    refuse(response, 404, -32601, 'MCP is at /mcp');
  } else if (id && !sessions.has(id)) {
    refuse(response, 404, -32001, 'Session not found');
  } else if (!id && request.method !== 'POST') {
    refuse(response, 400, -32000, 'Mcp-Session-Id header is required');
  } else {
    await (sessions.get(id) ?? await newSession()).handleRequest(request, response);
  }
}

const port = Number(process.env.PORT ?? 3000);
createServer((request, response) => handle(request, response).catch((error) => {
  console.error(error);
  response.headersSent ? response.destroy() : refuse(response, 500, -32603, error.message);
})).listen(port, () => console.error(`sdk-v1 listens on port ${port}`));
