import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { programFile } from './program.js';
import { quietOptions } from './running.js';
import { BridgeOptions, runBridge } from '../../src/bridge/run-bridge.js';
import { Running } from '../../src/runtime.js';

const resolve = createRequire(import.meta.url).resolve;

/** Real stdio servers, and one of the tests' own. */
export const STDIO_SERVERS = {
  everything: [process.execPath, join(dirname(resolve('@modelcontextprotocol/server-everything/package.json')), 'dist/index.js'), 'stdio'],
  memory: [process.execPath, join(dirname(resolve('@modelcontextprotocol/server-memory/package.json')), 'dist/index.js')],
  tools: [process.execPath, programFile('stdio.mjs')],
} as const;

const bridges: Running[] = [];

// A test that fails must leave nothing behind: processes that live on would hold the whole run.
afterAll(() => Promise.all(bridges.map((bridge) => bridge.stop())), 30_000);

/** Serves a stdio server through the bridge of this process. */
export async function bridgeTo(
  [command, ...args]: readonly string[], options: Partial<BridgeOptions> = {},
): Promise<Running & { metricsPort: number; managementPort: number }> {
  const running = await runBridge({ ...await quietOptions(), command: { command, args }, ...options });
  bridges.push(running);
  return running as never;
}
