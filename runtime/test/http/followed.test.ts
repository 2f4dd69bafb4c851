import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo, connect, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { closeWithConnection } from '../../src/http/close-with-connection.js';
import { Exchanges } from '../../src/http/exchanges.js';
import { Metrics } from '../../src/observation/metrics.js';
import { HttpObserver } from '../../src/observation/observe-http.js';
import { SessionTable } from '../../src/sessions/session-table.js';
import { eventually } from '../support/running.js';

/** What follows responses, and a server whose responses it follows. */
class Following {
  public readonly metrics = new Metrics();
  public readonly observer = new HttpObserver(this.metrics);
  public readonly exchanges = new Exchanges();
  public readonly table = new SessionTable({ most: 0, idleSeconds: 60, streamsCount: true }, this.metrics);
  public readonly server: Server;

  public constructor(answer: (request: IncomingMessage, response: ServerResponse) => void) {
    this.table.add('session', { principal: undefined, close: async () => {} });
    this.server = createServer((request, response) => {
      this.follow(request, response);
      answer(request, response);
    }).listen(0);
  }

  public follow(request: IncomingMessage, response: ServerResponse): void {
    closeWithConnection(request, response);
    this.observer.follow(request, response);
    this.exchanges.follow(request, response);
    this.table.use('session', response, request.method === 'GET');
  }

  public connect(): Socket {
    return connect((this.server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
  }

  public async code(status: number): Promise<number> {
    return Number(new RegExp(`mcp_server_http_responses_total\\{code="${status}"\\} (\\d+)`).exec((await this.metrics.render()).text)?.[1] ?? 0);
  }

  /** Resolves once nothing is left. */
  public async atRest(): Promise<void> {
    await eventually(async () => this.exchanges.inFlight === 0, 'no exchange goes on');
    await eventually(async () => this.table.atRest().length === 1, 'no call of the session goes on');
    await eventually(async () => this.metrics.streamsActive.of().value === 0, 'no stream is open');
  }

  public async end(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await this.table.close('drain');
  }
}

let following: Following;

afterEach(() => following.end());

const post = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n';

test('many exchanges of one connection are counted each, and leave no listener on it', async () => {
  let socket: Socket;
  following = new Following((request, response) => {
    ({ socket } = request);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end('x');
  });
  const client = following.connect();
  client.write(post.repeat(50));
  await eventually(() => following.code(200).then((count) => count === 50), 'all are answered');
  await following.atRest();
  expect(socket!.listenerCount('close')).toBeLessThan(6);
  client.destroy();
});

test('a client that goes is counted as such, and no exchange of it goes on: not those either that wait behind another', async () => {
  let asked = 0;
  following = new Following(() => {
    asked++;
  });
  const client = following.connect();
  client.write(post.repeat(12));
  await eventually(() => asked === 12, 'all arrived');
  expect(following.exchanges.inFlight).toBe(12);
  client.destroy();
  await following.atRest();
  expect(await following.code(499)).toBe(12);
}, 20_000);

test('a stream that breaks is open no more', async () => {
  following = new Following((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: x\n\n');
  });
  const client = following.connect();
  client.write(post);
  await eventually(async () => following.metrics.streamsActive.of().value === 1, 'the stream is open');
  client.destroy();
  await following.atRest();
  expect(await following.code(200)).toBe(1);
});

test('what the server itself destroys, or answers without a body, ends too', async () => {
  following = new Following((request, response) => {
    request.method === 'HEAD' ? response.writeHead(204).end() : response.destroy();
  });
  const client = following.connect();
  client.write('HEAD / HTTP/1.1\r\nHost: x\r\n\r\n');
  client.write(post);
  await text(client);
  await following.atRest();
  expect(await following.code(204)).toBe(1);
  expect(await following.code(499)).toBe(1);
});

test('a response that is followed twice counts once, and one that is closed already does not', async () => {
  let closed: Promise<void> | undefined;
  following = new Following((request, response) => {
    following.follow(request, response);
    expect(following.exchanges.inFlight).toBe(1);
    closed = new Promise((resolve) => response.once('close', () => {
      following.follow(request, response);
      resolve();
    }));
    response.end();
  });
  const client = following.connect();
  client.write(post);
  await eventually(async () => closed !== undefined, 'it arrived');
  await closed;
  await following.atRest();
  expect(await following.code(200)).toBe(1);
  client.destroy();
});
