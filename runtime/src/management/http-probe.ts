import { Learn } from './probe-session.js';
import { Probe } from './readiness.js';
import { Message } from '../observation/messages.js';

export interface HttpProbeOptions {
  /** The server's MCP endpoint; undefined while it is not known, which is not ready. */
  readonly url: () => URL | undefined;
  /** What the probe calls its version, by which observers know it. */
  readonly version: string;
  /** More headers for every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly learn?: Learn;
}

interface Answer {
  readonly status: number;
  readonly sessionId: string | undefined;
  readonly message: Message | undefined;
}

/** The version of the modern era that is asked for. */
const MODERN = '2026-07-28';
const LEGACY = '2025-11-25';

/**
 * Asks an HTTP server whether it still speaks MCP: in one session that is kept, or without one where the server has
 * none. A server that wants to know who asks is one that works.
 */
export class HttpProbe {
  private greeted = false;
  private isModern = false;
  private sessionId: string | undefined;
  private questions = 0;

  public constructor(private readonly options: HttpProbeOptions) {}

  public readonly probe: Probe = async (signal) => {
    if (!this.greeted) {
      await this.greet(signal);
      return;
    }
    const { status, message } = await this.ask(this.isModern ? 'server/discover' : 'ping', {}, signal);
    if (status === 404 || status === 400) {
      this.forget(); // it was started anew, or forgot us
      await this.greet(signal);
    } else if (!isGuarded(status)) {
      expectResult(status, message);
    }
  };

  /** Ends the session, so that nothing of ours is left. */
  public async close(): Promise<void> {
    const url = this.options.url();
    if (url && this.sessionId !== undefined) {
      const headers = { ...this.options.headers, 'mcp-session-id': this.sessionId, 'mcp-protocol-version': LEGACY };
      await fetch(url, { method: 'DELETE', headers, signal: AbortSignal.timeout(1_000) }).then((answer) => answer.body?.cancel(), () => {});
    }
    this.forget();
  }

  private forget(): void {
    this.greeted = false;
    this.sessionId = undefined;
  }

  private async greet(signal: AbortSignal): Promise<void> {
    const clientInfo = { name: 'mcp-agent-probe', version: this.options.version };
    const { status, sessionId, message } = await this.ask('initialize', { protocolVersion: LEGACY, capabilities: {}, clientInfo }, signal);
    if (isGuarded(status)) {
      return;
    }
    if (message?.result) {
      this.sessionId = sessionId;
      this.options.learn?.({ method: 'initialize' }, message.result);
      await this.notify('notifications/initialized', signal);
    } else {
      this.isModern = true;
      const answer = await this.ask('server/discover', {}, signal);
      this.isModern = answer.message?.result !== undefined;
      this.options.learn?.({ method: 'initialize' }, expectResult(status, this.isModern ? answer.message : message));
    }
    this.greeted = true;
    const tools = await this.ask('tools/list', {}, signal);
    if (tools.message?.result) {
      this.options.learn?.({ method: 'tools/list' }, tools.message.result);
    }
  }

  private notify(method: string, signal: AbortSignal): Promise<unknown> {
    return this.post({ jsonrpc: '2.0', method }, {}, signal).then((response) => response.body?.cancel());
  }

  private async ask(method: string, params: object, signal: AbortSignal): Promise<Answer> {
    const id = `probe-${this.questions++}`;
    const body = { jsonrpc: '2.0', id, method, params: this.isModern ? { ...params, _meta: this.meta() } : params };
    const response = await this.post(body, this.isModern ? { 'mcp-method': method } : {}, signal);
    const text = await response.text();
    return { status: response.status, sessionId: response.headers.get('mcp-session-id') ?? undefined, message: answerIn(text, id) };
  }

  private async post(body: object, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const url = this.options.url();
    if (!url) {
      throw new Error('the server does not listen yet');
    }
    const session: Record<string, string> = this.sessionId === undefined ? {} : { 'mcp-session-id': this.sessionId };
    const version: Record<string, string> = this.greeted || this.isModern ? { 'mcp-protocol-version': this.isModern ? MODERN : LEGACY } : {};
    try {
      return await fetch(url, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', ...this.options.headers, ...session, ...version, ...headers },
        signal,
      });
    } catch (error) {
      const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message;
      throw new Error(`the server at ${url.host} does not answer: ${cause}`);
    }
  }

  private meta(): object {
    return {
      'io.modelcontextprotocol/protocolVersion': MODERN,
      'io.modelcontextprotocol/clientInfo': { name: 'mcp-agent-probe', version: this.options.version },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
  }
}

function isGuarded(status: number): boolean {
  return status === 401 || status === 403;
}

function expectResult(status: number, message: Message | undefined): { readonly [key: string]: unknown } {
  if (message?.result) {
    return message.result;
  }
  throw new Error(message?.error ? `the server answered: ${message.error.message ?? message.error.code}` : `the server answered ${status}, and no MCP`);
}

/** The response of this id in a body that is JSON or an event stream. */
function answerIn(text: string, id: string): Message | undefined {
  const texts = text.startsWith('{') ? [text] : text.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5));
  const messages = texts.flatMap((one): Message[] => {
    try {
      return [JSON.parse(one)];
    } catch {
      return [];
    }
  });
  return messages.find((message) => message.id === id && message.method === undefined) ?? messages.find(({ error }) => error !== undefined);
}
