import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Times } from './random';

/** What agents meet on a day, and what a replica of theirs is like. Whatever the manifests say is not here. */
export interface Scenario {
  readonly name: string;
  /** How long it lasts. */
  readonly seconds: number;
  /** Agents of this kind. */
  readonly agents: number;
  readonly calls: {
    /** Calls a second, the mean over agents and day. */
    readonly perSecond: number;
    /** How much less the agent of rank n is asked than the first: its share goes with n to the power of minus this. 0 asks all alike. */
    readonly skew: number;
    /** Factors of the mean at hours of the day, straight lines between them. */
    readonly curve: readonly (readonly [hour: number, factor: number])[];
    /** Bursts that come on top, at random times: how many a day, how many times the mean, how long. */
    readonly bursts: { readonly perDay: number; readonly factor: number; readonly seconds: number };
    /** How long a call takes where nothing waits. */
    readonly takes: Times;
  };
  /** Sessions of the legacy era; none where calls are of the modern one. */
  readonly sessions?: {
    /** How many calls one session makes. */
    readonly calls: number;
    readonly last: Times;
  };
  readonly replica: {
    /** Calls that it works on at once; others wait for their turn. */
    readonly atOnce: number;
    /** Cores that it uses while idle, and for each call that it works on. */
    readonly idleCores: number;
    readonly coresPerCall: number;
    /** From the pod's creation to its containers' start: scheduling, the image. */
    readonly placed: Times;
    /** From its containers' start until it could serve. */
    readonly starts: Times;
  };
  /** Times at which Prometheus does not answer. */
  readonly outages?: readonly { readonly from: number; readonly to: number }[];
}

const HOUR = 3600;

/** An office's day: little at night, most before and after noon. */
const OFFICE = [[0, 0.15], [6, 0.2], [9, 1.9], [11, 2.2], [12.5, 1.6], [14, 2.2], [17, 1.7], [20, 0.5], [24, 0.15]] as const;
const FLAT = [[0, 1], [24, 1]] as const;

/** A server that waits for a back end, started from an image that is there. */
const WAITING: Scenario['replica'] = {
  atOnce: 30, idleCores: 0.005, coresPerCall: 0.005, placed: { median: 1.5, p99: 4 }, starts: { median: 2, p99: 6 },
};
/** One that computes: a call takes a core to itself. */
const COMPUTING: Scenario['replica'] = {
  atOnce: 2, idleCores: 0.01, coresPerCall: 0.25, placed: { median: 1.5, p99: 4 }, starts: { median: 2, p99: 6 },
};

/** Scenarios by name. The numbers are assumptions, which a file of one's own replaces. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = Object.fromEntries(([
  {
    name: 'day',
    seconds: 24 * HOUR,
    agents: 2000,
    calls: { perSecond: 0.1, skew: 0.8, curve: OFFICE, bursts: { perDay: 0, factor: 1, seconds: 0 }, takes: { median: 1, p99: 20 } },
    replica: WAITING,
  },
  {
    name: 'bursts',
    seconds: 24 * HOUR,
    agents: 20,
    calls: { perSecond: 10, skew: 0, curve: OFFICE, bursts: { perDay: 24, factor: 6, seconds: 240 }, takes: { median: 1, p99: 20 } },
    replica: WAITING,
  },
  {
    name: 'long-calls',
    seconds: 24 * HOUR,
    agents: 20,
    calls: { perSecond: 2, skew: 0, curve: OFFICE, bursts: { perDay: 6, factor: 5, seconds: 600 }, takes: { median: 10, p99: 110 } },
    replica: WAITING,
  },
  {
    name: 'sessions',
    seconds: 24 * HOUR,
    agents: 20,
    calls: { perSecond: 5, skew: 0, curve: OFFICE, bursts: { perDay: 4, factor: 4, seconds: 900 }, takes: { median: 1, p99: 20 } },
    sessions: { calls: 40, last: { median: 600, p99: 7200 } },
    replica: WAITING,
  },
  {
    name: 'computing',
    seconds: 24 * HOUR,
    agents: 20,
    calls: { perSecond: 4, skew: 0, curve: OFFICE, bursts: { perDay: 12, factor: 4, seconds: 300 }, takes: { median: 0.3, p99: 3 } },
    replica: COMPUTING,
  },
  {
    name: 'flat',
    seconds: 2 * HOUR,
    agents: 1,
    calls: { perSecond: 5, skew: 0, curve: FLAT, bursts: { perDay: 0, factor: 1, seconds: 0 }, takes: { median: 1, p99: 20 } },
    replica: WAITING,
  },
] satisfies Scenario[]).map((scenario) => [scenario.name, scenario]));

/** A scenario by its name, or from a YAML file that says what differs from one: `like: day`. */
export function scenarioOf(nameOrFile: string): Scenario {
  const known = SCENARIOS[nameOrFile];
  if (known) {
    return known;
  }
  if (!/\.ya?ml$/.test(nameOrFile)) {
    throw new Error(`there is no scenario "${nameOrFile}". Use one of ${Object.keys(SCENARIOS).join(', ')}, or a YAML file.`);
  }
  const { like, ...changes } = parse(readFileSync(nameOrFile, 'utf8'));
  const base = SCENARIOS[like];
  if (!base) {
    throw new Error(`${nameOrFile} has like: ${like}. Name the scenario that it differs from: ${Object.keys(SCENARIOS).join(', ')}.`);
  }
  return merged(base, changes);
}

/** Objects are merged, everything else is replaced. */
function merged<T>(base: T, changes: Record<string, any>): T {
  return Object.fromEntries(Object.entries({ ...base, ...changes }).map(([key, value]) => {
    const before = (base as Record<string, any>)[key];
    const isObject = (each: unknown) => typeof each === 'object' && each !== null && !Array.isArray(each);
    return [key, isObject(before) && isObject(value) ? merged(before, value) : value];
  })) as T;
}

/** Calls a second of one agent through the day. */
export class Arrivals {
  private readonly bursts: readonly number[];

  /**
   * @param mean calls a second of this agent over the day
   * @param chance where its bursts fall
   */
  public constructor(private readonly scenario: Scenario, private readonly mean: number, chance: { next(): number }) {
    const { calls: { bursts }, seconds } = scenario;
    const count = Math.round((bursts.perDay * seconds) / (24 * HOUR));
    this.bursts = Array.from({ length: count }, () => chance.next() * seconds).sort((a, b) => a - b);
  }

  /** Calls a second at a time; it changes each minute. */
  public at(time: number): number {
    const { curve, bursts } = this.scenario.calls;
    const hour = ((time / HOUR) % 24);
    const next = curve.findIndex(([at]) => at >= hour);
    const [[fromHour, from], [toHour, to]] = next <= 0 ? [curve[0], curve[0]] : [curve[next - 1], curve[next]];
    const usual = toHour === fromHour ? to : from + ((to - from) * (hour - fromHour)) / (toHour - fromHour);
    const isBurst = this.bursts.some((start) => time >= start && time < start + bursts.seconds);
    return this.mean * (usual + (isBurst ? bursts.factor : 0));
  }
}

/** The mean of each agent: the first is asked most. */
export function meansOf({ agents, calls: { perSecond, skew } }: Scenario): number[] {
  const weights = Array.from({ length: agents }, (_, index) => (index + 1) ** -skew);
  const whole = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (perSecond * agents * weight) / whole);
}
