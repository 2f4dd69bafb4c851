/** Of Park and Miller's generator, whose period of 2^31 is enough for a day of one agent. */
const [FACTOR, MODULUS] = [48_271, 2 ** 31 - 1];

/** Chance that comes out the same for the same seed. */
export class Chance {
  private state: number;

  public constructor(seed: number) {
    this.state = 1 + ((seed * 2_654_435_761) % (MODULUS - 1));
    // Seeds beside each other would begin alike.
    for (let round = 0; round < 3; round++) {
      this.next();
    }
  }

  /** From 0 to less than 1. */
  public next(): number {
    this.state = (this.state * FACTOR) % MODULUS;
    return this.state / MODULUS;
  }

  /** A whole number below `count`. */
  public below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** The time to the next of events that come by chance, so many a second. */
  public gap(perSecond: number): number {
    return perSecond > 0 ? -Math.log(1 - this.next()) / perSecond : Infinity;
  }

  /** A standard normal variable, by Box and Muller. */
  private normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** A time of which half are shorter than the median and one in a hundred is longer than `p99`. */
  public time({ median, p99 }: Times): number {
    return p99 <= median ? median : median * Math.exp((Math.log(p99 / median) / Z99) * this.normal());
  }
}

/** How many standard deviations above the mean the 99th percentile of a normal variable is. */
const Z99 = 2.326;

/** Times in seconds whose logarithm is spread normally, as durations of calls and starts mostly are. */
export interface Times {
  readonly median: number;
  readonly p99: number;
}
