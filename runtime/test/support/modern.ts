import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { RawServer, rawServer } from './proxied.js';
import { buildServer } from './servers.js';

/** Starts the fixture on the second SDK so that it refuses the legacy era. */
export function modernServer(): Promise<RawServer> {
  const handle = toNodeHandler(createMcpHandler(() => buildServer('v2') as never, { legacy: 'reject' }));
  return rawServer((request, response) => void handle(request, response));
}
