/** Events by their times, the earliest first, each with a number that says what it is about. */
export class EventHeap {
  private times = new Float64Array(64);
  private subjects = new Int32Array(64);
  private size = 0;

  /** The time of the earliest; infinity where there is none. */
  public get earliest(): number {
    return this.size > 0 ? this.times[0] : Infinity;
  }

  public push(time: number, subject: number): void {
    if (this.size === this.times.length) {
      this.grow();
    }
    let at = this.size++;
    while (at > 0) {
      const parent = Math.floor((at - 1) / 2);
      if (this.times[parent] <= time) {
        break;
      }
      this.move(parent, at);
      at = parent;
    }
    this.put(at, time, subject);
  }

  /** Takes the earliest away, and tells what it is about. */
  public pop(): number {
    const subject = this.subjects[0];
    const [time, last] = [this.times[--this.size], this.subjects[this.size]];
    let at = 0;
    for (let child = 1; child < this.size; child = 2 * at + 1) {
      if (child + 1 < this.size && this.times[child + 1] < this.times[child]) {
        child++;
      }
      if (this.times[child] >= time) {
        break;
      }
      this.move(child, at);
      at = child;
    }
    this.put(at, time, last);
    return subject;
  }

  private move(from: number, to: number): void {
    this.put(to, this.times[from], this.subjects[from]);
  }

  private put(at: number, time: number, subject: number): void {
    this.times[at] = time;
    this.subjects[at] = subject;
  }

  private grow(): void {
    const [times, subjects] = [new Float64Array(2 * this.size), new Int32Array(2 * this.size)];
    times.set(this.times);
    subjects.set(this.subjects);
    [this.times, this.subjects] = [times, subjects];
  }
}
