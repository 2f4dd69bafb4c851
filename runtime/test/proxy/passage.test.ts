import { IncomingMessage, request as httpRequest, RequestListener, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { ProxyOptions } from '../../src/proxy/run-proxy.js';
import { post, urlOf } from '../support/clients.js';
import { Proxy, proxyTo, RawServer, rawServer } from '../support/proxied.js';
import { eventually, freePort } from '../support/running.js';
import { Samples, scrape } from '../support/scrape.js';

const COUNT = 'mcp_server_operation_duration_seconds_count';
const IN_FLIGHT = 'mcp_server_operations_in_flight';

const call = (id: number | string, name = 'add') => JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: {} } });
const result = (id: number | string) => JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } });
const sse = (message: string, id?: string) => `${id === undefined ? '' : `id: ${id}\n`}event: message\ndata: ${message}\n\n`;

/** A proxy before a server that does as it is told; the probe finds a server that wants to know who asks. */
async function between<Result>(
  handler: (request: IncomingMessage, response: ServerResponse, body: string) => void,
  use: (proxy: Proxy, server: RawServer) => Promise<Result>, options: Partial<ProxyOptions> = {},
): Promise<Result> {
  const server = await rawServer(unlessProbe(handler));
  const proxy = await proxyTo(server.port, { drainLimitSeconds: 0, ...options });
  try {
    return await use(proxy, server);
  } finally {
    await proxy.stop();
    await server.stop();
  }
}

function unlessProbe(handler: (request: IncomingMessage, response: ServerResponse, body: string) => void): RequestListener {
  return async (request, response) => {
    const body = await textOf(request).catch(() => undefined);
    if (body === undefined) {
      return; // the client left
    }
    if (body.includes('mcp-agent-probe')) {
      response.writeHead(401).end();
    } else {
      handler(request, response, body);
    }
  };
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function settled(proxy: Proxy): Promise<Samples> {
  await eventually(async () => (await scrape(proxy.metricsPort)).sum(IN_FLIGHT) === 0, 'nothing in flight');
  return scrape(proxy.metricsPort);
}

const openSession = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': 'abc' })
  .end(JSON.stringify({ jsonrpc: '2.0', id: 0, result: { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'raw', version: '1' } } }));

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw-client', version: '1' } },
});

describe('an upstream that fails', () => {
  test('one that is not there is told of in the protocol\'s terms, with the id of the request', async () => {
    const proxy = await proxyTo(await freePort(), { drainLimitSeconds: 0 });
    const answer = await post(proxy.port, call('seven'));

    expect(answer.status).toBe(502);
    expect(await answer.json()).toEqual({
      jsonrpc: '2.0', id: 'seven', error: { code: -32000, message: expect.stringMatching(/does not answer \(ECONNREFUSED\)/) },
    });
    const samples = await settled(proxy);
    expect(samples.sum(COUNT, { mcp_method_name: 'tools/call', error_type: '-32000' })).toBe(1);
    expect(samples.sum('mcp_server_errors_total', { error_type: 'upstream' })).toBe(1);
    expect(samples.sum('mcp_server_http_responses_total', { code: '502' })).toBe(1);
    expect(samples.sum('mcp_server_ready')).toBe(0);
    expect(await (await fetch(`http://127.0.0.1:${proxy.managementPort}/readyz`)).text()).toMatch(/does not answer: ECONNREFUSED/);
    expect((await fetch(`http://127.0.0.1:${proxy.managementPort}/livez`)).status).toBe(200);
    await proxy.stop();
  });

  test('one that breaks a stream in the middle leaves no caller waiting', () => between((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"jsonrpc":"2.0","method":"notifications/progress"}\n\ndata: {"half');
    setTimeout(() => response.destroy(), 50);
  }, async (proxy) => {
    const text = await (await post(proxy.port, call(5))).text();

    expect(text).toContain('"id":5');
    expect(text).toContain('ended in the middle of this call');
    expect((await settled(proxy)).sum(COUNT, { error_type: '-32000' })).toBe(1);
  }));

  test('one that breaks a body in the middle breaks the client\'s, so that nobody takes half an answer for a whole one', () => between((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"half');
    setTimeout(() => response.destroy(), 50);
  }, async (proxy) => {
    await expect((await post(proxy.port, call(5))).text()).rejects.toThrow();
    await settled(proxy);
  }));

  test('one that refuses with an id of null settles the call by its code', () => between((_request, response) => {
    response.writeHead(403, { 'content-type': 'application/json' })
      .end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32003, message: 'not you' } }));
  }, async (proxy) => {
    const answer = await post(proxy.port, call(1));
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ id: null, error: { code: -32003 } });
    expect((await settled(proxy)).sum(COUNT, { error_type: '-32003', rpc_response_status_code: '-32003' })).toBe(1);
  }));

  test('one that answers no MCP settles the call by the status', () => between((_request, response) => {
    response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Oops</h1>');
  }, async (proxy) => {
    const answer = await post(proxy.port, call(1));
    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe('<h1>Oops</h1>');
    expect((await settled(proxy)).sum(COUNT, { error_type: '500' })).toBe(1);
  }));

  test('one that answers garbage is passed on as it is, and counted', () => between((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"jsonrpc":');
  }, async (proxy) => {
    expect(await (await post(proxy.port, call(1))).text()).toBe('{"jsonrpc":');
    expect((await settled(proxy)).sum('mcp_server_errors_total', { error_type: 'unreadable' })).toBe(1);
  }));
});

