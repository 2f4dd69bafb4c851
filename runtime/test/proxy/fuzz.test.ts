import { Budget } from '../../src/proxy/collected.js';
import { messagesIn } from '../../src/proxy/json-rpc.js';
import { SseReader } from '../../src/proxy/sse-reader.js';
import { pick, randoms } from '../support/random.js';

const ROUNDS = 300;
const BYTES = 1024 * 1024;

/** Cuts bytes anywhere: within a character, within a line end. */
function cut(random: () => number, bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = 1 + Math.floor(random() ** 3 * 40);
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

function read(chunks: readonly Buffer[], message = BYTES, budget = new Budget(BYTES)) {
  const heard = { data: [] as string[], resumable: 0, oversized: 0 };
  const reader = new SseReader({ message, budget }, {
    data: (text) => heard.data.push(text),
    resumable: () => heard.resumable++,
    oversized: () => heard.oversized++,
  });
  chunks.forEach((chunk) => reader.push(chunk));
  reader.end();
  return heard;
}

test('events come out whole, however the stream is cut and whichever line ends it has', () => {
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const random = randoms(seed);
    const expected: string[] = [];
    let ids = 0;
    let stream = random() < 0.2 ? '\uFEFF' : '';
    for (let event = 0; event < 20; event++) {
      const end = pick(random, ['\n', '\r\n', '\r']);
      const text = pick(random, ['{"jsonrpc":"2.0"}', 'héllo wörld', '漢字 🎉', 'a\nb', `x${'y'.repeat(Math.floor(random() * 200))}`]);
      const type = pick(random, [undefined, 'message', 'other']);
      const lines = [
        ...random() < 0.3 ? [': a comment'] : [],
        ...random() < 0.3 ? [`id: ${++ids}`] : [],
        ...type === undefined ? [] : [`event: ${type}`],
        ...text.split('\n').map((line) => `data:${random() < 0.5 ? ' ' : ''}${line}`),
        ...random() < 0.1 ? ['retry: 100'] : [],
      ];
      stream += lines.map((line) => line + end).join('') + end;
      expected.push(...type === 'other' ? [] : [text]);
    }
    const heard = read(cut(random, Buffer.from(stream)));
    expect({ seed, ...heard }).toEqual({ seed, data: expected, resumable: ids, oversized: 0 });
  }
});

test('any bytes at all are read without an error, and all that was held is let go', () => {
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const random = randoms(seed);
    const byte = () => pick(random, [...Buffer.from('\n\r: data\uFEFF\0'), 255, Math.floor(random() * 256)]);
    const bytes = Buffer.from(Array.from({ length: 500 }, byte));
    const budget = new Budget(300);
    read(cut(random, bytes), 100, budget);
    expect({ seed, isWhole: budget.take(300) }).toEqual({ seed, isWhole: true });
  }
});

test('an event beyond the bound is skipped, and those around it are heard', () => {
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const random = randoms(seed);
    const stream = `data: before\n\ndata: ${'x'.repeat(200 + Math.floor(random() * 500))}\n\ndata: after\n\n`;
    expect({ seed, ...read(cut(random, Buffer.from(stream)), 100) }).toEqual({ seed, data: ['before', 'after'], resumable: 0, oversized: 1 });
  }
});

test('a text is messages or it is none, whatever it is', () => {
  const whole = JSON.stringify([
    { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'add', arguments: { a: 1 } } },
    { jsonrpc: '2.0', id: 'x', result: { content: [] } },
    { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'Parse error' } },
  ]);
  expect(messagesIn(whole)).toHaveLength(3);
  for (let seed = 1; seed <= 2_000; seed++) {
    const random = randoms(seed);
    const characters = [...whole];
    for (let change = 0; change < 1 + Math.floor(random() * 4); change++) {
      characters.splice(Math.floor(random() * characters.length), Math.floor(random() * 3), ...random() < 0.5 ? [pick(random, [...'{}[]",:0n-\u0000'])] : []);
    }
    for (const message of messagesIn(characters.join('')) ?? []) {
      const { id, method, result, error } = message;
      expect({ seed, isMessage: typeof method === 'string' || typeof result === 'object' || typeof error?.code === 'number' }).toEqual({ seed, isMessage: true });
      expect(['string', 'number', 'undefined']).toContain(id === null ? 'undefined' : typeof id);
    }
  }
});

test.each(['', 'null', '[]', '1', '"text"', '[[]]', '{}', '{"id":{}}', '{"method":1}', '{"id":1,"result":1}', '{"id":1,"error":{}}', '{"method":"x","id":null}'])(
  '%p is no message', (text) => {
    expect(messagesIn(text)).toBeUndefined();
  });
