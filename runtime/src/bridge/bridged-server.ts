import type { IncomingMessage, ServerResponse } from 'node:http';
import { Child } from './child.js';
import { PendingRequests } from './pending-requests.js';
import { SlowReaders } from './slow-readers.js';
import { WireMessage } from './stdio-messages.js';
import { CODES } from '../http/answers.js';
import { Message, RequestId } from '../observation/messages.js';
import { HttpTransport } from '../serve/sdk.js';
import { EndReason } from '../sessions/session-table.js';

export interface BridgedServerOptions {
  /** How long the process has to answer initialize, in milliseconds. */
  readonly patience: number;
  /** Told when the process has answered initialize. */
  readonly answered: (child: Child) => void;
  /** Told of a message that could not be delivered. */
  readonly undeliverable: (message: WireMessage, error: unknown) => void;
}

/** What SDK transports take with a message. */
type Send = (message: WireMessage, options?: { readonly relatedRequestId?: RequestId }) => Promise<void>;

/**
 * A process of a stdio server in the place of an SDK's server: it is connected to the SDK's own HTTP transport, which
 * does all that HTTP asks for, and messages pass between the two as they are. Nothing between answers, changes or
 * numbers them, so ids, errors, cancellation, capabilities, sampling and elicitation are those of the server.
 */
export class BridgedServer {
  /** Why the session ended, where the client did not end it. */
  public ended: EndReason | undefined;

  private readonly pending = new PendingRequests();
  private initializeId: RequestId | undefined;
  private late: NodeJS.Timeout | undefined;
  private transport!: HttpTransport;

  public constructor(private readonly child: Child, private readonly options: BridgedServerOptions) {}

  public async connect(transport: HttpTransport): Promise<void> {
    this.transport = transport;
    this.child.user = { message: (message) => this.fromServer(message), ended: (how) => this.lost(how) };
    transport.onmessage = (message: never) => this.fromClient(message);
    const { onclose } = transport;
    transport.onclose = () => {
      onclose?.call(transport);
      clearTimeout(this.late);
      this.ended ??= 'client';
      void this.child.end(this.ended === 'idle' || this.ended === 'drain' ? this.ended : 'session');
    };
    this.holdBack(transport);
    await transport.start();
  }

  /** Ends the session; resolves when the process is gone. */
  public async close(reason?: EndReason): Promise<void> {
    this.ended ??= reason;
    await this.transport.close();
    await this.child.gone;
  }

  /** Has each side wait for the other where that does not keep up. */
  private holdBack(transport: HttpTransport): void {
    const readers = new SlowReaders(this.child);
    const { handleRequest } = transport;
    transport.handleRequest = async (request: IncomingMessage, response: ServerResponse, body?: unknown) => {
      readers.follow(response);
      await this.child.writable();
      await handleRequest.call(transport, request, response, body);
    };
    this.afterSending = () => readers.check();
  }

  private afterSending = () => {};

  private fromClient(message: WireMessage): void {
    if (message.method !== undefined && message.id !== undefined) {
      this.pending.add(message);
      if (message.method === 'initialize') {
        this.expectAnswer(message.id!);
      }
    }
    if (message.method === 'notifications/cancelled') {
      this.pending.remove(message.params?.requestId as RequestId);
    }
    this.child.send(message);
  }

  private fromServer(message: WireMessage): void {
    const isResponse = message.method === undefined;
    const relatedRequestId = isResponse ? undefined : this.pending.relatedTo(message);
    void this.deliver(message, relatedRequestId).then(() => this.afterSending());
    if (isResponse) {
      this.pending.remove(message.id!);
      if (message.id === this.initializeId) {
        this.initialized(message);
      }
    }
  }

  private async deliver(message: WireMessage, relatedRequestId?: RequestId): Promise<void> {
    try {
      await (this.transport.send as Send)(message, { relatedRequestId });
    } catch (error) {
      this.options.undeliverable(message, error);
    }
  }

  private expectAnswer(id: RequestId): void {
    const { patience } = this.options;
    this.initializeId = id;
    this.late = setTimeout(() => this.child.kill(`did not answer initialize within ${patience / 1000} s`), patience).unref();
  }

  private initialized({ error }: Message): void {
    clearTimeout(this.late);
    this.initializeId = undefined;
    if (error) {
      this.ended = 'error'; // what was never opened must not keep a process
      void this.transport.close();
    } else {
      this.options.answered(this.child);
    }
  }

  /** The process is gone: whoever waits for it is told at once. */
  private async lost(how: string): Promise<void> {
    clearTimeout(this.late);
    if (this.ended === undefined) {
      this.ended = 'crash';
      const error = { code: CODES.REFUSED, message: `The server's process ${how}. The call may have had its effect.` };
      await Promise.all(this.pending.ids.map((id) => this.deliver({ jsonrpc: '2.0', id, error })));
      await this.transport.close();
    }
  }
}
