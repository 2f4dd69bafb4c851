import type { ServerResponse } from 'node:http';
import { ServedFactoryOptions } from './served-factory.js';
import { McpRequest } from '../http/served.js';

/** Serves one request of the legacy era without a session: a server for it alone, gone with its response. */
export async function serveStateless(
  { base, sdk, factory }: ServedFactoryOptions, request: McpRequest, response: ServerResponse, body: unknown,
): Promise<void> {
  const transport = sdk.transport({ sessionIdGenerator: undefined, maxRequestBodySize: base.settings.maxBodyBytes });
  const server = await factory({ era: 'legacy', authInfo: request.auth });
  response.once('close', () => void transport.close());
  await server.connect(transport as never);
  await transport.handleRequest(request, response, body);
}
