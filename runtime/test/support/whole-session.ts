import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { connectLegacy } from './clients.js';

/** All that a session can be used for, from its beginning to its end; throws where anything of it is not as it should be. */
export async function wholeSession(port: number, name: string): Promise<void> {
  const { client, listening, end } = await connectLegacy(port, name);
  const heard = new Promise<unknown>((resolve) => {
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => resolve(params.data));
  });
  await listening;
  for (let call = 0; call < 3; call++) {
    expectText(await client.callTool({ name: 'add', arguments: { a: call, b: 1 } }), String(call + 1));
  }
  expectText(await client.callTool({ name: 'ask', arguments: { prompt: name } }), name);
  expectText(await client.callTool({ name: 'log', arguments: { level: 'info', data: name } }), 'logged');
  expect(await heard).toBe(name);
  await end();
}

/** Checks what a tool answered. */
export function expectText(result: unknown, text: string): void {
  expect((result as { content: unknown }).content).toEqual([{ type: 'text', text }]);
}
