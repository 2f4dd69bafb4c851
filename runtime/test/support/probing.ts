import { RequestListener } from 'node:http';
import { rawServer } from './proxied.js';
import { askAgent, Outcome } from '../../src/probe/ask-agent.js';
import { parseProbeConfig, Target } from '../../src/probe/probe-config.js';

/** A target on a port of this machine. */
export function targetAt(port: number, more: Partial<Target> = {}): Target {
  const given = { namespace: 'mcp', agent: 'weather', url: `http://127.0.0.1:${port}/mcp`, ...more };
  return parseProbeConfig(JSON.stringify({ targets: [given] })).targets[0];
}

/** Asks a server that does as it is told. */
export async function askRaw(handler: RequestListener, more: Partial<Target> = {}): Promise<Outcome> {
  const server = await rawServer(handler);
  try {
    return await askAgent(targetAt(server.port, more));
  } finally {
    await server.stop();
  }
}
