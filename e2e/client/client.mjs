// Asks MCP servers from inside the cluster. Each argument is one question, {"url", "tool", "arguments"}; each line of the
// output is the answer to one, in their order: {"url", "tools", "result"} or {"url", "error"}. Exits with 1 where one has none.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** A Service starts to route to a ready pod, and DNS to answer, a moment late: a refusal counts after this long. */
const PATIENCE_MS = 5_000;

async function connect(url, deadline = Date.now() + PATIENCE_MS) {
  const client = new Client({ name: 'cdk8s-mcp-e2e', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL(url));
  try {
    await client.connect(transport, { timeout: PATIENCE_MS });
    return { client, transport };
  } catch (error) {
    if (Date.now() > deadline) throw error;
    await sleep(500);
    return connect(url, deadline);
  }
}

async function ask({ url, tool, arguments: args }) {
  const { client, transport } = await connect(url);
  const { tools } = await client.listTools();
  const result = await client.callTool({ name: tool, arguments: args });
  await transport.terminateSession();
  await client.close();
  return { url, tools: tools.map(({ name }) => name), result };
}

const questions = process.argv.slice(2).map((argument) => JSON.parse(argument));
const answers = await Promise.all(questions.map((question) => (
  ask(question).catch((error) => ({ url: question.url, error: error.cause?.code ?? error.message }))
)));

answers.forEach((answer) => console.log(JSON.stringify(answer)));
process.exit(answers.some(({ error }) => error) ? 1 : 0);
