/** Bounds of the buckets: from a millisecond, each a tenth above the one before. */
const [FIRST, RATIO, BUCKETS] = [0.001, 1.1, 160];

/** How many of many times are how long, within a tenth. */
export class Distribution {
  private readonly counts = new Float64Array(BUCKETS + 1);
  private count = 0;
  private total = 0;

  public add(seconds: number): void {
    this.counts[seconds < FIRST ? 0 : Math.min(BUCKETS, 1 + Math.floor(Math.log(seconds / FIRST) / Math.log(RATIO)))]++;
    this.count++;
    this.total += seconds;
  }

  public merge(other: Distribution): void {
    other.counts.forEach((count, index) => {
      this.counts[index] += count;
    });
    this.count += other.count;
    this.total += other.total;
  }

  public get mean(): number {
    return this.count > 0 ? this.total / this.count : 0;
  }

  /** The time within which this share of them is; 0 for what is less than a millisecond. */
  public quantile(share: number): number {
    let left = share * this.count;
    const index = this.counts.findIndex((count) => (left -= count) <= 0);
    return index <= 0 ? 0 : FIRST * RATIO ** index;
  }

  /** The share of them that is longer. */
  public shareAbove(seconds: number): number {
    const from = 1 + Math.ceil(Math.log(seconds / FIRST) / Math.log(RATIO));
    return this.count > 0 ? this.counts.slice(from).reduce((total, count) => total + count, 0) / this.count : 0;
  }
}
