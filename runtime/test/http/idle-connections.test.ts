import { once } from 'node:events';
import { createServer } from 'node:http';
import { AddressInfo, connect, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { tellIdleTime } from '../../src/http/idle-connections.js';

const ends: (() => void)[] = [];

afterEach(() => ends.splice(0).forEach((end) => end()));

async function connected(quietSeconds: number): Promise<Socket> {
  const server = createServer((_, response) => response.end('here')).listen(0, '127.0.0.1');
  tellIdleTime(server, quietSeconds);
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  ends.push(() => socket.destroy(), () => server.close());
  return socket.setEncoding('utf8');
}

async function ask(socket: Socket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
  const [answer] = await once(socket, 'data') as [string];
  return answer;
}

test.each([[5, 4], [2, 1], [600, 75]])('with %i quiet seconds clients are told to give up a connection that idled for %i', async (quiet, told) => {
  expect(await ask(await connected(quiet))).toContain(`Keep-Alive: timeout=${told}\r\n`);
});

test('without quiet seconds Node\'s own time is told', async () => {
  expect(await ask(await connected(0))).toContain('Keep-Alive: timeout=5\r\n');
});

test('a client that does not read what it is told finds its connection open, time and again', async () => {
  const socket = await connected(2);
  for (let turn = 0; turn < 2; turn++) {
    expect(await ask(socket)).toContain('Keep-Alive: timeout=1\r\n');
    await sleep(2_500); // Node adds up to a second
  }
  expect(await ask(socket)).toContain('200 OK');
}, 10_000);
