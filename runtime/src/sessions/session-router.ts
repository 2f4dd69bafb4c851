import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Forwarder, Offered } from './forwarder.js';
import { PeerAddresses } from './peer-addresses.js';
import { PortableSessions, tokenOf } from './portable-sessions.js';
import { isPlausible, ownerIn } from './session-id.js';
import { NOBODY, Stored } from './session-store.js';
import { answerUnavailable, SessionRouter } from '../http/front.js';
import { McpRequest } from '../http/served.js';
import { Metrics } from '../observation/metrics.js';

export interface ReplicasRouterOptions {
  /** This pod's token. */
  readonly self: string;
  /** Where the other pods are; undefined where none is to be asked. */
  readonly peers: { readonly addresses: PeerAddresses; readonly forwarder: Forwarder } | undefined;
  /** The sessions that outlive their process; undefined where none does. */
  readonly portable: PortableSessions | undefined;
  readonly metrics: Metrics;
}

/** Where a request for a session went that is not here. */
type Found =
  /** Another pod answers it. */
  | 'forwarded'
  /** The session lives here now. */
  | 'here'
  /** There is no such session, or not any more. */
  | 'lost'
  /** There may be one that can't be reached now. */
  | 'unreachable';

/** How long a request goes on looking for a session that may live, in milliseconds, and how long it waits before it looks again. */
const PATIENCE = 5_000;
const PAUSE = 200;

/** How often a session may change its owner while a request looks for it. */
const ATTEMPTS = 5;

/** Finds who has a session that is not here: the pod that its record names, or its id where there is no record; else this one. */
export class ReplicasRouter implements SessionRouter {
  public constructor(private readonly options: ReplicasRouterOptions) {}

  public async route(request: McpRequest, response: ServerResponse, sessionId: string): Promise<boolean> {
    const found = isPlausible(sessionId) ? await this.findPatiently(request, response, sessionId) : 'lost';
    if (found !== 'here') {
      this.options.metrics.forwarded.of(found).value++;
    }
    if (found === 'unreachable') {
      // A client that heard 404 would give up a session that may well live.
      answerUnavailable(response, 'The replica that has this session can\'t be reached.');
    }
    return found === 'forwarded' || found === 'unreachable';
  }

  /**
   * Looks again for a while where nobody can be reached: the network lets a pod that is new reach its peers a moment after clients
   * reach it, Redis may change its master, and the clients of the SDKs do not try again by themselves.
   */
  private async findPatiently(request: McpRequest, response: ServerResponse, sessionId: string): Promise<Found> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      const found = await this.find(request, response, sessionId);
      if (found !== 'unreachable' || performance.now() > end || response.closed) {
        return found;
      }
      await sleep(PAUSE);
    }
  }

  private async find(request: McpRequest, response: ServerResponse, sessionId: string): Promise<Found> {
    const { portable } = this.options;
    if (portable) {
      try {
        return await this.findPortable(portable, request, response, sessionId);
      } catch {
        // Redis does not answer, and the id still says who opened the session.
      }
    }
    const offered = await this.offer(ownerIn(sessionId) ?? NOBODY, request, response);
    if (offered === 'answers') {
      return 'forwarded';
    }
    return portable || offered === 'unreachable' ? 'unreachable' : 'lost';
  }

  /**
   * Asks the record first, and not the pod that the id names: one that is gone keeps its place in the caches of DNS for half a
   * minute, and a network that drops packets to it makes each request wait for the end of its patience.
   */
  private async findPortable(portable: PortableSessions, request: McpRequest, response: ServerResponse, sessionId: string): Promise<Found> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await portable.settled(sessionId);
      const stored = await portable.find(sessionId, request);
      if (!stored) {
        return 'lost';
      }
      const offered = await this.offer(tokenOf(stored.owner), request, response);
      if (offered === 'answers') {
        return 'forwarded';
      }
      if (offered === 'unreachable' && await portable.isAlive(stored.owner)) {
        return 'unreachable';
      }
      const found = await this.take(portable, request, response, sessionId, stored);
      if (found) {
        return found;
      }
    }
    return 'unreachable';
  }

  /** Has the session here, or at another pod where this one is about to leave; undefined where somebody else was faster. */
  private async take(
    portable: PortableSessions, request: McpRequest, response: ServerResponse, sessionId: string, stored: Stored,
  ): Promise<Found | undefined> {
    switch (await portable.take(sessionId, stored, request)) {
      case 'here':
        return 'here';
      case 'elsewhere':
        return undefined;
      case 'full':
        return 'unreachable';
      default:
        return await this.offerToAll(request, response) ? 'forwarded' : 'unreachable';
    }
  }

  private async offer(token: string, request: McpRequest, response: ServerResponse): Promise<Offered> {
    const { self, peers } = this.options;
    const address = token === NOBODY || token === self ? undefined : await peers?.addresses.addressOf(token);
    return address === undefined ? 'gone' : peers!.forwarder.offer(address, request, response);
  }

  private async offerToAll(request: McpRequest, response: ServerResponse): Promise<boolean> {
    const { self, peers } = this.options;
    for (const address of await peers?.addresses.others(self) ?? []) {
      if (await peers!.forwarder.offer(address, request, response) === 'answers') {
        return true;
      }
    }
    return false;
  }
}