describe('a client that leaves', () => {
  test('aborts the request to the server', async () => {
    let gone = false;
    await between((_request, response) => {
      response.once('close', () => {
        gone = true;
      });
    }, async (proxy) => {
      const controller = new AbortController();
      const lost = fetch(urlOf(proxy.port), {
        method: 'POST', body: call(1), headers: { 'content-type': 'application/json' }, signal: controller.signal,
      }).catch(() => 'aborted');
      await eventually(async () => (await scrape(proxy.metricsPort)).sum(IN_FLIGHT) === 1, 'a call in flight');
      controller.abort();

      expect(await lost).toBe('aborted');
      await eventually(() => gone, 'the server knows');
      expect((await settled(proxy)).sum(COUNT, { error_type: 'disconnected' })).toBe(1);
    });
  });

  test('in the middle of its body leaves nothing behind', () => between((_request, response) => response.writeHead(202).end(), async (proxy) => {
    const socket = connect(proxy.port, '127.0.0.1');
    socket.write(`POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n${call(1)}`);
    await sleep(100);
    socket.destroy();
    await eventually(async () => (await scrape(proxy.metricsPort)).sum('mcp_server_http_responses_total', { code: '499' }) === 1, 'the exchange is over');
    expect((await settled(proxy)).sum(COUNT)).toBe(0);
  }));

  // As Node takes it: half a close can't be told from a whole one before an answer is written in vain.
  test('by closing its half of the connection has left', () => between(() => {}, async (proxy) => {
    const socket = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
    const body = call(1);
    socket.end(`POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    await eventually(async () => (await scrape(proxy.metricsPort)).sum(COUNT, { error_type: 'disconnected' }) === 1, 'the call is over');
    await settled(proxy);
    socket.destroy();
  }));
});

test('an answer that comes on another stream, since its own broke, settles the call', () => between((request, response, body) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(sse(result(1), 'event-2'));
  } else if (body === INITIALIZE) {
    openSession(response);
  } else {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end('id: event-1\nretry: 10\ndata:\n\n');
  }
}, async (proxy) => {
  await (await post(proxy.port, INITIALIZE)).text();
  const session = { 'mcp-session-id': 'abc' };
  await (await post(proxy.port, call(1), session)).text();
  expect((await scrape(proxy.metricsPort)).sum(IN_FLIGHT, { mcp_method_name: 'tools/call' })).toBe(1);

  await (await fetch(urlOf(proxy.port), { headers: { ...session, 'accept': 'text/event-stream', 'last-event-id': 'event-1' } })).text();
  const samples = await settled(proxy);
  expect(samples.sum(COUNT, { mcp_method_name: 'tools/call' })).toBe(1);
  expect(samples.sum(COUNT, { error_type: 'disconnected' })).toBe(0);
}));

test('a session that the server has forgotten is forgotten here, and settles what was in flight', () => between((request, response, body) => {
  if (body === INITIALIZE) {
    openSession(response);
  } else if (request.method === 'POST') {
    response.writeHead(404, { 'content-type': 'application/json' })
      .end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32001, message: 'Session not found' } }));
  }
}, async (proxy) => {
  await (await post(proxy.port, INITIALIZE)).text();
  expect((await scrape(proxy.metricsPort)).sum('mcp_server_sessions_active')).toBe(1);
  expect((await post(proxy.port, call(1), { 'mcp-session-id': 'abc' })).status).toBe(404);

  const samples = await settled(proxy);
  expect(samples.sum('mcp_server_sessions_active')).toBe(0);
  expect(samples.sum('mcp_server_sessions_ended_total', { reason: 'error' })).toBe(1);
  expect(samples.sum(COUNT, { error_type: '-32001' })).toBe(1);
}));

test('a session that nobody uses is ended, at the server too', async () => {
  const ended: unknown[] = [];
  await between((request, response) => {
    if (request.method === 'DELETE') {
      ended.push(request.headers['mcp-session-id']);
      response.writeHead(200).end();
    } else {
      openSession(response);
    }
  }, async (proxy) => {
    await (await post(proxy.port, INITIALIZE)).text();
    await eventually(() => ended.length > 0, 'the session is ended');
    expect(ended).toEqual(['abc']);
    const samples = await scrape(proxy.metricsPort);
    expect(samples.sum('mcp_server_sessions_ended_total', { reason: 'idle' })).toBe(1);
    expect(samples.sum('mcp_server_sessions_active')).toBe(0);
  }, { sessionIdleSeconds: 1 });
});

describe('what is passed on', () => {
  const echoHeaders = (request: IncomingMessage, response: ServerResponse) => response
    .writeHead(200, { 'content-type': 'application/json', 'x-of-server': 'yes' }).end(JSON.stringify(request.headers));
  const headersAt = (proxy: Proxy, headers: Record<string, string>) => new Promise<Record<string, string>>((resolve, reject) => {
    httpRequest({ port: proxy.port, host: '127.0.0.1', path: '/mcp?a=b', method: 'POST', headers }, (answer) => {
      textOf(answer).then((text) => resolve(JSON.parse(text)), reject);
    }).on('error', reject).end('{}');
  });

  test('the server sees its own Host, and who asked under which name', () => between(echoHeaders, async (proxy, { port }) => {
    const seen = await headersAt(proxy, { 'host': 'weather.example.com', 'x-forwarded-for': '192.0.2.1', 'accept-encoding': 'gzip', 'x-own': '1' });
    expect(seen).toMatchObject({
      'host': `127.0.0.1:${port}`,
      'x-forwarded-host': 'weather.example.com',
      'x-forwarded-proto': 'http',
      'x-forwarded-for': '192.0.2.1, 127.0.0.1',
      'accept-encoding': 'identity',
      'x-own': '1',
    });
  }));

  test('the server sees the client\'s Host where it wants to', () => between(echoHeaders, async (proxy) => {
    expect((await headersAt(proxy, { host: 'weather.example.com' })).host).toBe('weather.example.com');
  }, { hostHeader: 'client' }));

  test('a Host that is not allowed reaches no server', () => between(echoHeaders, async (proxy) => {
    await expect(headersAt(proxy, { host: 'evil.example.com' })).resolves.toMatchObject({ error: { message: 'Invalid Host header: evil.example.com' } });
  }, { allowedHosts: ['weather.example.com'] }));

  test('headers of one connection stay with it', () => between(echoHeaders, async (proxy) => {
    const seen = await headersAt(proxy, { 'connection': 'close, x-private', 'x-private': '1', 'te': 'trailers' });
    expect(seen).not.toHaveProperty('x-private');
    expect(seen).not.toHaveProperty('te');
  }));

  test('compressed bodies pass as they are, unread', () => between((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(result(1)));
  }, async (proxy) => {
    expect(await (await post(proxy.port, call(1))).json()).toMatchObject({ id: 1 });
    const samples = await settled(proxy);
    expect(samples.sum('mcp_server_errors_total', { error_type: 'unreadable' })).toBe(1);
    expect(samples.sum(COUNT, { mcp_method_name: 'tools/call' })).toBe(1);
  }));

  test('what a server tells of where to get tokens; no other path beside the endpoint', () => between((request, response) => {
    response.writeHead(200).end(request.url);
  }, async (proxy) => {
    const at = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${proxy.port}${path}`);
      return answer.text();
    };
    expect(await at('/.well-known/oauth-protected-resource/mcp')).toBe('/.well-known/oauth-protected-resource/mcp');
    expect(await at('/admin')).toMatch(/^Not found/);
  }));
});

