import { Chance } from './random';
import { Arrivals, Scenario } from './scenario';

/** What a load does to an agent. */
export interface Loaded {
  readonly inFlight: number;
  readonly sessions: number;
  /** A call comes, on a connection to this pod if it still serves. */
  call(pod?: number): void;
  /** A session is opened, and lasts for so long. */
  open(seconds: number): void;
}

/** So many at once, from a time on. */
export interface Offered {
  readonly seconds: number;
  readonly offered: number;
}

/** Whoever calls an agent. */
export interface Load {
  /** When it does something next. */
  readonly next: number;
  /** Does it. */
  act(agent: Loaded): void;
  /** A call was answered by this pod. */
  answered(agent: Loaded, pod: number): void;
}

const MINUTE = 60;

/** Callers who do not know of each other, at rates that change each minute. */
export class OpenLoad implements Load {
  public next = 0;
  private isCall = false;
  private rate = 0;

  public constructor(private readonly arrivals: Arrivals, private readonly scenario: Scenario, private readonly chance: Chance) {
    this.advance();
  }

  public act(agent: Loaded): void {
    const { sessions } = this.scenario;
    if (this.isCall) {
      // A session comes with the first of its calls.
      if (sessions && (agent.sessions === 0 || this.chance.next() * sessions.calls < 1)) {
        agent.open(this.chance.time(sessions.last));
      }
      agent.call();
    }
    this.advance();
  }

  public answered(): void {}

  private advance(): void {
    if (!this.isCall) {
      this.rate = this.arrivals.at(this.next);
    }
    const end = (Math.floor(this.next / MINUTE) + 1) * MINUTE;
    const at = this.next + this.chance.gap(this.rate);
    // What would come after this minute is drawn anew from the next one's rate.
    this.isCall = at < end;
    this.next = Math.min(at, end);
  }
}

/** So many at once, as a recorded run had them: who has an answer asks again, on the same connection. */
export class HeldLoad implements Load {
  private index = 0;
  private wanted = 0;

  public constructor(private readonly steps: readonly Offered[]) {}

  public get next(): number {
    return this.steps[this.index]?.seconds ?? Infinity;
  }

  public act(agent: Loaded): void {
    this.wanted = this.steps[this.index++].offered;
    this.answered(agent);
  }

  public answered(agent: Loaded, pod?: number): void {
    for (let before = -1; agent.inFlight < this.wanted && agent.inFlight > before;) {
      // Where no replica takes the call, asking again at the same moment would never end.
      before = agent.inFlight;
      agent.call(pod);
    }
  }
}
