// A server on version 2 of the official SDK, which speaks both eras of the protocol: so does what serve() makes of it.
import { McpServer } from '@modelcontextprotocol/server';
import { serve } from 'mcp-agent-runtime';
import { z } from 'zod';

/** How many metres each has. */
const LENGTHS = { mm: 0.001, cm: 0.01, m: 1, km: 1_000, inch: 0.0254, foot: 0.3048, mile: 1_609.344 };

const unit = z.enum(Object.keys(LENGTHS));

function newServer() {
  const server = new McpServer({ name: 'units', version: '1.0.0' });
  server.registerTool('convert_length', {
    description: 'Converts a length from one unit to another.',
    inputSchema: z.object({ value: z.number(), from: unit, to: unit }),
    outputSchema: z.object({ value: z.number() }),
  }, ({ value, from, to }) => {
    const converted = value * LENGTHS[from] / LENGTHS[to];
    return { content: [{ type: 'text', text: `${value} ${from} = ${converted} ${to}` }], structuredContent: { value: converted } };
  });
  return server;
}

await serve(newServer);
