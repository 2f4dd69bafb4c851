// What the conformance suite asks of a server in both eras: its tools, resources and prompts, alike on either SDK.
import { setTimeout as sleep } from 'node:timers/promises';

/** One red pixel, and a WAV file without a sample. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';

export const CAPABILITIES = { logging: {}, completions: {}, resources: { subscribe: true, listChanged: true }, tools: { listChanged: true }, prompts: { listChanged: true } };

export const text = (value) => ({ content: [{ type: 'text', text: value }] });

/** What a handler needs, which the SDKs hand over under different names. */
export function context(extra) {
  const { _meta: meta = {}, notify = extra.sendNotification, send = extra.sendRequest } = extra.mcpReq ?? extra;
  return {
    meta,
    log: (data) => (extra.mcpReq ? extra.mcpReq.log('info', data) : notify({ method: 'notifications/message', params: { level: 'info', data } })),
    notify,
    ask: (request, schema) => (extra.mcpReq ? send(request) : send(request, schema)),
    closeStream: extra.http?.closeSSE ?? extra.closeSSEStream,
  };
}

/** @param make `object(fields)`, the SDK's way to write a schema; `result.sample` and `result.elicit`, what v1 wants to know an answer by */
export function register(server, make) {
  const { z, object, result } = make;
  const tool = (name, fields, run, description = `Does what the scenario of ${name} asks for`) =>
    server.registerTool(name, { description, inputSchema: object(fields) }, (args, extra) => run(args, context(extra)));
  const elicit = async (ask, message, requestedSchema) => {
    const { action, content } = await ask({ method: 'elicitation/create', params: { message, requestedSchema } }, result.elicit);
    return `action=${action}, content=${JSON.stringify(content ?? {})}`;
  };

  tool('test_simple_text', {}, () => text('This is a simple text response for testing.'));
  tool('test_image_content', {}, () => ({ content: [{ type: 'image', data: PNG, mimeType: 'image/png' }] }));
  tool('test_audio_content', {}, () => ({ content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }));
  tool('test_embedded_resource', {}, () => ({
    content: [{ type: 'resource', resource: { uri: 'test://embedded-resource', mimeType: 'text/plain', text: 'This is an embedded resource content.' } }],
  }));
  tool('test_multiple_content_types', {}, () => ({
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      { type: 'image', data: PNG, mimeType: 'image/png' },
      { type: 'resource', resource: { uri: 'test://mixed-content-resource', mimeType: 'application/json', text: '{"test":"data","value":123}' } },
    ],
  }));
  tool('test_error_handling', {}, () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
  for (const name of ['test_tool_with_logging', 'test_logging_tool']) {
    tool(name, {}, async (_, { log }) => {
      await log('Tool execution started');
      await sleep(50);
      await log('Tool processing data');
      await sleep(50);
      await log('Tool execution completed');
      return text('Logged three times.');
    });
  }
  tool('test_tool_with_progress', {}, async (_, { meta, notify }) => {
    for (const progress of [0, 50, 100]) {
      if (meta.progressToken !== undefined) {
        await notify({ method: 'notifications/progress', params: { progressToken: meta.progressToken, progress, total: 100 } });
      }
      await sleep(50);
    }
    return text('Done.');
  });
  tool('test_sampling', { prompt: z.string() }, async ({ prompt }, { ask }) => {
    const messages = [{ role: 'user', content: { type: 'text', text: prompt } }];
    const { content } = await ask({ method: 'sampling/createMessage', params: { messages, maxTokens: 100 } }, result.sample);
    return text(`LLM response: ${content.text}`);
  });
  tool('test_elicitation', { message: z.string() }, async ({ message }, { ask }) => text(`User response: ${await elicit(ask, message, {
    type: 'object',
    properties: { username: { type: 'string', description: "User's response" }, email: { type: 'string', description: "User's email address" } },
    required: ['username', 'email'],
  })}`));
  tool('test_elicitation_sep1034_defaults', {}, async (_, { ask }) => text(`Elicitation completed: ${await elicit(ask, 'Check the defaults', {
    type: 'object',
    properties: {
      name: { type: 'string', default: 'John Doe' },
      age: { type: 'integer', default: 30 },
      score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
      verified: { type: 'boolean', default: true },
    },
    required: [],
  })}`));
  tool('test_elicitation_sep1330_enums', {}, async (_, { ask }) => {
    const options = ['option1', 'option2', 'option3'];
    const titled = (ordinal) => ['First', 'Second', 'Third'].map((title, index) => ({ const: `value${index + 1}`, title: `${title} ${ordinal}` }));
    return text(`Elicitation completed: ${await elicit(ask, 'Choose', {
      type: 'object',
      properties: {
        untitledSingle: { type: 'string', enum: options },
        titledSingle: { type: 'string', oneOf: titled('Option') },
        legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
        untitledMulti: { type: 'array', items: { type: 'string', enum: options } },
        titledMulti: { type: 'array', items: { anyOf: titled('Choice') } },
      },
      required: [],
    })}`);
  });
  tool('test_reconnection', {}, async (_, { closeStream }) => {
    await sleep(100);
    closeStream?.();
    await sleep(100);
    return text('Reconnected.');
  });

  server.registerResource('static-text', 'test://static-text', { description: 'A text', mimeType: 'text/plain' }, ({ href }) => ({
    contents: [{ uri: href, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }],
  }));
  server.registerResource('static-binary', 'test://static-binary', { description: 'An image', mimeType: 'image/png' }, ({ href }) => ({
    contents: [{ uri: href, mimeType: 'image/png', blob: PNG }],
  }));
  server.registerResource('watched', 'test://watched-resource', { description: 'One to subscribe to', mimeType: 'text/plain' }, ({ href }) => ({
    contents: [{ uri: href, mimeType: 'text/plain', text: 'Watched.' }],
  }));
  server.registerResource('template', new make.ResourceTemplate('test://template/{id}/data', { list: undefined }), { description: 'One of many', mimeType: 'application/json' },
    ({ href }, { id }) => ({
      contents: [{ uri: href, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }) }],
    }));

  const prompt = (name, fields, run) => server.registerPrompt(name, { description: `What the scenario of ${name} asks for`, argsSchema: fields && object(fields) }, run);
  const say = (...contents) => ({ messages: contents.map((content) => ({ role: 'user', content })) });
  prompt('test_simple_prompt', undefined, () => say({ type: 'text', text: 'This is a simple prompt for testing.' }));
  prompt('test_prompt_with_arguments', {
    arg1: make.completable(z.string().describe('First test argument'), (value) => ['paris', 'park', 'party'].filter((one) => one.startsWith(value))),
    arg2: z.string().describe('Second test argument'),
  }, ({ arg1, arg2 }) => say({ type: 'text', text: `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'` }));
  prompt('test_prompt_with_embedded_resource', { resourceUri: z.string().describe('URI of the resource to embed') }, ({ resourceUri }) => say(
    { type: 'resource', resource: { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' } },
    { type: 'text', text: 'Please process the embedded resource above.' },
  ));
  prompt('test_prompt_with_image', undefined, () => say(
    { type: 'image', data: PNG, mimeType: 'image/png' }, { type: 'text', text: 'Please analyze the image above.' },
  ));
}

/** The schema of `json_schema_2020_12_tool`, which must reach clients as it is. */
export const SCHEMA_2020_12 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: { address: { $anchor: 'addressDef', type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } } },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};
