// The tools of the servers here: add, fail, sleep, ask (samples the client), whoami, span (makes one of its own).
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const text = (value) => ({ content: [{ type: 'text', text: String(value) }] });

export function register(server, shape) {
  server.registerTool('add', { inputSchema: shape({ a: z.number(), b: z.number() }) }, ({ a, b }) => text(a + b));
  server.registerTool('fail', { inputSchema: shape({}) }, () => ({ ...text('as asked'), isError: true }));
  server.registerTool('sleep', { inputSchema: shape({ ms: z.number() }) }, async ({ ms }) => {
    await sleep(ms);
    return text('slept');
  });
  server.registerTool('ask', { inputSchema: shape({ prompt: z.string() }) }, async ({ prompt }) => {
    const messages = [{ role: 'user', content: { type: 'text', text: prompt } }];
    return text((await server.server.createMessage({ messages, maxTokens: 10 })).content.text);
  });
  server.registerTool('span', { inputSchema: shape({}) }, async () => {
    const { trace } = await import('@opentelemetry/api');
    await sleep(1);
    return trace.getTracer('a library').startActiveSpan('inner', (span) => {
      span.end();
      return text(span.spanContext().traceId);
    });
  });
  // v1 has it beside the request's data, v2 below `http`.
  server.registerTool('whoami', { inputSchema: shape({}) }, (_, { authInfo, http }) => text((authInfo ?? http?.authInfo)?.extra?.sub));
}
