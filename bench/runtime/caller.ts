import { Agent, IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from './server-process';

export type Era = 'legacy' | 'modern';

const CLIENT = { name: 'bench', version: '1.0.0' };
const MODERN = '2026-07-28';
const LEGACY = '2025-11-25';

const META = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': CLIENT,
  'io.modelcontextprotocol/clientCapabilities': {},
};

interface Answer {
  readonly status: number;
  readonly sessionId: string | undefined;
  readonly text: string;
}

/** A client that costs as little as one can, so that what it asks is what is measured. It checks each answer. */
export class Caller {
  /** Opens a session, in the legacy era. */
  public static async to({ host, port }: Pick<ServerProcess, 'host' | 'port'>, era: Era = 'legacy'): Promise<Caller> {
    const caller = new Caller(host, port, era);
    if (era === 'modern') {
      Object.assign(caller.headers, { 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/call', 'mcp-name': 'add' });
    } else {
      await caller.initialize();
    }
    return caller;
  }

  private readonly agent = new Agent({ keepAlive: true });
  private readonly headers: Record<string, string> = { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream' };
  private asked = 0;

  private constructor(private readonly host: string, private readonly port: number, private readonly era: Era) {}

  /** The same session, asked for at another address. */
  public at({ host, port }: Pick<ServerProcess, 'host' | 'port'>): Caller {
    const caller = new Caller(host, port, this.era);
    Object.assign(caller.headers, this.headers);
    caller.asked = 1_000_000_000; // ids of its own
    return caller;
  }

  /** Calls the tool once, and returns how long it took in milliseconds. */
  public async call(): Promise<number> {
    const a = ++this.asked;
    const params = { name: 'add', arguments: { a, b: 1 }, ...this.era === 'modern' ? { _meta: META } : {} };
    const start = performance.now();
    const { status, text } = await this.post({ id: a, method: 'tools/call', params });
    const milliseconds = performance.now() - start;
    if (status !== 200 || !text.includes(`"text":"${a + 1}"`)) {
      throw new Error(`the answer to a call is wrong: ${status} ${text.slice(0, 500)}`);
    }
    return milliseconds;
  }

  /** Calls as fast as it is answered, with so many calls at once. */
  public async calls(count: number, atOnce = 4): Promise<void> {
    let left = count;
    const one = async () => {
      while (left-- > 0) {
        await this.call();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, one));
  }

  /** Calls at a rate, whether or not earlier calls were answered, and returns how long each took in milliseconds. */
  public async paced(count: number, perSecond: number): Promise<number[]> {
    const start = performance.now();
    const calls: Promise<number>[] = [];
    for (let index = 0; index < count; index++) {
      const wait = start + (index * 1000 / perSecond) - performance.now();
      if (wait > 0) {
        await sleep(wait);
      }
      calls.push(this.call());
    }
    return Promise.all(calls);
  }

  public close(): void {
    this.agent.destroy();
  }

  private async initialize(): Promise<void> {
    const params = { protocolVersion: LEGACY, capabilities: {}, clientInfo: CLIENT };
    const { status, sessionId, text } = await this.post({ id: 0, method: 'initialize', params });
    if (status !== 200) {
      throw new Error(`the answer to initialize is wrong: ${status} ${text.slice(0, 500)}`);
    }
    this.headers['mcp-protocol-version'] = LEGACY;
    if (sessionId !== undefined) {
      this.headers['mcp-session-id'] = sessionId;
    }
    await this.post({ method: 'notifications/initialized' });
  }

  private post(message: object): Promise<Answer> {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    const headers = { ...this.headers, 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const asked = request({ host: this.host, port: this.port, path: '/mcp', method: 'POST', agent: this.agent, headers });
      asked.on('error', reject).on('response', (answer: IncomingMessage) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        }).on('error', reject).on('end', () => resolve({
          status: answer.statusCode!, sessionId: answer.headers['mcp-session-id'] as string | undefined, text,
        }));
      });
      asked.end(body);
    });
  }
}
