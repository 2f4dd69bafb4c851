import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildServer, SdkName } from './servers.js';
import { Running } from '../../src/runtime.js';
import { serve, ServeOptions } from '../../src/serve/serve.js';

/**
 * A port that nobody listens on: below those that the system gives to outgoing connections, one of which might have it
 * a moment later.
 */
export function freePort(): Promise<number> {
  const port = 10_000 + Math.floor(Math.random() * 20_000);
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(freePort()));
    server.listen(port, () => server.close(() => resolve(port)));
  });
}

/** Options with which servers don't meet one another, and end at once. */
export async function quietOptions(): Promise<ServeOptions> {
  return {
    port: 0,
    metricsPort: await freePort(),
    managementPort: await freePort(),
    drainQuietSeconds: 0,
    drainLimitSeconds: 5,
    signals: false,
    logLevel: 'error',
  };
}

/** Serves the fixture of an SDK in this process. */
export async function serveFixture(
  sdk: SdkName, options: ServeOptions = {},
): Promise<Running & { metricsPort: number; managementPort: number }> {
  return await serve(() => buildServer(sdk), { ...await quietOptions(), ...options }) as never;
}

/** Waits until something holds, which must be within so many milliseconds. */
export async function eventually(check: () => Promise<boolean> | boolean, what: string, limit = 10_000): Promise<void> {
  const end = Date.now() + limit;
  while (!await check()) {
    if (Date.now() > end) {
      throw new Error(`not within ${limit / 1000} s: ${what}`);
    }
    await sleep(20);
  }
}
