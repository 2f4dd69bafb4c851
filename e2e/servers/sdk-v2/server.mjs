// A server on version 2 of the official SDK, which serves both eras of the protocol without sessions. It listens on $PORT, 3000 by default,
// on all interfaces, and knows nothing of Kubernetes: it has no health check, and does nothing about SIGTERM.
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { TICK, TICKS, TOOLS } from './tools.mjs';

let ticks = 0;

function newServer() {
  const server = new McpServer({ name: 'sdk-v2', version: '1.0.0' }, { capabilities: { resources: { subscribe: true } } });
  for (const [name, { run, ...tool }] of Object.entries(TOOLS)) {
    server.registerTool(name, tool, (args, context) => run(args, contextOf(context)));
  }
  const { run, ...tool } = TICK;
  const notify = (uri) => { ticks += 1; handler.notify.resourceUpdated(uri); };
  server.registerTool('tick', tool, (args, context) => run(args, contextOf(context), notify));
  server.registerResource('ticks', TICKS, {}, ({ href }) => ({ contents: [{ uri: href, text: String(ticks) }] }));
  return server;
}

function contextOf({ mcpReq: { signal, _meta, notify } }) {
  const progressToken = _meta?.progressToken;
  return {
    signal,
    progress: async (progress, total) => {
      if (progressToken !== undefined) {
        await notify({ method: 'notifications/progress', params: { progressToken, progress, total } });
      }
    },
  };
}

const handler = createMcpHandler(newServer, { onerror: (error) => console.error(error) });
const mcp = toNodeHandler(handler);

const port = Number(process.env.PORT ?? 3000);
createServer((request, response) => {
  if (request.url.split('?')[0] === '/mcp') {
    mcp(request, response);
  } else {
    response.writeHead(404).end('MCP is at /mcp\n');
  }
}).listen(port, () => console.error(`sdk-v2 listens on port ${port}`));
