// The one tool of all servers here, the cheapest that there is: what surrounds it is what is measured.
import { z } from 'zod';

export function register(server, shape) {
  server.registerTool('add', { inputSchema: shape({ a: z.number(), b: z.number() }) }, ({ a, b }) => ({ content: [{ type: 'text', text: String(a + b) }] }));
  return server;
}
