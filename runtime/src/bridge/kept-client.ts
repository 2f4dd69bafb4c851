import { Child } from './child.js';
import { PendingRequests } from './pending-requests.js';
import { WireMessage } from './stdio-messages.js';
import { CODES } from '../http/answers.js';
import { Message, RequestId } from '../observation/messages.js';
import { VERSION } from '../version.js';

/** A result, or whatever else an object of JSON-RPC holds. */
export type Fields = { readonly [key: string]: unknown };

export interface KeptClientOptions {
  /** A process that nobody has spoken to. */
  readonly take: () => Child | Promise<Child>;
  /** How long it has to answer initialize, in milliseconds. */
  readonly patience: number;
  /** After how long a process that nobody asks anything is ended, in milliseconds; undefined for never. */
  readonly idle?: number;
  /** Whether something is awaited of the process though nobody asks it anything. */
  readonly isHeard?: () => boolean;
  /** Told of each process that has answered initialize, with the answer. */
  readonly answered: (child: Child, initialized: Fields) => void;
  /** Told of a notification that belongs to no request. */
  readonly heard?: (notification: Message) => void;
}

/** An error that the server answered, as the SDKs throw it on to a client. */
export class AnsweredError extends Error {
  public constructor(public readonly code: number, message: string, public readonly data?: unknown) {
    super(message);
  }
}

interface Waiting {
  readonly settle: (answer: Fields | Error) => void;
  readonly notified: (notification: Message) => void;
  /** The progress token of whoever asked, under which it is to hear of progress. */
  readonly progressToken: RequestId | undefined;
}

export interface AskOptions {
  /** Tells the server that nobody waits any more. */
  readonly signal?: AbortSignal;
  /** Told of notifications that belong to this request. */
  readonly notified?: (notification: Message) => void;
}

/** The version by which the bridge itself speaks to a stdio server. */
const PROTOCOL_VERSION = '2025-11-25';

/**
 * A process that is kept, with a session that the bridge opened itself: for questions of the probe, and for requests of
 * clients that have no session. It is started when it is first needed, and again when it is gone.
 */
export class KeptClient {
  private connected: Promise<Connection> | undefined;
  private rest: NodeJS.Timeout | undefined;

  public constructor(private readonly options: KeptClientOptions) {}

  /** What the server answered to initialize. */
  public async initialized(): Promise<Fields> {
    return (await this.connect()).initialized;
  }

  public async ask(method: string, params: Fields | undefined, options: AskOptions = {}): Promise<Fields> {
    const connection = await this.connect();
    clearTimeout(this.rest);
    try {
      return await connection.ask(method, params, options);
    } finally {
      this.endWhenIdle(connection);
    }
  }

  public async close(): Promise<void> {
    clearTimeout(this.rest);
    const connection = await this.connected?.catch(() => undefined);
    await connection?.child.end('drain');
  }

  private connect(): Promise<Connection> {
    this.connected ??= this.open().catch((error: unknown) => {
      this.connected = undefined;
      throw error;
    });
    return this.connected;
  }

  private async open(): Promise<Connection> {
    const { take, patience, answered, heard = () => {} } = this.options;
    const child = await take();
    const late = setTimeout(() => child.kill(`did not answer initialize within ${patience / 1000} s`), patience);
    try {
      const connection = new Connection(child, heard, () => this.connected = undefined);
      connection.initialized = await connection.ask('initialize', {
        protocolVersion: PROTOCOL_VERSION, capabilities: {}, clientInfo: { name: 'mcp-agent-bridge', version: VERSION },
      }, {});
      child.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
      answered(child, connection.initialized);
      return connection;
    } catch (error) {
      void child.end('session');
      throw error;
    } finally {
      clearTimeout(late);
    }
  }

  private endWhenIdle(connection: Connection): void {
    const { idle, isHeard } = this.options;
    if (idle !== undefined) {
      clearTimeout(this.rest);
      this.rest = setTimeout(() => {
        if (connection.isWaiting || isHeard?.()) {
          this.endWhenIdle(connection);
        } else {
          void connection.child.end('idle');
        }
      }, idle).unref();
    }
  }
}

/** The session with one process. Requests of many clients go over it, each under a number of its own. */
class Connection {
  public initialized: Fields = {};

  private readonly waiting = new Map<RequestId, Waiting>();
  private readonly pending = new PendingRequests();
  private numbers = 0;

  public constructor(
    public readonly child: Child, private readonly heard: (notification: Message) => void, private readonly gone: () => void,
  ) {
    child.user = { message: (message) => this.received(message), ended: (how) => this.lost(how) };
  }

  public get isWaiting(): boolean {
    return this.waiting.size > 0;
  }

  public async ask(method: string, params: Fields | undefined, { signal, notified = () => {} }: AskOptions): Promise<Fields> {
    signal?.throwIfAborted();
    await this.child.writable();
    const id = ++this.numbers;
    const meta = params?._meta as { progressToken?: RequestId } | undefined;
    const progressToken = meta?.progressToken;
    // Clients that know nothing of each other use the same tokens.
    const numbered = progressToken === undefined ? params : { ...params, _meta: { ...meta, progressToken: id } };
    return new Promise((resolve, reject) => {
      const cancel = () => {
        this.child.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });
        settle(signal!.reason instanceof Error ? signal!.reason : new Error('cancelled'));
      };
      const settle = (answer: Fields | Error) => {
        this.waiting.delete(id);
        this.pending.remove(id);
        signal?.removeEventListener('abort', cancel);
        answer instanceof Error ? reject(answer) : resolve(answer);
      };
      const request: WireMessage = { jsonrpc: '2.0', id, method, params: numbered };
      this.waiting.set(id, { settle, notified, progressToken });
      this.pending.add(request);
      signal?.addEventListener('abort', cancel);
      if (this.child.isLeaving) {
        settle(new AnsweredError(CODES.REFUSED, 'The server\'s process is gone.'));
      } else {
        this.child.send(request);
      }
    });
  }

  private received(message: WireMessage): void {
    const { id, method, result, error } = message;
    if (method === undefined) {
      this.waiting.get(id!)?.settle(error ? new AnsweredError(error.code, error.message ?? '', (error as { data?: unknown }).data) : result ?? {});
    } else if (id !== undefined) {
      this.answer(id!, method);
    } else {
      this.notify(message);
    }
  }

  private notify(message: WireMessage): void {
    const related = this.pending.relatedTo(message);
    const waiting = related === undefined ? undefined : this.waiting.get(related);
    if (!waiting) {
      this.heard(message);
    } else if (message.method === 'notifications/progress') {
      waiting.notified({ ...message, params: { ...message.params, progressToken: waiting.progressToken } });
    } else {
      waiting.notified(message);
    }
  }

  /** Behind this session are many clients, or none: there is nobody whom the server could ask for anything. */
  private answer(id: RequestId, method: string): void {
    const refusal = { code: -32601, message: `${method} is not available: requests without a session have no client that could be asked` };
    this.child.send({ jsonrpc: '2.0', id, ...method === 'ping' ? { result: {} } : { error: refusal } });
  }

  private lost(how: string): void {
    this.gone();
    [...this.waiting.values()].forEach(({ settle }) => settle(new AnsweredError(CODES.REFUSED, `The server's process ${how}.`)));
  }
}
