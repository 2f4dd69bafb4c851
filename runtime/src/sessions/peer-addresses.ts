import { lookup } from 'node:dns/promises';
import { ownerToken } from './session-id.js';
import { Log } from '../logging/log.js';

/** All addresses of a name, or of several that are separated by commas. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** How long an answer of DNS is good for, in milliseconds. Forwarding must not cost a question to DNS per request. */
const FRESH = 1_000;

/** How old an answer may be that lacks an address which is looked for, in milliseconds: the pod may be new. */
const FRESH_FOR_NEWCOMERS = 100;

/** The system's resolver, which knows the search domains of a pod: the Service may be given by its short name. */
const bySystem: Resolve = async (names) => {
  const found = await Promise.all(names.split(',').map((name) => lookup(name.trim(), { all: true })));
  return found.flat().map(({ address }) => address);
};

/**
 * The pods of the workload, as its headless Service lists them: those that start and those that end among them, where
 * the Service publishes addresses that are not ready. No other address is ever dialled.
 */
export class PeerAddresses {
  private byToken = new Map<string, string>();
  private askedAt = -Infinity;
  private asking: Promise<void> | undefined;
  private failed = false;

  public constructor(private readonly service: string, private readonly log: Log, private readonly resolve: Resolve = bySystem) {}

  /** The address of the pod with this token, while the Service lists it. */
  public async addressOf(token: string): Promise<string | undefined> {
    await this.refresh(FRESH);
    if (!this.byToken.has(token)) {
      await this.refresh(FRESH_FOR_NEWCOMERS);
    }
    return this.byToken.get(token);
  }

  /** The addresses of all pods but the one with this token. */
  public async others(token: string): Promise<string[]> {
    await this.refresh(FRESH);
    return [...this.byToken].flatMap(([known, address]) => known === token ? [] : [address]);
  }

  private async refresh(age: number): Promise<void> {
    if (performance.now() - this.askedAt > age) {
      this.asking ??= this.ask().finally(() => this.asking = undefined);
    }
    await this.asking;
  }

  private async ask(): Promise<void> {
    try {
      const addresses = await this.resolve(this.service);
      this.byToken = new Map(addresses.map((address) => [ownerToken(address), address]));
      this.failed = false;
    } catch (error) {
      this.missed(error as NodeJS.ErrnoException);
    }
    this.askedAt = performance.now();
  }

  /** A name that does not exist is a Service without pods; any other failure is one of DNS, and the pods live on. */
  private missed(error: NodeJS.ErrnoException): void {
    if (['ENOTFOUND', 'ENODATA'].includes(error.code ?? '')) {
      this.byToken.clear();
    }
    if (!this.failed) {
      this.failed = true;
      this.log.warning('the Service of the peers can\'t be resolved; the addresses known before are used', { service: this.service, error });
    }
  }
}
