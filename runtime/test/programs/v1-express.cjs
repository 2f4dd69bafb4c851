// The same as v1-express.mjs, as CommonJS.
const { randomUUID } = require('node:crypto');
const { createMcpExpressApp } = require('@modelcontextprotocol/sdk/server/express.js');
const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');
const { StreamableHTTPServerTransport } = require('@modelcontextprotocol/sdk/server/streamableHttp.js');

const transports = new Map();
const app = createMcpExpressApp();
app.all('/mcp', async (req, res) => {
  let transport = transports.get(req.headers['mcp-session-id']);
  if (!transport) {
    const { register } = await import('./tools.mjs');
    transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => { transports.set(id, transport); },
    });
    const server = new McpServer({ name: 'bare', version: '1.0.0' });
    register(server, (shape) => shape);
    await server.connect(transport);
  }
  await transport.handleRequest(req, res, req.body);
});
app.listen(Number(process.env.PORT), () => console.log('listening'));
