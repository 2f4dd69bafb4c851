/** Lets so many works run at once, and the others wait in the order in which they came. */
export class Turns {
  /** How many run at once. */
  public most = 1;

  private readonly running = new Set<Promise<void>>();
  private readonly waiting: (() => void)[] = [];

  /** Does the work when it is its turn; settles as the work does. */
  public async take(work: () => Promise<void>): Promise<void> {
    if (this.running.size >= this.most) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    const run = work();
    this.running.add(run);
    try {
      await run;
    } finally {
      this.running.delete(run);
      this.waiting.shift()?.();
    }
  }

  /** Resolves when nothing runs and nobody waits. */
  public async over(): Promise<void> {
    while (this.running.size > 0) {
      await Promise.allSettled(this.running);
      await new Promise((resolve) => setImmediate(resolve)); // those that waited begin
    }
  }
}
