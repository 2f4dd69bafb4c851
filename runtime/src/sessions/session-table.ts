import type { ServerResponse } from 'node:http';
import { Metrics } from '../observation/metrics.js';

/** Why a session ended, as `mcp_server_sessions_ended_total` has it. */
export type EndReason = 'client' | 'idle' | 'drain' | 'handover' | 'crash' | 'error';

/** A session that lives in this process. */
export interface Session {
  /** Who opened it; nobody else may use it. */
  readonly principal: string | undefined;
  /** Frees what the session holds. */
  close(reason: EndReason): Promise<void>;
}

export interface SessionTableOptions {
  readonly most: number;
  readonly idleSeconds: number;
  /** Whether a session may be taken for idle while the client has a stream open to hear from it. */
  readonly streamsCount: boolean;
  /** Called when a session is over. */
  readonly removed?: (id: string, reason: EndReason) => void;
}

interface Entry<Kind extends Session> {
  readonly session: Kind;
  usedAt: number;
  /** Exchanges that go on. */
  calls: number;
  streams: number;
}

/** What a response keeps until it is closed: whose exchange it ends then, and of which kind it is. */
const ENTRY = Symbol('session');
const KIND = Symbol('kind of exchange');

type Followed = ServerResponse & { [ENTRY]?: Entry<Session>; [KIND]?: 'calls' | 'streams' };

/** A session that was used within so many milliseconds is one that its client would miss. */
const IN_USE = 10_000;

/** The sessions of a process: how many there may be, who may use them, and when they are over. */
export class SessionTable<Kind extends Session> {
  private static closed(this: Followed): void {
    const entry = this[ENTRY];
    if (entry) {
      this[ENTRY] = undefined;
      entry[this[KIND]!]--;
      entry.usedAt = performance.now();
    }
  }

  private readonly entries = new Map<string, Entry<Kind>>();
  private readonly sweeper: NodeJS.Timeout;
  private reserved = 0;

  public constructor(private readonly options: SessionTableOptions, private readonly metrics: Metrics) {
    const period = Math.min(options.idleSeconds * 500, 30_000);
    this.sweeper = setInterval(() => void this.endIdle(), period).unref();
    if (options.most > 0) {
      metrics.sessionsLimit.of().value = options.most;
    }
  }

  public get size(): number {
    return this.entries.size;
  }

  public get isFull(): boolean {
    return this.options.most > 0 && this.entries.size + this.reserved >= this.options.most;
  }

  /** Keeps room for a session that is about to be opened, until the function that it returns is called; undefined where there is none. */
  public reserve(): (() => void) | undefined {
    if (this.isFull) {
      return undefined;
    }
    let held = 1;
    this.reserved++;
    return () => {
      this.reserved -= held;
      held = 0;
    };
  }

  public has(id: string): boolean {
    return this.entries.has(id);
  }

  public get(id: string): Kind | undefined {
    return this.entries.get(id)?.session;
  }

  public ids(): string[] {
    return [...this.entries.keys()];
  }

  public add(id: string, session: Kind): void {
    this.entries.set(id, { session, usedAt: performance.now(), calls: 0, streams: 0 });
  }

  /** Notes that an exchange of a session goes on until its response is closed. Nothing is made that would stay with it: see `Exchanges`. */
  public use(id: string, response: Followed, isStream: boolean): void {
    const entry = this.entries.get(id);
    if (!entry || response.destroyed || response[ENTRY]) {
      return;
    }
    const kind = isStream ? 'streams' : 'calls';
    entry[kind]++;
    entry.usedAt = performance.now();
    response[ENTRY] = entry;
    response[KIND] = kind;
    response.on('close', SessionTable.closed);
  }

  /** How many sessions have a call that goes on, or had one a moment ago. */
  public inUse(): number {
    const since = performance.now() - IN_USE;
    return [...this.entries.values()].filter(({ calls, usedAt }) => calls > 0 || usedAt > since).length;
  }

  /** The sessions that no call goes on in. */
  public atRest(): string[] {
    return [...this.entries].filter(([, { calls }]) => calls === 0).map(([id]) => id);
  }

  /** Notes that a session is over; false where it was before. */
  public remove(id: string, reason: EndReason): boolean {
    const removed = this.entries.delete(id);
    if (removed) {
      this.metrics.sessionsEnded.of(reason).value++;
      this.options.removed?.(id, reason);
    }
    return removed;
  }

  /** Ends a session. */
  public async end(id: string, reason: EndReason): Promise<void> {
    const session = this.get(id);
    if (session && this.remove(id, reason)) {
      await session.close(reason);
    }
  }

  /** Ends the session that nobody has used for the longest time, if that is so many milliseconds; false where there is none. */
  public async endIdlest(least: number): Promise<boolean> {
    const since = performance.now() - least;
    const [idlest] = [...this.entries]
      .filter(([, { calls, usedAt }]) => calls === 0 && usedAt < since)
      .sort(([, one], [, other]) => one.usedAt - other.usedAt);
    if (idlest) {
      await this.end(idlest[0], 'idle');
    }
    return idlest !== undefined;
  }

  /** Ends all sessions, and looks for idle ones no more. */
  public async close(reason: EndReason): Promise<void> {
    clearInterval(this.sweeper);
    await Promise.allSettled(this.ids().map((id) => this.end(id, reason)));
  }

  private async endIdle(): Promise<void> {
    const since = performance.now() - (this.options.idleSeconds * 1000);
    const listens = ({ streams }: Entry<Kind>) => this.options.streamsCount && streams > 0;
    const isIdle = (entry: Entry<Kind>) => entry.calls === 0 && entry.usedAt < since && !listens(entry);
    const idle = [...this.entries].filter(([, entry]) => isIdle(entry)).map(([id]) => id);
    await Promise.allSettled(idle.map((id) => this.end(id, 'idle')));
  }
}
