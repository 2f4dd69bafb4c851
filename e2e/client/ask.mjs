// Asks MCP servers from inside the cluster. Each argument is one question, {"url", "tool", "arguments", "era"}, of which the era is "legacy"
// by default; each line of the output is the answer to one, in their order: {"url", "tools", "result"} or {"url", "error"}. Exits with 1
// where one has none.
import { setTimeout as sleep } from 'node:timers/promises';
import { ERAS } from './load/clients.mjs';

/** A Service starts to route to a ready pod, and DNS to answer, a moment late: a refusal counts after this long. */
const PATIENCE_MS = 5_000;

async function connect(sdk, url, deadline = Date.now() + PATIENCE_MS) {
  const client = sdk.client();
  const transport = sdk.transport(url);
  try {
    await client.connect(transport, { timeout: PATIENCE_MS });
    return { client, transport };
  } catch (error) {
    if (Date.now() > deadline) throw error;
    await sleep(500);
    return connect(sdk, url, deadline);
  }
}

async function ask({ url, tool, arguments: args, era = 'legacy' }) {
  const sdk = ERAS[era];
  const { client, transport } = await connect(sdk, url);
  const { tools } = await client.listTools();
  const result = await sdk.call(client, { name: tool, arguments: args });
  await sdk.end(transport);
  await client.close();
  return { url, tools: tools.map(({ name }) => name), result };
}

const questions = process.argv.slice(2).map((argument) => JSON.parse(argument));
const answers = await Promise.all(questions.map((question) => (
  ask(question).catch((error) => ({ url: question.url, error: error.cause?.code ?? error.message }))
)));

answers.forEach((answer) => console.log(JSON.stringify(answer)));
process.exit(answers.some(({ error }) => error) ? 1 : 0);
