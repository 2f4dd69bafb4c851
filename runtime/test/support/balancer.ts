import { createServer, IncomingMessage, request as httpRequest, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a balancer may send a request, and the port where it asks whether it should. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly managementPort: number;
}

export interface Balancer {
  readonly port: number;
  /** How many targets requests are sent to. */
  readonly ready: () => number;
  end(): Promise<void>;
}

/** How often targets are asked whether they are ready, in milliseconds: the kubelet's second would make tests long. */
const PERIOD = 100;

/** Sends each request to the next target that says that it is ready, streams and all: the worst case for sessions. */
export async function startBalancer(targets: () => readonly Target[]): Promise<Balancer> {
  let ready = targets();
  let turn = 0;
  let ended = false;
  const watch = async () => {
    while (!ended) {
      const all = targets();
      const answers = await Promise.all(all.map(isReady));
      ready = all.filter((_, index) => answers[index]);
      await sleep(PERIOD);
    }
  };
  void watch();
  // A connection that is closed for its age may meet a request that is on its way.
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => pass(ready[turn++ % ready.length], request, response));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ready: () => ready.length,
    end: async () => {
      ended = true;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function isReady({ managementPort }: Target): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${managementPort}/readyz`)).ok;
  } catch {
    return false;
  }
}

function pass(target: Target | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (!target) {
    response.writeHead(503).end('no target is ready');
    return;
  }
  const { host, port } = target;
  const { method, url: path, headers } = request;
  const upstream = httpRequest({ host, port, method, path, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers).flushHeaders();
    answer.pipe(response);
    answer.once('error', () => response.destroy());
  });
  upstream.once('error', () => response.headersSent ? response.destroy() : response.writeHead(502).end('the target is gone'));
  response.once('close', () => upstream.destroy());
  request.pipe(upstream);
}
