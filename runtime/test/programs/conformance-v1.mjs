// The conformance suite's fixture on the v1 SDK; conformance-main.mjs tells how it is started.
import { completable } from '@modelcontextprotocol/sdk/server/completable.js';
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  CreateMessageResultSchema, ElicitResultSchema, ListToolsRequestSchema, SetLevelRequestSchema, SubscribeRequestSchema, UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { CAPABILITIES, register, SCHEMA_2020_12, text } from './conformance-fixture.mjs';
import { main } from './conformance-main.mjs';

function buildServer() {
  const mcp = new McpServer({ name: 'conformance', version: '1.0.0' }, { capabilities: CAPABILITIES });
  register(mcp, { z, completable, ResourceTemplate, object: (fields) => fields, result: { sample: CreateMessageResultSchema, elicit: ElicitResultSchema } });
  mcp.registerTool('json_schema_2020_12_tool', { description: 'Tool with JSON Schema 2020-12 features', inputSchema: {} }, () => text('Kept.'));
  // McpServer takes schemas of zod alone: this one is put in as it is listed.
  const list = mcp.server._requestHandlers.get('tools/list');
  mcp.server.setRequestHandler(ListToolsRequestSchema, async (request, extra) => {
    const { tools, ...rest } = await list(request, extra);
    return { tools: tools.map((tool) => (tool.name === 'json_schema_2020_12_tool' ? { ...tool, inputSchema: SCHEMA_2020_12 } : tool)), ...rest };
  });
  for (const schema of [SetLevelRequestSchema, SubscribeRequestSchema, UnsubscribeRequestSchema]) {
    mcp.server.setRequestHandler(schema, () => ({}));
  }
  return mcp;
}

await main(buildServer, {
  transport: (options) => new StreamableHTTPServerTransport(options),
  stdio: () => new StdioServerTransport(),
});
