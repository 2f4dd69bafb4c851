import type { ServerResponse } from 'node:http';
import { ServerFactory } from './factory.js';
import { LegacySessions, ServedSession } from './legacy-sessions.js';
import { serveStateless } from './legacy-stateless.js';
import { ModernEra, Sdk } from './sdk.js';
import { answerError, CODES } from '../http/answers.js';
import { parsed, readBody } from '../http/body.js';
import { isModern, sessionIdOf } from '../http/eras.js';
import { McpRequest, Served } from '../http/served.js';
import { ProbeSession } from '../management/probe-session.js';
import { Message } from '../observation/messages.js';
import { SUCCESS } from '../observation/outcome.js';
import { Base } from '../runtime.js';
import { EventStoreLike } from '../sessions/named-event-store.js';
import { lastingAfter, PortableSessions } from '../sessions/portable-sessions.js';
import { ownerOf } from '../sessions/replicas.js';
import { newSessionId } from '../sessions/session-id.js';
import { SessionStore } from '../sessions/session-store.js';
import { EndReason, SessionTable } from '../sessions/session-table.js';

export interface ServedFactoryOptions {
  readonly base: Base;
  readonly sdk: Sdk;
  readonly factory: ServerFactory;
  readonly probe: Pick<ProbeSession, 'probe' | 'close'>;
  /** Whether a session may be taken for idle while the client has a stream open to hear from it. Default: true. */
  readonly streamsCount?: boolean;
  /** This pod as sessions' ids name it, where there are others. */
  readonly owner: string | undefined;
  /** Where sessions are kept that outlive this process; undefined where none does. */
  readonly store?: SessionStore;
  readonly eventStore?: EventStoreLike;
}

/** Servers of an official SDK, in both eras where the SDK has both. */
export class ServedFactory implements Served {
  /** The sessions that other replicas can carry on; undefined where they end with this process. */
  public readonly portable: PortableSessions | undefined;

  private readonly table: SessionTable<ServedSession>;
  private readonly legacy: LegacySessions;
  private readonly modern: ModernEra | undefined;

  public constructor(private readonly options: ServedFactoryOptions) {
    const { base: { settings, metrics, log }, sdk, factory, owner, store, eventStore } = options;
    const { maxBodyBytes, path, maxSessions: most, sessionIdleSeconds: idleSeconds } = settings;
    const removed = (id: string, reason: EndReason) => this.removed(id, reason);
    this.table = new SessionTable({ most, idleSeconds, streamsCount: options.streamsCount ?? true, removed }, metrics);
    this.legacy = new LegacySessions({
      sdk,
      factory,
      table: this.table,
      newId: () => newSessionId(owner),
      path,
      maxBodyBytes,
      eventStore,
      metrics,
      opened: (id, record) => this.portable?.save(id, record),
    });
    this.portable = store && this.outlive(store);
    this.modern = sdk.modern?.(factory, maxBodyBytes, (error) => {
      metrics.errors.of('transport').value++;
      log.debug('the SDK reports an error', { error });
    });
  }

  public get probe() {
    return this.options.probe.probe;
  }

  public handle(request: McpRequest, response: ServerResponse): Promise<void> {
    if (sessionIdOf(request) !== undefined && this.isStateful) {
      return this.legacy.handle(request, response);
    }
    return this.modern && isModern(request) ? this.modern.handle(request, response) : this.handleUnknown(request, response);
  }

  public owns(sessionId: string): boolean {
    return this.table.has(sessionId) && !this.portable?.isMoving(sessionId);
  }

  public opensSession(request: McpRequest): boolean {
    return this.isStateful && request.method === 'POST' && sessionIdOf(request) === undefined && !isModern(request);
  }

  public sessionsInUse(): number {
    return this.portable?.isUp ? 0 : this.table.inUse();
  }

  public async handOver(): Promise<void> {
    await this.portable?.handOver();
  }

  /** Ends the session that nobody has used for the longest time, if that is so many milliseconds; false where there is none. */
  public endIdlest(least: number): Promise<boolean> {
    return this.table.endIdlest(least);
  }

  public async end(): Promise<void> {
    await this.portable?.end();
    await Promise.all([this.modern?.close(), this.table.close('drain'), this.options.probe.close()]);
  }

  /** Keeps the sessions of this process in a store from which others can build them anew. */
  private outlive(store: SessionStore): PortableSessions {
    const { settings, observer, metrics, log } = this.options.base;
    const { table, legacy } = this;
    const portable = new PortableSessions(ownerOf(settings), store, {
      get isFull() {
        return table.isFull;
      },
      has: (id) => table.has(id),
      revive: (id, record, request) => legacy.revive(id, record, request),
      records: () => table.ids().map((id) => [id, table.get(id)!.record] as const),
      atRest: () => table.atRest(),
      handedOver: (id) => table.end(id, 'handover'),
    }, settings.sessionIdleSeconds, metrics, log);
    observer.listeners.push({
      ended: ({ sessionId, request }, outcome) => outcome === SUCCESS && sessionId !== undefined && this.said(sessionId, request),
    });
    return portable;
  }

  /** Notes what a client asked for that lasts as long as its session. */
  private said(id: string, request: Message): void {
    const session = this.table.get(id);
    const lasting = session && lastingAfter(session.record.lasting, request);
    if (session && lasting !== session.record.lasting) {
      session.record = { ...session.record, lasting: lasting! };
      void this.portable?.save(id, session.record);
    }
  }

  /** A session that was handed over lives on; one that could not be may yet be found by its record. */
  private removed(id: string, reason: EndReason): void {
    if (reason !== 'handover' && reason !== 'drain') {
      this.portable?.forget(id);
    }
  }

  /** Answers a request whose era its headers don't tell. */
  private async handleUnknown(request: McpRequest, response: ServerResponse): Promise<void> {
    const body = request.method === 'POST' ? await this.read(request, response) : { value: undefined };
    if (!body) {
      return;
    }
    if (this.modern && !await this.modern.isLegacy(request, body.value)) {
      return this.modern.handle(request, response, body.value);
    }
    return this.isStateful
      ? this.legacy.handle(request, response, body.value)
      : serveStateless(this.options, request, response, body.value);
  }

  private get isStateful(): boolean {
    return this.options.base.settings.sessions === 'stateful';
  }

  /** The body of a request that names no session: what it is can't be told from its headers. */
  private async read(request: McpRequest, response: ServerResponse): Promise<{ value: unknown } | undefined> {
    const { maxBodyBytes } = this.options.base.settings;
    const body = await readBody(request, maxBodyBytes);
    if (body.tooLarge) {
      answerError(response, 413, CODES.REFUSED, `Payload Too Large: Request body must not exceed ${maxBodyBytes} bytes`, { connection: 'close' });
      return undefined;
    }
    return { value: parsed(body.text) };
  }
}
