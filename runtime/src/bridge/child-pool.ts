import { Child, ChildEnd, ChildState } from './child.js';
import { Command, start } from './command.js';
import { memoryLimit, roomFor } from './memory-limit.js';
import { cpuSecondsOfEnded, usageOfGroups } from './process-usage.js';
import { Unavailable } from '../http/unavailable.js';
import { Log } from '../logging/log.js';
import { Metrics } from '../observation/metrics.js';

export interface ChildPoolOptions {
  readonly command: Command;
  /** How many processes may run for clients; undefined for as many as the memory has room for. */
  readonly most: number | undefined;
  /** How many wait, started already, for the next session. */
  readonly spares: number;
  /** The most bytes of a message. */
  readonly mostLineBytes: number;
  readonly metrics: Metrics;
  readonly log: Log;
}

const STATES: readonly ChildState[] = ['spare', 'busy', 'idle', 'probe'];

/** How many lines that are no messages are logged of one process; all of them are counted. */
const GARBAGE_LOGGED = 5;

/** How long the pool waits before it starts a spare after one that ended by itself, in milliseconds, and at most. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;

/** The processes of a stdio server: how many there may be, and one in reserve for whoever comes next. */
export class ChildPool {
  private readonly children = new Set<Child>();
  private readonly memory = memoryLimit();
  private seenBytes: number | undefined;
  private failures = 0;
  private waiting: NodeJS.Timeout | undefined;
  private isClosed = false;

  public constructor(private readonly options: ChildPoolOptions) {
    options.metrics.onScrape(() => this.measure());
  }

  /** How many processes may run for clients. */
  public get limit(): number {
    return this.options.most ?? roomFor(this.memory, this.seenBytes);
  }

  /** Whether a session more would need a process more than there may be. */
  public get isFull(): boolean {
    return !this.spare && this.forClients >= this.limit;
  }

  /**
   * A process for a client; nobody has spoken to it before.
   *
   * @throws Unavailable where there are as many as there may be
   */
  public take(state: 'busy' | 'idle'): Child {
    if (this.isClosed) {
      throw new Unavailable('This replica is shutting down; another one takes new sessions.');
    }
    if (this.isFull) {
      throw new Unavailable(`This replica has ${this.limit} processes of its server, and may not have more.`);
    }
    const child = this.spare ?? this.start(state);
    child.state = state;
    this.fill();
    return child;
  }

  /** A process for the probe, which is there beside those for clients. */
  public takeForProbe(): Child {
    return this.start('probe');
  }

  /** Starts what is to wait for the next session. */
  public fill(): void {
    while (!this.isClosed && !this.waiting && this.spares < this.options.spares && this.forClients < this.limit) {
      this.start('spare');
    }
  }

  /** A process was seen to answer: it says how much memory one takes, and that they can be started. */
  public answered({ pid }: Child): void {
    this.failures = 0;
    if (this.seenBytes === undefined && pid !== undefined) {
      this.seenBytes = usageOfGroups(new Set([pid])).residentBytes || undefined;
    }
    this.fill();
  }

  /** Ends all processes; resolves when none is left. */
  public async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.waiting);
    await Promise.all([...this.children].map((child) => child.end('drain')));
  }

  private get forClients(): number {
    return [...this.children].filter(({ state }) => state !== 'probe').length;
  }

  private get spares(): number {
    return [...this.children].filter(isSpare).length;
  }

  private get spare(): Child | undefined {
    return [...this.children].find(isSpare);
  }

  private start(state: ChildState): Child {
    const { command, mostLineBytes, log } = this.options;
    let logged = 0;
    const child = new Child(start(command), state, {
      mostLineBytes,
      garbage: (line, pid) => {
        this.options.metrics.errors.of('stdio_garbage').value++;
        if (logged++ < GARBAGE_LOGGED) {
          log.warning('the server wrote a line to stdout that is no MCP message; logs belong on stderr', { pid, line: line.slice(0, 500) });
        }
      },
      stderr: (line, pid) => log.info(line, { source: 'server', pid }),
      gone: (gone, end, how) => this.gone(gone, end, how),
    });
    this.children.add(child);
    return child;
  }

  private gone(child: Child, end: ChildEnd, how: string): void {
    const { metrics, log } = this.options;
    this.children.delete(child);
    metrics.childrenEnded.of(end).value++;
    if (end === 'crash' || end === 'killed') {
      log.warning(`the server's process ${how}`, { pid: child.pid, state: child.state });
    }
    if (end === 'crash' && child.state === 'spare') {
      this.wait();
    }
    this.fill();
  }

  /** A server that can't start would be started for ever, as fast as the machine can. */
  private wait(): void {
    const milliseconds = Math.min(FIRST_WAIT * (2 ** this.failures++), LONGEST_WAIT);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.waiting = undefined;
      this.fill();
    }, milliseconds).unref();
  }

  private measure(): void {
    const { children, childrenCpu, childrenLimit, childrenResident } = this.options.metrics;
    STATES.forEach((state) => children.of(state).value = [...this.children].filter((child) => child.state === state).length);
    childrenLimit.of().value = this.limit;
    const { cpuSeconds, residentBytes } = usageOfGroups(new Set([...this.children].flatMap(({ pid }) => pid ?? [])));
    childrenResident.of().value = residentBytes;
    // A process that is just ending may be in neither; a counter must not go down.
    childrenCpu.of().value = Math.max(childrenCpu.of().value, cpuSeconds + cpuSecondsOfEnded());
  }
}

function isSpare({ state, isLeaving }: Child): boolean {
  return state === 'spare' && !isLeaving;
}
