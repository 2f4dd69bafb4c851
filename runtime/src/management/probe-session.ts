import { Probe } from './readiness.js';
import { Message } from '../observation/messages.js';

/** A way to a server over which the probe talks, and no client does. */
export interface ProbeLink {
  send(message: Message): void;
  close(): Promise<void>;
}

/** Opens a way to the server; messages of the server go to `receive`, and `lost` is called where the way ends. */
export type OpenProbeLink = (receive: (message: Message) => void, lost: (reason: string) => void) => Promise<ProbeLink>;

const INITIALIZE: Message = {
  id: 'probe',
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'mcp-agent-probe', version: '1.0.0' } },
};

/** What the probe hears from the server on its first visit. */
export type Learn = (request: Message, result: { readonly [key: string]: unknown }) => void;

/**
 * A session that is kept for asking whether the server still speaks: one `initialize`, then a `ping` whenever the
 * kubelet asks. A session per question would leave state; a question that is no MCP would prove little.
 */
export class ProbeSession {
  private link: ProbeLink | undefined;
  private awaited: { readonly id: string; readonly settle: (answer: Message | Error) => void } | undefined;
  private questions = 0;

  /** @param learn is told the server's answer to initialize and its first page of tools */
  public constructor(private readonly open: OpenProbeLink, private readonly learn: Learn = () => {}) {}

  public readonly probe: Probe = async (signal) => {
    if (!this.link) {
      await this.greet(signal);
    }
    await this.ask({ method: 'ping' }, signal);
  };

  public async close(): Promise<void> {
    const link = this.link;
    this.link = undefined;
    await link?.close();
  }

  private async greet(signal: AbortSignal): Promise<void> {
    this.link = await this.open((message) => this.received(message), (reason) => this.lost(reason));
    try {
      const { result = {} } = await this.ask(INITIALIZE, signal);
      this.learn(INITIALIZE, result);
      this.link.send({ method: 'notifications/initialized', ...JSON_RPC });
      if ((result.capabilities as { tools?: unknown } | undefined)?.tools !== undefined) {
        const request = { method: 'tools/list', params: {} };
        this.learn(request, (await this.ask(request, signal)).result ?? {});
      }
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private ask(request: Message, signal: AbortSignal): Promise<Message> {
    const id = `probe-${this.questions++}`;
    return new Promise<Message>((resolve, reject) => {
      const settle = (answer: Message | Error) => {
        this.awaited = undefined;
        signal.removeEventListener('abort', late);
        answer instanceof Error ? reject(answer) : resolve(answer);
      };
      const late = () => settle(new Error(`no answer to ${request.method} in time`));
      signal.addEventListener('abort', late);
      this.awaited = { id, settle };
      this.link!.send({ ...request, ...JSON_RPC, id } as Message);
    });
  }

  private received(message: Message): void {
    if (this.awaited && message.method === undefined && message.id === this.awaited.id) {
      this.awaited.settle(message.error ? new Error(`the server answered: ${message.error.message ?? message.error.code}`) : message);
    }
  }

  private lost(reason: string): void {
    this.link = undefined;
    this.awaited?.settle(new Error(reason));
  }
}

const JSON_RPC = { jsonrpc: '2.0' } as object;
