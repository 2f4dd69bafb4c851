import { LineReader } from '../../src/bridge/line-reader.js';
import { memoryLimit, roomFor } from '../../src/bridge/memory-limit.js';
import { PendingRequests } from '../../src/bridge/pending-requests.js';
import { lineOf, messagesIn } from '../../src/bridge/stdio-messages.js';

const MIB = 1024 * 1024;

describe('lines', () => {
  const read = (text: string, most: number, sizes: (left: number) => number) => {
    const seen: string[] = [];
    const reader = new LineReader(most, { line: (line) => seen.push(line), tooLong: () => seen.push('(too long)') });
    for (let bytes = Buffer.from(text); bytes.length > 0;) {
      const size = sizes(bytes.length);
      reader.push(bytes.subarray(0, size));
      bytes = bytes.subarray(size);
    }
    return seen;
  };

  test('are the same however they are cut, characters of several bytes among them', () => {
    const lines = ['', 'a', 'grüße 🌍', 'x'.repeat(1_000), '{"a":"\\n"}', '\u2028'];
    for (const size of [1, 2, 3, 7, 1_000, 100_000]) {
      expect(read(lines.map((line) => `${line}\n`).join(''), MIB, () => size)).toEqual(lines);
    }
    expect(read('a\r\nb\r\n', MIB, () => 1)).toEqual(['a', 'b']);
  });

  test('that are too long are told of once, and the next one is read again', () => {
    for (const size of [1, 5, 64, 1_000]) {
      expect(read(`ok\n${'x'.repeat(100)}\nok again\n`, 10, () => size)).toEqual(['ok', '(too long)', 'ok again']);
    }
  });

  test('of any bytes never throw', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const bytes = Buffer.from(Array.from({ length: 300 }, (_, index) => (seed * 7_919 * (index + 13)) % 256));
      const reader = new LineReader(50, { line: (line) => void messagesIn(line), tooLong: () => {} });
      expect(() => reader.push(bytes)).not.toThrow();
    }
  });
});

describe('messages', () => {
  test.each([
    '{"jsonrpc":"2.0","id":1,"method":"ping"}',
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    '{"jsonrpc":"2.0","id":"a","result":{}}',
    '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}',
    '[{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"2.0","method":"x"}]',
  ])('%s is one', (line) => {
    const messages = messagesIn(line)!;
    expect(messages.flat()).toEqual([JSON.parse(line)].flat());
    expect(lineOf(messages[0])).toBe(`${JSON.stringify([JSON.parse(line)].flat()[0])}\n`);
  });

  test.each([
    'Listening...', '', '1', 'null', '[]', '{}', '"text"', '{"id":1,"method":"ping"}', '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    '{"jsonrpc":"2.0","id":1}', '{"jsonrpc":"2.0","id":{},"method":"ping"}', '{"jsonrpc":"2.0","id":1,"result":[]}',
    '{"jsonrpc":"2.0","id":1,"error":"no"}', '{"jsonrpc":"2.0","id":1,"method":"ping"',
  ])('%j is none', (line) => {
    expect(messagesIn(line)).toBeUndefined();
  });
});

describe('what a message of the server belongs to', () => {
  const asked = (id: number | string, progressToken?: number) => ({
    id, method: 'tools/call', params: progressToken === undefined ? {} : { _meta: { progressToken } },
  });

  test('progress belongs to the request with its token, changes to none, all else to the newest request', () => {
    const pending = new PendingRequests();
    [asked(1, 10), asked('two', 20), asked(3)].forEach((request) => pending.add(request));
    const progress = (progressToken: number) => pending.relatedTo({ method: 'notifications/progress', params: { progressToken } });
    expect([progress(10), progress(20), progress(30)]).toEqual([1, 'two', undefined]);
    expect(pending.relatedTo({ method: 'notifications/tools/list_changed' })).toBeUndefined();
    expect(pending.relatedTo({ method: 'notifications/resources/updated' })).toBeUndefined();
    expect(pending.relatedTo({ method: 'notifications/message' })).toBe(3);
    pending.remove(3);
    expect(pending.relatedTo({ id: 9, method: 'sampling/createMessage' })).toBe('two');
    pending.remove('two');
    pending.remove(1);
    expect(pending.relatedTo({ method: 'notifications/message' })).toBeUndefined();
    expect(pending.ids).toEqual([]);
  });
});

describe('how many processes there is room for', () => {
  test('is what the memory limit leaves, by what one was seen to take', () => {
    expect(roomFor(undefined, undefined)).toBe(32);
    expect(roomFor(512 * MIB, undefined)).toBe(3);
    expect(roomFor(1024 * MIB, 64 * MIB)).toBe(10);
    expect(roomFor(64 * 1024 * MIB, 64 * MIB)).toBe(32);
    expect(roomFor(64 * MIB, 64 * MIB)).toBe(1);
  });

  test.each([
    ['cgroups version 2', { '/sys/fs/cgroup/memory.max': '536870912\n' }, 536_870_912],
    ['no limit in version 2', { '/sys/fs/cgroup/memory.max': 'max\n' }, undefined],
    ['cgroups version 1', { '/sys/fs/cgroup/memory/memory.limit_in_bytes': '268435456\n' }, 268_435_456],
    ['no limit in version 1', { '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' }, undefined],
    ['no cgroups', {}, undefined],
  ])('%s', (_name, files: Record<string, string>, limit) => {
    expect(memoryLimit((file) => {
      if (files[file] === undefined) {
        throw new Error('ENOENT');
      }
      return files[file];
    })).toBe(limit);
  });
});
