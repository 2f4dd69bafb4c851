import * as modern from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CreateMessageRequestSchema } from '@modelcontextprotocol/sdk/types.js';

/** A client of the legacy era with a session, and its transport. */
export interface LegacyClient {
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
  /** Resolves once the stream is open on which the server speaks unasked. */
  readonly listening: Promise<void>;
  /** Ends the session as a good client does. */
  end(): Promise<void>;
}

/** Connects the SDK's client of the legacy era. It answers sampling with the prompt itself. */
export async function connectLegacy(port: number, name = 'test-client', headers: Record<string, string> = {}): Promise<LegacyClient> {
  const client = new Client({ name, version: '1.0.0' }, { capabilities: { sampling: {} } });
  client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => ({
    role: 'assistant', model: 'none', content: { type: 'text', text: (params.messages[0].content as { text: string }).text },
  }));
  let heard = () => {};
  const listening = new Promise<void>((resolve) => heard = resolve);
  const transport = new StreamableHTTPClientTransport(urlOf(port), {
    requestInit: { headers },
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      if (init?.method === 'GET' && response.ok) {
        heard();
      }
      return response;
    },
  });
  await client.connect(transport);
  return {
    client,
    transport,
    listening,
    end: async () => {
      await transport.terminateSession();
      await client.close();
    },
  };
}

/** Connects the SDK's client of the modern era. */
export async function connectModern(port: number, name = 'test-client', headers: Record<string, string> = {}): Promise<modern.Client> {
  const client = new modern.Client({ name, version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new modern.StreamableHTTPClientTransport(urlOf(port), { requestInit: { headers } }));
  return client;
}

/** A POST as no SDK would send it. */
export function post(port: number, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(urlOf(port), {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', ...headers },
  });
}

export function urlOf(port: number): URL {
  return new URL(`http://127.0.0.1:${port}/mcp`);
}
