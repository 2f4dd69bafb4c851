import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { serve } from '../../src/serve/serve.js';
import { NamedEventStore } from '../../src/sessions/named-event-store.js';
import { connectLegacy, urlOf } from '../support/clients.js';
import { quietOptions } from '../support/running.js';
import { buildServer, SDKS } from '../support/servers.js';

/** A store as the SDKs' own examples have it: all that is known of an event is the stream that it was for. */
class SharedStore {
  public readonly events: { readonly id: string; readonly streamId: string; readonly message: never }[] = [];

  public async storeEvent(streamId: string, message: never): Promise<string> {
    const id = `event-${this.events.length}`;
    this.events.push({ id, streamId, message });
    return id;
  }

  public async replayEventsAfter(lastEventId: string, { send }: { send: (id: string, message: never) => Promise<void> }): Promise<string> {
    const at = this.events.findIndex(({ id }) => id === lastEventId);
    const { streamId } = this.events[at];
    for (const event of this.events.slice(at + 1).filter((one) => one.streamId === streamId)) {
      await send(event.id, event.message);
    }
    return streamId;
  }
}

test('each session has a GET stream of its own in a store that all share', async () => {
  const shared = new SharedStore();
  const [one, other] = [new NamedEventStore('one', shared), new NamedEventStore('other', shared)];
  const first = await one.storeEvent('_GET_stream', 'a' as never);
  await other.storeEvent('_GET_stream', 'not for one' as never);
  await one.storeEvent('_GET_stream', 'b' as never);
  const heard: unknown[] = [];
  expect(await one.replayEventsAfter(first, { send: async (_, message) => void heard.push(message) })).toBe('_GET_stream');
  expect(heard).toEqual(['b']);
});

test('no session is given another one\'s events, whatever it asks for', async () => {
  const shared = new SharedStore();
  const first = await new NamedEventStore('one', shared).storeEvent('_GET_stream', 'secret' as never);
  await new NamedEventStore('one', shared).storeEvent('_GET_stream', 'secret, too' as never);
  const heard: unknown[] = [];
  const send = async (_: string, message: never) => void heard.push(message);
  await expect(new NamedEventStore('other', shared).replayEventsAfter(first, { send })).rejects.toThrow('not one of this session');
  expect(heard).toEqual([]);
});

test.each(SDKS)('a client that resumes hears what it missed, and nobody else\'s messages, on the SDK %s', async (sdk) => {
  const eventStore = new SharedStore();
  const servers: any[] = [];
  const build = () => {
    const server = buildServer(sdk);
    servers.push(server);
    return server;
  };
  const running = await serve(build, { ...await quietOptions(), eventStore, drainLimitSeconds: 0 });
  const say = (server: any, data: string) => server.server.notification({ method: 'notifications/message', params: { level: 'info', data } });
  const ears = [await connectLegacy(running.port), await connectLegacy(running.port)];
  const [server, otherServer] = servers.slice(-2);
  await Promise.all(ears.map(({ listening }) => listening));
  const heard: unknown[] = [];
  const first = new Promise<void>((resolve) => {
    ears[0].client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
      heard.push(params.data);
      resolve();
    });
  });
  await say(server, 'first');
  await first;
  const lastEventId = eventStore.events.find(({ message }) => JSON.stringify(message).includes('first'))!.id;
  await ears[0].client.close();
  await say(otherServer, 'to the other one');
  await say(server, 'missed');

  const resumed = await fetch(urlOf(running.port), {
    headers: { 'accept': 'text/event-stream', 'mcp-session-id': ears[0].transport.sessionId!, 'mcp-protocol-version': '2025-11-25', 'last-event-id': lastEventId },
  });
  const { value } = await resumed.body!.getReader().read();
  expect(Buffer.from(value!).toString()).toContain('missed');
  expect(Buffer.from(value!).toString()).not.toContain('to the other one');
  await ears[1].client.close();
  await running.stop();
}, 30_000);
