// The tools of the test servers on the official SDKs, whatever the SDK: each with a schema that both understand, and a body that
// gets its arguments and { signal, progress }. The same file is in sdk-v1 and in sdk-v2, since an image is made of one folder.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** How often a sleeping tool tells that it is not dead. */
const PROGRESS_MS = 100;

const text = (value) => ({ content: [{ type: 'text', text: String(value) }] });

export const TOOLS = {
  echo: {
    description: 'Returns the text that it is given',
    inputSchema: z.object({ text: z.string() }),
    run: async (args) => text(args.text),
  },
  add: {
    description: 'Adds two numbers',
    inputSchema: z.object({ a: z.number(), b: z.number() }),
    outputSchema: z.object({ sum: z.number() }),
    run: async ({ a, b }) => ({ ...text(a + b), structuredContent: { sum: a + b } }),
  },
  sleep: {
    description: 'Answers after a time, and tells its progress meanwhile to who asked for it',
    inputSchema: z.object({ ms: z.number().int().min(0).max(3_600_000) }),
    run: async ({ ms }, { signal, progress }) => {
      const start = Date.now();
      for (let passed = 0; passed < ms; passed = Date.now() - start) {
        await progress(passed, ms);
        await sleep(Math.min(PROGRESS_MS, ms - passed), undefined, { signal });
      }
      await progress(ms, ms);
      return text(`slept ${ms} ms`);
    },
  },
  fail: {
    description: 'Fails as a tool does: with a result that says so, not with an error of the protocol',
    inputSchema: z.object({ message: z.string().default('as asked') }),
    run: async ({ message }) => ({ ...text(message), isError: true }),
  },
};

/** The resource that changes as often as the tool `tick` is told; who listens to its changes can count them. */
export const TICKS = 'test://ticks';

export const TICK = {
  description: `Notifies the listeners that ${TICKS} was updated, a number of times`,
  inputSchema: z.object({ count: z.number().int().min(1).max(10_000), intervalMs: z.number().int().min(0).default(100) }),
  run: async ({ count, intervalMs }, { signal }, notify) => {
    for (let n = 0; n < count; n += 1) {
      await notify(TICKS);
      await sleep(intervalMs, undefined, { signal });
    }
    return text(`notified ${count} times`);
  },
};
