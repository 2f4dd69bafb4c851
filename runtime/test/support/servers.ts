import { setTimeout as sleep } from 'node:timers/promises';
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpServer as McpServerV2 } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** The official SDKs, by the first number of their version. */
export type SdkName = 'v1' | 'v2';

export const SDKS: readonly SdkName[] = ['v1', 'v2'];

/**
 * A server with the same tools on either SDK:
 * `add` (a, b), `echo` (text), `fail` (answers isError), `sleep` (ms; reports progress where it is asked to), `ask` (samples the client).
 */
export function buildServer(sdk: SdkName): McpServerV1 | McpServerV2 {
  const server = new (sdk === 'v1' ? McpServerV1 : McpServerV2)({ name: 'fixture', version: '1.2.3' }, { capabilities: { logging: {} } }) as McpServerV2;
  const shape = (fields: Record<string, z.ZodType>) => (sdk === 'v1' ? fields : z.object(fields)) as never;
  const text = (value: unknown) => ({ content: [{ type: 'text' as const, text: String(value) }] });
  const register = (name: string, fields: Record<string, z.ZodType>, run: (args: any, context: any) => unknown) => {
    server.registerTool(name, { inputSchema: shape(fields) }, run as never);
  };
  register('add', { a: z.number(), b: z.number() }, ({ a, b }) => text(a + b));
  register('echo', { text: z.string() }, ({ text: said }) => text(said));
  register('fail', {}, () => ({ ...text('as asked'), isError: true }));
  register('sleep', { ms: z.number() }, async ({ ms }, context) => {
    await notifyProgress(context);
    await sleep(ms);
    return text('slept');
  });
  register('ask', { prompt: z.string() }, async ({ prompt }) => {
    const answer = await (server.server as any).createMessage({ messages: [{ role: 'user', content: { type: 'text', text: prompt } }], maxTokens: 10 });
    return text(answer.content.text);
  });
  server.registerPrompt('greet', {}, () => ({ messages: [{ role: 'user', content: { type: 'text', text: 'Hello' } }] }));
  return server;
}

/** The SDKs differ in where a handler finds the way to notify: v1 beside the request's data, v2 below `mcpReq`. */
async function notifyProgress(context: any): Promise<void> {
  const meta = context._meta ?? context.mcpReq?._meta;
  const notify = context.sendNotification ?? context.mcpReq?.notify;
  if (meta?.progressToken !== undefined) {
    await notify({ method: 'notifications/progress', params: { progressToken: meta.progressToken, progress: 1 } });
  }
}
