import { createLocalJWKSet, errors, type CompactJWSHeaderParameters, type FlattenedJWSInput, type JSONWebKeySet, type LocalJWKSet } from 'jose';
import { IssuerUnavailable } from './auth-info.js';
import { discoverIssuer, fetchJson, IssuerMetadata } from './issuer-metadata.js';

/** How long keys are good for in milliseconds, each step later than the one before. */
export interface KeyTimes {
  /** After this they are fetched anew, behind the back of requests. */
  readonly fresh: number;
  /** After this they are not used any more, whatever the issuer's state. */
  readonly stale: number;
  /** The issuer is asked no more often, however many tokens name keys that nobody knows. */
  readonly cooldown: number;
}

/**
 * jose's remote key set has the same 10 min and 30 s. It lets each request wait for an issuer that is away, though; here
 * an issuer may be away for a day before its clients are.
 */
const TIMES: KeyTimes = { fresh: 600_000, stale: 86_400_000, cooldown: 30_000 };

interface Fetched {
  readonly metadata: IssuerMetadata;
  readonly keys: LocalJWKSet;
  readonly at: number;
}

/** The keys by which an issuer signs, kept, renewed, and fetched again when a token names one that is new. */
export class IssuerKeys {
  private fetched: Fetched | undefined;
  private fetching: Promise<void> | undefined;
  private triedAt = -Infinity;

  /** @param failed is told once per attempt why the issuer could not be asked */
  public constructor(
    private readonly issuer: string, private readonly failed: (error: Error) => void, private readonly times: KeyTimes = TIMES,
  ) {}

  /** The key that a token names, in the form that jose asks for it. */
  public readonly key = async (header: CompactJWSHeaderParameters, token: FlattenedJWSInput) => {
    const { keys } = await this.current();
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey && await this.renew()) {
        return this.fetched!.keys(header, token);
      }
      throw error;
    }
  };

  /** What the issuer says of itself. */
  public async metadata(): Promise<IssuerMetadata> {
    return (await this.current()).metadata;
  }

  private async current(): Promise<Fetched> {
    const age = this.fetched ? Date.now() - this.fetched.at : Infinity;
    if (age > this.times.stale) {
      await this.renew();
    } else if (age > this.times.fresh) {
      void this.renew();
    }
    if (!this.fetched || Date.now() - this.fetched.at > this.times.stale) {
      throw new IssuerUnavailable();
    }
    return this.fetched;
  }

  /** Asks the issuer, unless it was asked a moment ago; true where keys came of it. */
  private async renew(): Promise<boolean> {
    const before = this.fetched;
    if (!this.fetching && Date.now() - this.triedAt > this.times.cooldown) {
      this.triedAt = Date.now();
      this.fetching = this.fetch().catch(this.failed).finally(() => this.fetching = undefined);
    }
    await this.fetching;
    return this.fetched !== before;
  }

  private async fetch(): Promise<void> {
    const metadata = await discoverIssuer(this.issuer);
    const keys = createLocalJWKSet(await fetchJson(metadata.jwks_uri) as JSONWebKeySet);
    this.fetched = { metadata, keys, at: Date.now() };
  }
}
