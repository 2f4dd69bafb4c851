import type { Redis, RedisOptions } from 'ioredis';
import { patiently } from './patience.js';
import { Log } from '../logging/log.js';
import { Metrics } from '../observation/metrics.js';
import { SettingError } from '../settings/variable.js';

/** One that is away must not be waited for: without a connection a command fails at once. */
const OPTIONS: RedisOptions = {
  lazyConnect: true,
  connectTimeout: 3_000,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  retryStrategy: (times) => Math.min(times * 100, 3_000),
};

/** How long a process waits for its first connection before it serves without, in milliseconds. */
const FIRST_CONNECTION = 3_000;

/** Redis does not answer. */
export class RedisUnavailable extends Error {
  public override readonly name = 'RedisUnavailable';
}

/** A connection to Redis that is made again whenever it breaks. Nothing of its URL, which may hold a password, is ever told. */
export class RedisLink {
  /** Connects, or goes on trying: a Redis that is away is no reason not to serve. */
  public static async open(url: string, metrics: Metrics, log: Log): Promise<RedisLink> {
    check(url);
    const { Redis: Client } = await load();
    const link = new RedisLink(new Client(url, OPTIONS), metrics, log);
    let late: NodeJS.Timeout | undefined;
    await Promise.race([
      link.client.connect().catch(() => {}), // told by the event
      new Promise((resolve) => late = setTimeout(resolve, FIRST_CONNECTION)),
    ]);
    clearTimeout(late);
    return link;
  }

  private isTold = false;

  private constructor(private readonly client: Redis, private readonly metrics: Metrics, private readonly log: Log) {
    client.on('error', (error: Error) => this.failed(error));
    client.on('ready', () => {
      this.isTold = false;
      log.info('connected to Redis');
    });
  }

  public get isUp(): boolean {
    return this.client.status === 'ready';
  }

  /** Calls the listener now, if there is a connection, and each time that there is one again. */
  public whenUp(listener: () => void): void {
    this.client.on('ready', listener);
    if (this.isUp) {
      listener();
    }
  }

  /** @throws RedisUnavailable where there is no answer */
  public async ask<Answer>(question: (client: Redis) => Promise<Answer>): Promise<Answer> {
    try {
      return await patiently(question(this.client));
    } catch (error) {
      this.failed(error as Error);
      throw new RedisUnavailable(`Redis: ${reasonOf(error as Error)}`);
    }
  }

  public close(): void {
    this.client.disconnect();
  }

  private failed(error: Error): void {
    this.metrics.errors.of('redis').value++;
    if (!this.isTold) {
      this.isTold = true;
      this.log.warning('Redis does not answer; sessions live and end with their process until it does', { reason: reasonOf(error) });
    }
  }
}

/** What went wrong in a word, such as ECONNREFUSED or WRONGPASS: a whole message might repeat what was sent. */
function reasonOf(error: Error & { code?: string }): string {
  return error.code ?? error.message.split(/[\s:]/)[0];
}

function check(url: string): void {
  if (!URL.canParse(url) || !['redis:', 'rediss:'].includes(new URL(url).protocol)) {
    throw new SettingError('REDIS_URL must be like redis://user:password@host:6379/0, or rediss:// where Redis speaks TLS. '
      + 'What it is now is not shown, since it may hold a password.');
  }
}

async function load(): Promise<Pick<typeof import('ioredis'), 'Redis'>> {
  try {
    return await import('ioredis');
  } catch {
    throw new SettingError('REDIS_URL is set, and the package ioredis is not there: run npm install ioredis@6, or leave REDIS_URL out.');
  }
}
