import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { listen, stop } from '../../src/http/listen.js';
import { standStill } from '../support/stand-still.js';

/** A client that is a thread of its own: connects, asks, and asks once more when it is told to. */
const CLIENT = `
const { workerData: port, parentPort } = require('node:worker_threads');
const socket = require('node:net').connect(port, '127.0.0.1').setEncoding('utf8');
const ask = () => socket.write('GET / HTTP/1.1\\r\\nhost: here\\r\\n\\r\\n');
socket.on('connect', ask).on('data', (text) => parentPort.postMessage(text.split('\\r\\n')[0]));
socket.on('error', ({ code }) => parentPort.postMessage(code)).on('close', () => parentPort.postMessage('closed'));
parentPort.on('message', ask);
`;

test('a request that came while the process stood still is answered before the process closes its connections', async () => {
  const { server, port } = await listen((_, response) => void response.end('here'), { port: 0, host: '127.0.0.1' }, 'test', 'NONE');
  const client = new Worker(CLIENT, { eval: true, workerData: port });
  expect(await once(client, 'message')).toEqual(['HTTP/1.1 200 OK']);

  const heard: string[] = [];
  client.on('message', (text: string) => heard.push(text));
  await sleep(100);
  client.postMessage('ask');
  standStill(1_000);
  await stop(server);
  await sleep(200);
  await client.terminate();

  expect(heard).toEqual(['HTTP/1.1 200 OK', 'closed']);
}, 20_000);
