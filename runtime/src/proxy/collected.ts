/** How many bytes are held for observation in all, so that many large messages at once can't fill the memory. */
export class Budget {
  private left: number;

  public constructor(bytes: number) {
    this.left = bytes;
  }

  public take(bytes: number): boolean {
    if (bytes > this.left) {
      return false;
    }
    this.left -= bytes;
    return true;
  }

  public give(bytes: number): void {
    this.left += bytes;
  }
}

/** How much may be held of one message, and of all. */
export interface Bounds {
  readonly message: number;
  readonly budget: Budget;
}

/** The bytes of one message, as far as they are within bounds; beyond them nothing is held. */
export class Collected {
  private parts: Buffer[] = [];
  private size = 0;
  private exceeded = false;

  public constructor(private readonly bounds: Bounds) {}

  /** Whether the message was too large to be held. */
  public get isOversized(): boolean {
    return this.exceeded;
  }

  public add(chunk: Buffer): void {
    if (this.exceeded || chunk.length === 0) {
      return;
    }
    if (this.size + chunk.length > this.bounds.message || !this.bounds.budget.take(chunk.length)) {
      this.clear();
      this.exceeded = true;
      return;
    }
    this.parts.push(chunk);
    this.size += chunk.length;
  }

  /** What was collected as text; empty where it was too much. */
  public text(): string {
    return (this.parts.length === 1 ? this.parts[0] : Buffer.concat(this.parts)).toString('utf8');
  }

  /** Lets go of everything, to begin anew. */
  public clear(): void {
    this.bounds.budget.give(this.size);
    this.parts = [];
    this.size = 0;
    this.exceeded = false;
  }
}
