import { randomUUID } from 'node:crypto';
import { NOBODY, SessionRecord, SessionStore, Stored } from './session-store.js';
import { McpRequest } from '../http/served.js';
import { Log } from '../logging/log.js';
import { Message } from '../observation/messages.js';
import { Metrics } from '../observation/metrics.js';
import { principalOf } from '../observation/principal.js';

/** The sessions that live in this process, as whoever serves them sees them. */
export interface LivingSessions {
  readonly isFull: boolean;
  has(id: string): boolean;
  /** Builds a session from its record, for the client whose request needs it. */
  revive(id: string, record: SessionRecord, request: McpRequest): Promise<void>;
  /** All sessions with their records. */
  records(): Iterable<readonly [string, SessionRecord]>;
  /** The sessions that no call goes on in. */
  atRest(): string[];
  /** Frees what a session holds that lives elsewhere from now on. */
  handedOver(id: string): Promise<void>;
}

/** What separates a pod's token from the rest of an owner's name. */
const SEPARATOR = '~';

/** What came of the wish to have a session here. */
export type Taken =
  /** It lives here now. */
  | 'here'
  /** Somebody else took it meanwhile. */
  | 'elsewhere'
  /** There is no room for it. */
  | 'full'
  /** This process is on its way out; whoever wants the session may have it. */
  | 'released';

/**
 * Sessions that outlive their process: each has a record in Redis, from which any replica can build it anew. One process
 * at a time owns a session, by its name in the record; it changes hands in one step of Redis, so that of two replicas
 * that want it one gets it and the other one forwards.
 */
export class PortableSessions {
  /** This process. A container that was started anew has its pod's token, and none of the sessions of the one before. */
  public readonly self: string;

  private readonly moving = new Map<string, Promise<unknown>>();
  private readonly timers: NodeJS.Timeout[];
  private isLeaving = false;

  public constructor(
    token: string, private readonly store: SessionStore, private readonly living: LivingSessions, idleSeconds: number,
    private readonly metrics: Metrics, private readonly log: Log,
  ) {
    this.self = `${token}${SEPARATOR}${randomUUID().slice(0, 8)}`;
    const often = (period: number, task: () => Promise<void>) => setInterval(() => void task().catch(() => {}), period).unref();
    this.timers = [
      often(store.beatEvery, () => store.beat(this.self)),
      often(idleSeconds * 250, () => this.keep()), // three of four may fail before a session is forgotten
    ];
    // What was said while Redis was away is said again.
    store.whenUp(() => void Promise.all([store.beat(this.self), this.keep()]).catch(() => {}));
  }

  /** Whether sessions can be handed over now. */
  public get isUp(): boolean {
    return this.store.isUp;
  }

  /** Keeps the record of a session that was opened or changed here. Without Redis the session lives on, and ends with the process. */
  public async save(id: string, record: SessionRecord): Promise<void> {
    await this.store.save(id, this.self, record).catch(() => {});
  }

  /** Notes that a session ended for good. */
  public forget(id: string): void {
    void this.store.forget(id, this.self).catch(() => {});
  }

  /** Whether a session is on its way here, or away. */
  public isMoving(id: string): boolean {
    return this.moving.has(id);
  }

  /** Resolves once a session that is on its way has arrived. */
  public async settled(id: string): Promise<void> {
    await this.moving.get(id)?.catch(() => {});
  }

  /** The record of a session, for whoever opened it alone. */
  public async find(id: string, request: McpRequest): Promise<Stored | undefined> {
    const stored = await this.store.find(id);
    if (stored && stored.record.principal !== principalOf(request.auth)) {
      this.metrics.errors.of('wrong_principal').value++;
      return undefined;
    }
    return stored;
  }

  /** Whether the process that owns a session was heard of lately. */
  public isAlive(owner: string): Promise<boolean> {
    return this.store.isAlive(owner);
  }

