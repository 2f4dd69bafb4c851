import { setTimeout as sleep } from 'node:timers/promises';
import { arrived } from '../http/arrived.js';
import { Log } from '../logging/log.js';
import { Metrics } from '../observation/metrics.js';

/** What must end before the process may. */
export interface Work {
  /** Calls that have no response yet, and sessions whose clients would miss them. */
  remaining(): { readonly calls: number; readonly sessions: number };
  /** Gives away what others can carry on. */
  handOver?(): Promise<void>;
  /** Takes nothing new from anybody; responses that are awaited go on. */
  shut?(): Promise<void>;
  /** Ends what is left: streams with their final result, sessions by handing them over or closing them. */
  end(): Promise<void>;
}

/** How long a drain takes, in seconds. */
export interface DrainTimes {
  /** How long requests still come in after the process has said that it is not ready. */
  readonly quiet: number;
  /** After how long the rest is ended. */
  readonly limit: number;
}

/** How often it is looked whether work remains, in milliseconds. */
const LOOK = 50;

/** For how long nothing may have been to do at the end of a drain, in milliseconds. */
const LULL = 1_000;

/** How long a container that leaves with this process waits for a drain to begin, in milliseconds: the kubelet asks both at once. */
const BEGINNING = 2_000;

/**
 * The way of a process from ready to gone: it says that it is not ready, goes on serving until nobody sends it
 * anything new, waits for the work that it has, and ends what has no end of its own.
 */
export class Drain {
  private done: Promise<void> | undefined;

  public constructor(
    private readonly work: Work, private readonly times: DrainTimes, private readonly metrics: Metrics, private readonly log: Log,
  ) {}

  /** Whether the process is on its way out: new sessions are refused. */
  public get started(): boolean {
    return this.done !== undefined;
  }

  /** Drains; resolves when nothing is left. A second call waits for the first. */
  public start(reason: string): Promise<void> {
    this.done ??= this.run(reason);
    return this.done;
  }

  /**
   * Waits for the end of a drain, and says whether there was one. A server behind a proxy asks before it ends: with the
   * pod it must outlive the proxy's drain, while its own restart must neither drain the proxy nor wait.
   */
  public async isOver(beginning = BEGINNING): Promise<boolean> {
    const end = Date.now() + beginning;
    while (!this.started && Date.now() < end) {
      await sleep(LOOK);
    }
    await this.done;
    return this.started;
  }

  private async run(reason: string): Promise<void> {
    const start = Date.now();
    this.metrics.draining.of().value = 1;
    this.metrics.ready.of().value = 0;
    this.log.info('draining', { reason, ...this.work.remaining() });
    await sleep(this.times.quiet * 1000);
    const end = start + ((this.times.quiet + this.times.limit) * 1000);
    await this.untilIdle(end);
    await this.work.shut?.();
    while (this.work.remaining().calls > 0 && Date.now() < end) {
      await sleep(LOOK); // what came at the last moment
    }
    const left = this.work.remaining();
    await this.work.end();
    this.log.info('drained', { seconds: (Date.now() - start) / 1000, ...left });
  }

  /** Waits until nothing has been to do for a while: the connection of a call that just ended is the one that its client uses next. */
  private async untilIdle(end: number): Promise<void> {
    const lull = Math.min(LULL, this.times.quiet * 1000);
    for (let idleSince = Infinity; Date.now() < end; await sleep(LOOK)) {
      await arrived();
      await this.work.handOver?.();
      idleSince = this.isBusy() ? Infinity : Math.min(idleSince, Date.now());
      if (Date.now() - idleSince >= lull) {
        return;
      }
    }
  }

  private isBusy(): boolean {
    const { calls, sessions } = this.work.remaining();
    return calls > 0 || sessions > 0;
  }
}
