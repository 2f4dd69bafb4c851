import type { IncomingMessage, ServerResponse } from 'node:http';
import { Bounds, Budget } from './collected.js';
import { ExchangeObserver } from './exchange-observer.js';
import { headersToClient } from './headers.js';
import { Passage } from './passage.js';
import { ProxiedSession } from './proxied-session.js';
import { SessionIds } from './session-ids.js';
import { Subscriptions } from './subscriptions.js';
import { Upstream } from './upstream.js';
import { answerError, CODES } from '../http/answers.js';
import { isListen, isModern, isSubscription, SESSION_HEADER, sessionIdOf } from '../http/eras.js';
import { answerUnavailable } from '../http/front.js';
import { McpRequest, Served } from '../http/served.js';
import { HttpProbe } from '../management/http-probe.js';
import { learner } from '../management/learner.js';
import { principalOf } from '../observation/principal.js';
import { Base } from '../runtime.js';
import { SessionTable } from '../sessions/session-table.js';

/** How many bodies of the largest size are held for observation at once, in all; what exceeds it passes unread. */
const HELD_BODIES = 4;

/** Another HTTP server, of whatever language, seen from before it. */
export class ServedUpstream implements Served {
  private readonly table: SessionTable<ProxiedSession>;
  private readonly subscriptions = new Subscriptions();
  private readonly httpProbe: HttpProbe;
  private readonly bounds: Bounds;
  private hadSessions = false;

  public constructor(private readonly base: Base, private readonly upstream: Upstream, private readonly ids: SessionIds) {
    const { settings, metrics, observer } = base;
    this.table = new SessionTable({ most: settings.maxSessions, idleSeconds: settings.sessionIdleSeconds, streamsCount: true }, metrics);
    this.httpProbe = new HttpProbe({ url: () => upstream.url, version: observer.probeVersion, learn: learner(base) });
    this.bounds = { message: settings.maxBodyBytes, budget: new Budget(HELD_BODIES * settings.maxBodyBytes) };
    metrics.instrumented.of().value = 1;
  }

  public get probe() {
    return this.httpProbe.probe;
  }

  public handle(request: McpRequest, response: ServerResponse): void {
    const id = sessionIdOf(request);
    const known = id === undefined ? undefined : this.table.get(id);
    const principal = principalOf(request.auth);
    if (id !== undefined && (!this.ids.isOurs(id) || (known && known.principal !== principal))) {
      answerError(response, 404, CODES.SESSION_NOT_FOUND, 'Session not found');
    } else if (this.table.isFull && this.opensSession(request)) {
      answerUnavailable(response, 'This replica has as many sessions as it may have.');
    } else {
      if (known) {
        this.table.use(id!, response, isSubscription(request));
      }
      const { observer } = this.base;
      this.pass(request, response, known ?? new ProxiedSession(observer, principal, id, (ended) => this.upstream.endSession(ended)));
    }
  }

  public owns(sessionId: string): boolean {
    return this.ids.isOurs(sessionId);
  }

  /** A server that never opened a session serves without, and may go on to. */
  public opensSession(request: McpRequest): boolean {
    return this.hadSessions && request.method === 'POST' && sessionIdOf(request) === undefined && !isModern(request);
  }

  public sessionsInUse(): number {
    return this.table.inUse();
  }

  public async end(): Promise<void> {
    this.subscriptions.end();
    await Promise.all([this.table.close('drain'), this.httpProbe.close()]);
    this.upstream.close();
  }

  private pass(request: McpRequest, response: ServerResponse, session: ProxiedSession): void {
    const { settings: { maxBodyBytes }, metrics } = this.base;
    const listener = new ExchangeObserver({
      request,
      arrival: { protocolVersion: headerOf(request, 'mcp-protocol-version'), principal: session.principal, header: (name) => headerOf(request, name) },
      // An SDK's server answers these before any of its transports sees them: counted in one mode alone they would compare badly.
      conversation: isListen(request) ? undefined : session.conversation,
      bounds: this.bounds,
      metrics,
      onAnswer: (answer) => this.answered(request, response, answer, session),
      onEnd: (status, elsewhere) => {
        this.ended(request, session, status);
        session.awaitElsewhere(elsewhere);
      },
    });
    const passage = new Passage({
      request,
      response,
      upstream: this.upstream.request(request, this.upstream.pathFor(request)),
      listener,
      mostBytes: maxBodyBytes,
      headersOf: (answer) => headersToClient(answer, (id) => this.ids.toClient(id)),
    });
    if (isSubscription(request)) {
      this.subscriptions.follow(response, passage, isListen(request) ? () => listener.unanswered() : () => []);
    }
    passage.begin();
  }

  /** Knows a session once the server says that it has it: one that it opens, or had before this process was there. */
  private answered(
    request: IncomingMessage, response: ServerResponse, { statusCode = 0, headers }: IncomingMessage, session: ProxiedSession,
  ): void {
    const given = headers[SESSION_HEADER];
    if (session.id === undefined && typeof given === 'string') {
      session.id = this.ids.toClient(given);
    }
    const isGood = statusCode >= 200 && statusCode < 300;
    const isNew = session.id !== undefined && !session.isOver && !this.table.has(session.id);
    if (isGood && isNew && request.method !== 'DELETE') {
      this.hadSessions = true;
      this.table.add(session.id!, session);
      this.table.use(session.id!, response, isSubscription(request));
    }
  }

  private ended({ method }: IncomingMessage, session: ProxiedSession, status = 0): void {
    const { id } = session;
    const isEnded = method === 'DELETE' && status >= 200 && status < 300;
    if (id !== undefined && (isEnded || status === 404)) {
      this.table.get(id)?.over();
      this.table.remove(id, isEnded ? 'client' : 'error');
    }
    if (id === undefined || this.table.get(id) !== session) {
      session.over();
    }
  }
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