  /** Brings a session here whose owner does not serve it any more. */
  public async take(id: string, { owner, record }: Stored, request: McpRequest): Promise<Taken> {
    if (this.isLeaving) {
      await this.store.pass(id, owner, NOBODY);
      return 'released';
    }
    // Nothing may be waited for between this look and the move: requests that come at once would build the session twice.
    while (this.isMoving(id)) {
      await this.settled(id);
    }
    if (this.living.has(id)) {
      return 'here'; // another request brought it
    }
    return this.living.isFull ? 'full' : this.move(id, () => this.revive(id, owner, record, request));
  }

  /** Takes a session that nobody owns; false where another one does, or there is none. */
  public async adopt(id: string, request: McpRequest): Promise<boolean> {
    const stored = this.isLeaving ? undefined : await this.find(id, request).catch(() => undefined);
    return stored?.owner === NOBODY && await this.take(id, stored, request) === 'here';
  }

  /** Hands over all sessions that rest; takes no more. */
  public async handOver(): Promise<void> {
    this.isLeaving = true;
    if (this.isUp) {
      await this.release(this.living.atRest());
    }
  }

  /** Hands over all that is left. */
  public async end(): Promise<void> {
    this.isLeaving = true;
    this.timers.forEach(clearInterval);
    if (this.isUp) {
      await this.release([...this.living.records()].map(([id]) => id));
      await this.store.stopBeating(this.self).catch(() => {});
    }
    this.store.close();
  }

  private async release(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.filter((id) => !this.moving.has(id)).map((id) => this.move(id, async () => {
      if (await this.store.pass(id, this.self, NOBODY)) {
        await this.living.handedOver(id);
      }
    }).catch(() => {})));
  }

  private async revive(id: string, owner: string, record: SessionRecord, request: McpRequest): Promise<Taken> {
    if (!await this.store.pass(id, owner, this.self)) {
      return 'elsewhere';
    }
    try {
      await this.living.revive(id, record, request);
      this.metrics.forwarded.of('revived').value++;
      return 'here';
    } catch (error) {
      this.log.error('a session could not be revived', { error });
      await this.store.pass(id, this.self, NOBODY);
      throw error;
    }
  }

  /** Has everybody wait who asks for the session meanwhile. */
  private async move<Result>(id: string, task: () => Promise<Result>): Promise<Result> {
    const moved = task().finally(() => this.moving.delete(id));
    this.moving.set(id, moved);
    return moved;
  }

  /** Puts off the end of what lives here; writes anew what Redis lost; gives up what is another's, who thought us gone. */
  private async keep(): Promise<void> {
    const records = [...this.living.records()];
    const owners = await this.store.keep(records.map(([id]) => id), this.self);
    await Promise.all(records.map(async ([id, record], index) => {
      const owner = owners[index];
      if (owner === undefined) {
        await this.save(id, record);
      } else if (owner !== this.self && !this.moving.has(id)) {
        await this.living.handedOver(id);
      }
    }));
  }
}

/** The token of the pod that a process runs in. */
export function tokenOf(owner: string): string {
  return owner.split(SEPARATOR)[0];
}

/** How a request of a client that lasts as long as its session changes what must be said again to build the session anew. */
export function lastingAfter(lasting: SessionRecord['lasting'], { method, params }: Message): SessionRecord['lasting'] {
  switch (method) {
    case 'logging/setLevel':
      return { ...lasting, level: { method, params } };
    case 'resources/subscribe':
      return Object.keys(lasting).length < MOST_LASTING ? { ...lasting, [`subscription ${params?.uri}`]: { method, params } } : lasting;
    case 'resources/unsubscribe':
      return Object.fromEntries(Object.entries(lasting).filter(([key]) => key !== `subscription ${params?.uri}`));
    default:
      return lasting;
  }
}

/** How many subscriptions are kept for a session, so that no client can fill Redis. */
const MOST_LASTING = 1_000;
