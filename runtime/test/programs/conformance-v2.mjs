// The conformance suite's fixture on the v2 SDK, both eras; conformance-main.mjs tells how it is started.
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node';
import {
  acceptedContent, completable, createMcpHandler, createRequestStateCodec, fromJsonSchema, inputRequired, isLegacyRequest, McpServer, ResourceTemplate,
} from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';
import { CAPABILITIES, register, SCHEMA_2020_12, text } from './conformance-fixture.mjs';
import { main } from './conformance-main.mjs';

// A fixed key: the processes of one test may answer each other's clients.
const codec = createRequestStateCodec({ key: 'a key that is good enough for tests' });

function buildServer() {
  const mcp = new McpServer({ name: 'conformance', version: '1.0.0' }, { capabilities: CAPABILITIES, requestState: { verify: codec.verify } });
  register(mcp, { z, completable, ResourceTemplate, object: z.object, result: {} });
  mcp.registerTool('json_schema_2020_12_tool', { description: 'Tool with JSON Schema 2020-12 features', inputSchema: fromJsonSchema(SCHEMA_2020_12) }, () => text('Kept.'));
  mcp.registerTool('test_custom_headers', {
    description: 'Has a parameter that is a header too',
    inputSchema: fromJsonSchema({ type: 'object', properties: { region: { 'type': 'string', 'x-mcp-header': 'Region' } }, required: ['region'] }),
  }, ({ region }) => text(region));
  for (const method of ['resources/subscribe', 'resources/unsubscribe']) {
    mcp.server.setRequestHandler(method, () => ({}));
  }
  registerRounds(mcp);
  return mcp;
}

/** Tools that need more than one round: what they ask the client for is their result. */
function registerRounds(mcp) {
  const rounds = (name, run) => mcp.registerTool(name, { description: `Does what the scenario of ${name} asks for`, inputSchema: z.object({}) }, (_, { mcpReq }) => run(mcpReq));
  const question = (message, field, type = 'string') => inputRequired.elicit({
    message, requestedSchema: { type: 'object', properties: { [field]: { type } }, required: [field] },
  });
  const sampling = (prompt, maxTokens) => inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text: prompt } }], maxTokens });

  rounds('test_input_required_result_elicitation', ({ inputResponses }) => {
    const answer = acceptedContent(inputResponses, 'user_name', z.object({ name: z.string() }));
    return answer ? text(`Hello, ${answer.name}!`) : inputRequired({ inputRequests: { user_name: question('What is your name?', 'name') } });
  });
  rounds('test_input_required_result_sampling', ({ inputResponses }) => {
    const answer = inputResponses?.capital_question;
    return answer ? text(answer.content.text) : inputRequired({ inputRequests: { capital_question: sampling('What is the capital of France?', 100) } });
  });
  rounds('test_input_required_result_list_roots', ({ inputResponses }) => {
    const roots = inputResponses?.client_roots?.roots;
    return roots ? text(JSON.stringify(roots)) : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  });
  for (const name of ['test_input_required_result_request_state', 'test_input_required_result_tampered_state']) {
    rounds(name, async ({ inputResponses, requestState }) => {
      return inputResponses?.confirm && requestState()?.step === 1
        ? text('state-ok')
        : inputRequired({ inputRequests: { confirm: question('Please confirm', 'ok', 'boolean') }, requestState: await codec.mint({ step: 1 }) });
    });
  }
  rounds('test_input_required_result_multiple_inputs', async ({ inputResponses = {} }) => {
    const inputRequests = { user_name: question('What is your name?', 'name'), greeting: sampling('Generate a greeting', 50), client_roots: inputRequired.listRoots() };
    return Object.keys(inputRequests).every((key) => key in inputResponses)
      ? text('All three.')
      : inputRequired({ inputRequests, requestState: await codec.mint({ step: 1 }) });
  });
  rounds('test_input_required_result_multi_round', async ({ inputResponses, requestState }) => {
    const { step, name } = requestState() ?? { step: 0 };
    if (step === 1 && inputResponses?.step1) {
      const given = inputResponses.step1.content?.name;
      return inputRequired({ inputRequests: { step2: question('Step 2: What is your favorite color?', 'color') }, requestState: await codec.mint({ step: 2, name: given }) });
    }
    return step === 2 && inputResponses?.step2
      ? text(`${name}: ${inputResponses.step2.content?.color}`)
      : inputRequired({ inputRequests: { step1: question('Step 1: What is your name?', 'name') }, requestState: await codec.mint({ step: 1 }) });
  });
  rounds('test_input_required_result_capabilities', ({ envelope }) => {
    const { sampling: samples, elicitation } = envelope?.['io.modelcontextprotocol/clientCapabilities'] ?? {};
    return inputRequired({
      inputRequests: {
        ...samples ? { capital_question: sampling('What is the capital of France?', 100) } : {},
        ...elicitation ? { user_name: question('What is your name?', 'name') } : {},
      },
    });
  });
  rounds('test_missing_capability', () => inputRequired({ inputRequests: { capital_question: sampling('What is the capital of France?', 100) } }));
  rounds('test_streaming_elicitation', async ({ notify, _meta }) => {
    await notify({ method: 'notifications/progress', params: { progressToken: _meta?.progressToken ?? 0, progress: 1 } });
    return inputRequired({ inputRequests: { user_name: question('What is your name?', 'name') } });
  });
  mcp.registerPrompt('test_input_required_result_prompt', { description: 'Needs an answer first' }, ({ mcpReq: { inputResponses } }) => {
    const answer = acceptedContent(inputResponses, 'user_context', z.object({ context: z.string() }));
    return answer
      ? { messages: [{ role: 'user', content: { type: 'text', text: answer.context } }] }
      : inputRequired({ inputRequests: { user_context: question('What context should the prompt use?', 'context') } });
  });
}

const handler = createMcpHandler(buildServer, { legacy: 'reject' });
const headOf = ({ method, url, headers }) => new Request(new URL(url, 'http://localhost'), {
  method, headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
});

await main(buildServer, {
  transport: (options) => new NodeStreamableHTTPServerTransport(options),
  stdio: () => new StdioServerTransport(),
  isLegacy: (request, body) => isLegacyRequest(headOf(request), body),
  modern: toNodeHandler(handler),
});
