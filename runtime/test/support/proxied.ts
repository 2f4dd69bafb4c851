import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { quietOptions } from './running.js';
import { ProxyOptions, runProxy } from '../../src/proxy/run-proxy.js';
import { Running } from '../../src/runtime.js';

/** A proxy in this process, with all its ports. */
export type Proxy = Running & { readonly metricsPort: number; readonly managementPort: number };

/** Starts a proxy before a port of this machine. */
export async function proxyTo(port: number, options: Partial<ProxyOptions> = {}): Promise<Proxy> {
  return await runProxy({ upstream: `http://127.0.0.1:${port}/mcp`, ...await quietOptions(), drainLimitSeconds: 1, ...options }) as never;
}

/** A server that is no SDK's. */
export interface RawServer {
  readonly port: number;
  readonly server: Server;
  stop(): Promise<void>;
}

/** Starts a server that does what a test needs and no SDK does. */
export async function rawServer(handler: RequestListener): Promise<RawServer> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    server,
    stop: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
