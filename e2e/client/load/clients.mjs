import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';

const INFO = { name: 'cdk8s-mcp-e2e', version: '1.0.0' };

/** For each era of the protocol its official SDK: a client, a transport, and how a tool is called. */
export const ERAS = {
  legacy: {
    client: () => new LegacyClient(INFO),
    transport: (url) => new LegacyTransport(new URL(url)),
    call: (client, params, options) => client.callTool(params, CallToolResultSchema, options),
    end: (transport) => transport.terminateSession(),
  },
  modern: {
    // Pinned: a server that speaks only the legacy era is an error, and never quietly something else than what was asked for.
    client: () => new ModernClient(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
    transport: (url) => new ModernTransport(new URL(url)),
    call: (client, params, options) => client.callTool(params, options),
    end: async () => undefined,
  },
};