describe('sizes', () => {
  test('a body that says that it is too large is refused before a byte of it, and the process lives on', () => between((_request, response) => {
    response.writeHead(202).end();
  }, async (proxy) => {
    const answer = await post(proxy.port, 'x'.repeat(5_000));
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ id: null, error: { message: expect.stringMatching(/must not exceed 2048 bytes/) } });
    expect((await post(proxy.port, call(1))).status).toBe(202);
  }, { maxBodyBytes: 2_048 }));

  test('a body that does not say so is refused once it is', () => between((_request, response) => response.writeHead(202).end(), async (proxy) => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest({ port: proxy.port, host: '127.0.0.1', path: '/mcp', method: 'POST' }, (answer) => resolve(answer.statusCode));
      request.on('error', reject).write('x'.repeat(5_000));
    });
    expect(status).toBe(413);
  }, { maxBodyBytes: 2_048 }));

  test('an answer that is too large to be held passes whole, and its call counts', () => between((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(sse(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { text: 'x'.repeat(100_000) } })));
  }, async (proxy) => {
    expect((await (await post(proxy.port, call(1))).text()).length).toBeGreaterThan(100_000);
    const samples = await settled(proxy);
    expect(samples.sum('mcp_server_errors_total', { error_type: 'oversized' })).toBe(1);
    expect(samples.sum(COUNT, { mcp_method_name: 'tools/call' })).toBe(1);
    expect(samples.of(COUNT, { mcp_method_name: 'tools/call' })[0].labels).not.toHaveProperty('error_type');
  }, { maxBodyBytes: 2_048 }));

  test('what is held of messages that never became whole is let go', async () => {
    let isCut = true;
    await between((_request, response) => {
      response.writeHead(200, { 'content-type': isCut ? 'text/event-stream' : 'application/json' });
      if (isCut) {
        response.write(`data: ${'x'.repeat(1_500)}`);
        setTimeout(() => response.destroy(), 5);
      } else {
        response.end(result(1));
      }
    }, async (proxy) => {
      // Ten times as much as is held of all messages at once.
      for (let exchange = 0; exchange < 50; exchange++) {
        await (await post(proxy.port, call(1))).text();
      }
      isCut = false;
      await (await post(proxy.port, call(1, 'seen'))).text();
      const samples = await settled(proxy);
      expect(samples.sum(COUNT, { gen_ai_tool_name: 'seen' })).toBe(1);
      expect(samples.sum('mcp_server_errors_total', { error_type: 'oversized' })).toBe(0);
    }, { maxBodyBytes: 2_048 });
  }, 30_000);

  test('a reader that is slow holds the server back, and fills no memory', async () => {
    const size = 200 * 1024 * 1024;
    let written = 0;
    await between((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const event = `: ${'x'.repeat(64 * 1024)}\n\n`;
      const more = () => {
        while (written < size) {
          written += event.length;
          if (!response.write(event)) {
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
    }, async (proxy) => {
      const request = httpRequest({ port: proxy.port, host: '127.0.0.1', path: '/mcp', method: 'GET' });
      const answer = await new Promise<IncomingMessage>((resolve, reject) => request.on('response', resolve).on('error', reject).end());
      answer.pause();
      await sleep(1_000);
      // What fits into the sockets' buffers on the way, and no more.
      expect(written).toBeLessThan(size / 5);
      const before = written;
      await sleep(300);
      expect(written).toBe(before);
      let read = 0;
      for await (const chunk of answer) {
        read += (chunk as Buffer).length;
      }
      expect(read).toBe(written);
      expect(read).toBeGreaterThanOrEqual(size);
    });
  }, 60_000);
});
