// The same server as v1.mjs, over stdio.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { register } from './tools.mjs';

await register(new McpServer({ name: 'bench', version: '1.0.0' }), (shape) => shape).connect(new StdioServerTransport());
