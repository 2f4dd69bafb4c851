import { setTimeout as sleep } from 'node:timers/promises';
import { McpRequest } from '../../src/http/served.js';
import { Log } from '../../src/logging/log.js';
import { Metrics } from '../../src/observation/metrics.js';
import { PortableSessions } from '../../src/sessions/portable-sessions.js';
import { SessionRecord, SessionStore } from '../../src/sessions/session-store.js';

const RECORD: SessionRecord = { principal: undefined, initialize: { id: 0, method: 'initialize' }, lasting: {} };

test('requests that bring a session here in the same moment build it once', async () => {
  let owner = 'gone';
  const store = {
    beatEvery: 60_000,
    isUp: true,
    whenUp: () => {},
    pass: async (_id: string, from: string, to: string) => {
      await sleep(1);
      const passes = owner === from;
      owner = passes ? to : owner;
      return passes;
    },
    stopBeating: async () => {},
    close: () => {},
  } as unknown as SessionStore;
  const living = new Set<string>();
  let built = 0;
  const sessions = new PortableSessions('self', store, {
    isFull: false,
    has: (id) => living.has(id),
    revive: async (id) => {
      built++;
      await sleep(20);
      living.add(id);
    },
    records: () => [],
    atRest: () => [],
    handedOver: async () => {},
  }, 60, new Metrics(), new Log('error'));

  // As the router does: whoever was slower looks again, and finds this process as the owner.
  const bring = async () => {
    while (await sessions.take('one', { owner, record: RECORD }, {} as McpRequest) !== 'here');
  };
  await Promise.all([bring(), bring(), bring()]);
  expect(built).toBe(1);
  await sessions.end();
});
