import type { ServerResponse } from 'node:http';
import { PassOn } from './follow-requests.js';
import { answerError, CODES } from '../http/answers.js';
import { isModern, isSubscription, sessionIdOf } from '../http/eras.js';
import { McpRequest, Served } from '../http/served.js';
import { Probe } from '../management/readiness.js';
import { principalOf } from '../observation/principal.js';
import { Base } from '../runtime.js';
import { Session, SessionTable } from '../sessions/session-table.js';

/** A program that serves MCP by itself, seen from around it. */
export class ServedProgram implements Served {
  private readonly table: SessionTable<Session>;
  private hadSessions = false;

  public constructor(base: Base, private readonly passOn: PassOn, public readonly probe: Probe) {
    const { settings, metrics, observer } = base;
    this.table = new SessionTable({ most: 0, idleSeconds: settings.sessionIdleSeconds, streamsCount: true }, metrics);
    observer.sessionListener = {
      opened: ({ id, principal, close }) => {
        this.hadSessions = true;
        this.table.add(id, { principal, close });
      },
      closed: (id) => this.table.remove(id, 'client'),
    };
  }

  public handle(request: McpRequest, response: ServerResponse): void {
    const id = sessionIdOf(request);
    if (id !== undefined) {
      const session = this.table.get(id);
      if (session && session.principal !== principalOf(request.auth)) {
        answerError(response, 404, CODES.SESSION_NOT_FOUND, 'Session not found');
        return;
      }
      this.table.use(id, response, isSubscription(request));
    }
    this.passOn(request, response);
  }

  public owns(sessionId: string): boolean {
    return this.table.has(sessionId);
  }

  /** A program that never opened a session serves without, and may go on to. */
  public opensSession(request: McpRequest): boolean {
    return this.hadSessions && request.method === 'POST' && sessionIdOf(request) === undefined && !isModern(request);
  }

  public sessionsInUse(): number {
    return this.table.inUse();
  }

  public end(): Promise<void> {
    return this.table.close('drain');
  }
}
