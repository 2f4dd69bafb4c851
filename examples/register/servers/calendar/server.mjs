// A server as there are many, written along the SDK's own documentation: express, and a map of sessions. It knows nothing of Kubernetes,
// of metrics, or of this project.
import { randomUUID } from 'node:crypto';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js';
import express from 'express';
import { z } from 'zod';

const DAY_MS = 24 * 60 * 60 * 1_000;

const date = z.string().describe('such as 2026-07-28');

function newServer() {
  const server = new McpServer({ name: 'calendar', version: '1.0.0' });
  server.registerTool('days_between', {
    description: 'How many days there are from one date to another.',
    inputSchema: { from: date, to: date },
    outputSchema: { days: z.number() },
  }, ({ from, to }) => {
    const days = (timeOf(to) - timeOf(from)) / DAY_MS;
    return { content: [{ type: 'text', text: `${days} days` }], structuredContent: { days } };
  });
  return server;
}

function timeOf(text) {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time)) throw new Error(`"${text}" is no date`);
  return time;
}

const transports = new Map();

const app = express();
app.use(express.json());

app.post('/mcp', async (request, response) => {
  const known = transports.get(request.headers['mcp-session-id']);
  if (known) return known.handleRequest(request, response, request.body);
  if (!isInitializeRequest(request.body)) return response.status(404).json({ jsonrpc: '2.0', error: { code: -32001, message: 'Session not found' }, id: null });
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => transports.set(id, transport),
  });
  transport.onclose = () => transports.delete(transport.sessionId);
  await newServer().connect(transport);
  await transport.handleRequest(request, response, request.body);
});

/** The session's stream of notifications, and its end. */
async function ofSession(request, response) {
  const transport = transports.get(request.headers['mcp-session-id']);
  if (!transport) return response.status(404).send('Session not found');
  await transport.handleRequest(request, response);
}
app.get('/mcp', ofSession);
app.delete('/mcp', ofSession);

app.listen(3000, () => console.log('calendar listens on port 3000'));
