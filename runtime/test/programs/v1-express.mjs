// A server as the v1 SDK's own examples have it: sessions in memory, express, no end of its own. PORT is where it listens.
import { randomUUID } from 'node:crypto';
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js';
import { register } from './tools.mjs';

const transports = new Map();
const app = createMcpExpressApp();

app.post('/mcp', async (req, res) => {
  const known = transports.get(req.headers['mcp-session-id']);
  if (known) {
    await known.handleRequest(req, res, req.body);
  } else if (!req.headers['mcp-session-id'] && isInitializeRequest(req.body)) {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => { transports.set(id, transport); },
    });
    transport.onclose = () => transports.delete(transport.sessionId);
    const server = new McpServer({ name: 'bare', version: '1.0.0' });
    register(server, (shape) => shape);
    await server.connect(transport);
    await transport.handleRequest(req, res, req.body);
  } else {
    res.status(400).json({ jsonrpc: '2.0', error: { code: -32000, message: 'Bad Request: No valid session ID provided' }, id: null });
  }
});
const session = (req, res) => {
  const transport = transports.get(req.headers['mcp-session-id']);
  return transport ? transport.handleRequest(req, res) : res.status(400).send('Invalid or missing session ID');
};
app.get('/mcp', session);
app.delete('/mcp', session);
app.get('/other', (_req, res) => res.send('not MCP'));
app.listen(Number(process.env.PORT), () => console.log('listening'));
