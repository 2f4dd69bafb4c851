import { connectLegacy } from '../support/clients.js';
import { programFile, startProgram } from '../support/program.js';

async function audited(audit: string): Promise<Record<string, unknown>[]> {
  const program = await startProgram([programFile('serve.mjs'), 'v1'], { MCP_AUDIT: audit, MCP_LOG_LEVEL: 'info' });
  const { client, end } = await connectLegacy(program.port);
  await client.listTools();
  await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } });
  await client.callTool({ name: 'fail', arguments: {} });
  const controller = new AbortController();
  const cancelled = client.callTool({ name: 'sleep', arguments: { ms: 10_000 } }, undefined, { signal: controller.signal }).catch(() => {});
  setTimeout(() => controller.abort(), 200);
  await cancelled;
  await end();
  await program.end('SIGTERM');
  return program.errors().split('\n').filter((line) => line.includes('"audit":true')).map((line) => JSON.parse(line));
}

test('each call of a tool is a line, and no argument is in it', async () => {
  const lines = await audited('calls');

  expect(lines).toMatchObject([
    { message: 'tool call', tool: 'add', principal: null, outcome: 'succeeded' },
    { message: 'tool call', tool: 'fail', principal: null, outcome: 'failed' },
    { message: 'tool call', tool: 'sleep', principal: null, outcome: 'cancelled' },
  ]);
  expect(lines[2].seconds).toBeGreaterThan(0.1);
  lines.forEach((line) => expect(line).not.toHaveProperty('arguments'));
}, 30_000);

test('arguments are in it where that was asked for', async () => {
  expect((await audited('arguments'))[0].arguments).toEqual({ a: 1, b: 2 });
}, 30_000);

test('there is none by default', async () => {
  expect(await audited('none')).toEqual([]);
}, 30_000);
