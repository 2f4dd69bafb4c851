import { RedisLink } from './redis.js';
import { Message } from '../observation/messages.js';

/** What it takes to build a session anew. */
export interface SessionRecord {
  /** Who opened the session; nobody else may use it. */
  readonly principal: string | undefined;
  /** The request that opened it. */
  readonly initialize: Message;
  /** What the client asked for since that lasts as long as the session, by what it replaces when it is asked again. */
  readonly lasting: Readonly<Record<string, Message>>;
}

/** A session's record, and the process that serves it; none where it was handed over to whoever comes first. */
export interface Stored {
  readonly owner: string;
  readonly record: SessionRecord;
}

/** An owner that no process is. */
export const NOBODY = '';

/** How long a process counts as alive after it was last heard of, in milliseconds: its sessions are left alone that long. */
const ALIVE = 15_000;

/** How many sessions are asked for at a time. */
const AT_A_TIME = 200;

/** Writes a record, unless the session is another's by now. */
const SAVE = `
local owner = redis.call('HGET', KEYS[1], 'owner')
if owner and owner ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'record', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

/** Passes a session from one owner to another, unless somebody was faster. */
const PASS = `
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'owner', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

const FORGET = `
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/** Puts off the end of sessions; tells whose each is. */
const KEEP = `
local owners = {}
for i, key in ipairs(KEYS) do
  owners[i] = redis.call('HGET', key, 'owner') or false
  if owners[i] == ARGV[1] then redis.call('PEXPIRE', key, ARGV[2]) end
end
return owners`;

/** The sessions of all replicas, in Redis. Each method throws `RedisUnavailable` where Redis does not answer. */
export class SessionStore {
  /** How often a process must tell that it is alive, in milliseconds: twice may fail. */
  public readonly beatEvery = ALIVE / 3;

  private readonly lifetime: number;

  /**
   * @param workload tells this workload's sessions from those of others in the same Redis: a record must never open a
   * session of another server
   * @param idleSeconds after which a session that no process keeps is forgotten
   */
  public constructor(private readonly redis: RedisLink, private readonly workload: string, idleSeconds: number) {
    this.lifetime = idleSeconds * 1000;
  }

  public get isUp(): boolean {
    return this.redis.isUp;
  }

  public whenUp(listener: () => void): void {
    this.redis.whenUp(listener);
  }

  /** Writes the record of a session that a process owns; false where it is another's. */
  public async save(id: string, owner: string, record: SessionRecord): Promise<boolean> {
    return await this.run(SAVE, [id], owner, JSON.stringify(record), this.lifetime) === 1;
  }

  public async find(id: string): Promise<Stored | undefined> {
    const { owner, record } = await this.redis.ask((client) => client.hgetall(this.key(id)));
    return owner === undefined || record === undefined ? undefined : { owner, record: JSON.parse(record) };
  }

  /** Makes a session somebody else's; false where it was not `from`'s any more. */
  public async pass(id: string, from: string, to: string): Promise<boolean> {
    return await this.run(PASS, [id], from, to, this.lifetime) === 1;
  }

  /** Forgets a session that ended. */
  public async forget(id: string, owner: string): Promise<void> {
    await this.run(FORGET, [id], owner);
  }

  /** Puts off the end of a process' sessions; resolves with the owner of each, undefined where there is no record. */
  public async keep(ids: readonly string[], owner: string): Promise<(string | undefined)[]> {
    const owners: (string | undefined)[] = [];
    for (let at = 0; at < ids.length; at += AT_A_TIME) {
      const answers = await this.run(KEEP, ids.slice(at, at + AT_A_TIME), owner, this.lifetime) as (string | null)[];
      owners.push(...answers.map((one) => one ?? undefined));
    }
    return owners;
  }

  /** Tells all that a process is alive. */
  public async beat(owner: string): Promise<void> {
    await this.redis.ask((client) => client.set(this.pulse(owner), '1', 'PX', ALIVE));
  }

  /** Tells all that a process is not. */
  public async stopBeating(owner: string): Promise<void> {
    await this.redis.ask((client) => client.del(this.pulse(owner)));
  }

  /** Whether a process was heard of lately. */
  public async isAlive(owner: string): Promise<boolean> {
    return await this.redis.ask((client) => client.exists(this.pulse(owner))) === 1;
  }

  public close(): void {
    this.redis.close();
  }

  private run(script: string, ids: readonly string[], ...args: (string | number)[]): Promise<unknown> {
    const keys = ids.map((id) => this.key(id));
    return this.redis.ask((client) => client.eval(script, keys.length, ...keys, ...args));
  }

  private key(id: string): string {
    return `mcp-agent:${this.workload}:session:${id}`;
  }

  private pulse(owner: string): string {
    return `mcp-agent:${this.workload}:alive:${owner}`;
  }
}
