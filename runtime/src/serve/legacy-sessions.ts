import type { ServerResponse } from 'node:http';
import { ServerFactory } from './factory.js';
import { HeldMessages } from './held-messages.js';
import { isInitialize } from './initialize.js';
import { revive } from './revival.js';
import { HttpTransport, Sdk } from './sdk.js';
import { answerError, CODES } from '../http/answers.js';
import { isSubscription, sessionIdOf } from '../http/eras.js';
import { answerUnavailable } from '../http/front.js';
import { McpRequest } from '../http/served.js';
import { Message } from '../observation/messages.js';
import { Metrics } from '../observation/metrics.js';
import { AnyServer } from '../observation/observe-server.js';
import { conversationOf } from '../observation/observe-transport.js';
import { principalOf } from '../observation/principal.js';
import { EventStoreLike, NamedEventStore } from '../sessions/named-event-store.js';
import { isForwarded } from '../sessions/peer-auth.js';
import { SessionRecord } from '../sessions/session-store.js';
import { EndReason, Session, SessionTable } from '../sessions/session-table.js';

export interface LegacySessionsOptions {
  readonly sdk: Sdk;
  readonly factory: ServerFactory;
  readonly table: SessionTable<ServedSession>;
  readonly newId: () => string;
  readonly path: string;
  readonly maxBodyBytes: number;
  readonly eventStore: EventStoreLike | undefined;
  readonly metrics: Metrics;
  /** Called when a session was opened, and waited for. */
  readonly opened: (id: string, record: SessionRecord) => Promise<void> | undefined;
}

/** A session that is served by a server of its own. */
export interface ServedSession extends Session {
  readonly transport: HttpTransport;
  /** What it takes to build the session anew. */
  record: SessionRecord;
  /** What the client will hear when it listens again; undefined where an event store keeps it. */
  readonly messages: HeldMessages | undefined;
}

/** A server, and what the bridge's servers know beyond those of the SDKs. */
type SessionServer = AnyServer & {
  /** Why the session ended, where neither the client nor this process ended it. */
  readonly ended?: EndReason;
  close?(reason: EndReason): Promise<void>;
};

/** Serves the legacy era with sessions: a server per session, as the SDK's own examples have it. */
export class LegacySessions {
  public constructor(private readonly options: LegacySessionsOptions) {}

  /** @param body what was read of the request already, for one without a session */
  public handle(request: McpRequest, response: ServerResponse, body?: unknown): Promise<void> {
    const id = sessionIdOf(request);
    if (id !== undefined) {
      return this.continueSession(id, request, response);
    }
    if (isInitialize(body)) {
      return this.openSession(request, response, body);
    }
    // Whatever is wrong with it, the SDK's transport says so; no server is needed for that.
    return this.options.sdk.transport({ sessionIdGenerator: this.options.newId, maxRequestBodySize: this.options.maxBodyBytes })
      .handleRequest(request, response, body);
  }

  /** Builds a session that was opened elsewhere, for the client whose request needs it. */
  public async revive(id: string, record: SessionRecord, { auth }: McpRequest): Promise<void> {
    const { table } = this.options;
    const transport = await this.connect(id, record, auth, () => table.get(id)?.messages?.hold());
    const conversation = conversationOf(transport);
    const telling = { id, record, path: this.options.path, auth, protocolVersion: () => conversation?.version ?? '' };
    try {
      await (conversation ? conversation.replay(() => revive(transport, telling)) : revive(transport, telling));
    } catch (error) {
      await (table.has(id) ? table.end(id, 'error') : transport.close());
      throw error;
    }
  }

  private continueSession(id: string, request: McpRequest, response: ServerResponse): Promise<void> {
    const { table, metrics } = this.options;
    const session = table.get(id);
    const isTheirs = session?.principal === principalOf(request.auth);
    if (!session || !isTheirs) {
      metrics.errors.of('wrong_principal').value += session ? 1 : 0;
      answerError(response, 404, CODES.SESSION_NOT_FOUND, 'Session not found');
      return Promise.resolve();
    }
    const isStream = isSubscription(request);
    table.use(id, response, isStream);
    if (isStream) {
      listens(request, response, session.messages);
    }
    return session.transport.handleRequest(request, response);
  }

  private async openSession(request: McpRequest, response: ServerResponse, body: unknown): Promise<void> {
    const { table, newId, opened } = this.options;
    const free = table.reserve();
    if (!free) {
      answerUnavailable(response, 'This replica has as many sessions as it may have.');
      return;
    }
    try {
      const id = newId();
      const record = { principal: principalOf(request.auth), initialize: [body].flat()[0] as Message, lasting: {} };
      const transport = await this.connect(id, record, request.auth, () => {
        free();
        table.use(id, response, false);
        return opened(id, record);
      });
      await transport.handleRequest(request, response, body);
      if (!table.has(id)) {
        await transport.close(); // the request was refused, or took its session back at once
      }
    } finally {
      free();
    }
  }

  /** A server of its own for a session that is about to be opened, and the way to it. */
  private async connect(
    id: string, record: SessionRecord, authInfo: unknown, opened: () => Promise<void> | void,
  ): Promise<HttpTransport> {
    const { sdk, factory, table, maxBodyBytes, eventStore } = this.options;
    const server: SessionServer = await factory({ era: 'legacy', authInfo });
    const transport = sdk.transport({
      sessionIdGenerator: () => id,
      maxRequestBodySize: maxBodyBytes,
      eventStore: eventStore && new NamedEventStore(id, eventStore),
      onsessioninitialized: () => {
        const close = (reason: EndReason) => server.close?.(reason) ?? transport.close();
        table.add(id, { principal: record.principal, transport, record, messages, close });
        return opened();
      },
    });
    const messages = eventStore ? undefined : new HeldMessages(transport);
    transport.onclose = () => void table.remove(id, server.ended ?? 'client');
    await server.connect(transport as never);
    return transport;
  }
}

/** A client opens its stream; where that leads over another pod, it may break with that pod. */
function listens(request: McpRequest, response: ServerResponse, messages: HeldMessages | undefined): void {
  messages?.releaseTo(response);
  if (isForwarded(request)) {
    response.once('close', () => messages?.hold());
  }
}
