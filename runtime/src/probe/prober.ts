import { askAgent, Outcome } from './ask-agent.js';
import { ProbeConfig, Target } from './probe-config.js';
import { ProbeMetrics, TargetMetrics } from './probe-metrics.js';
import { Turns } from './turns.js';
import { Log } from '../logging/log.js';

/** Probes every agent of a configuration in its interval, spread over it, and never one agent twice at once. */
export class Prober {
  private probed = new Map<string, ProbedTarget>();
  private readonly turns = new Turns();

  public constructor(private readonly metrics: ProbeMetrics, private readonly log: Log) {}

  /** Obeys a configuration; what is probed as before goes on undisturbed. */
  public take({ concurrency, targets }: ProbeConfig): void {
    this.turns.most = concurrency;
    const before = this.probed;
    const wanted = new Map(targets.map((target) => [JSON.stringify(target), target]));
    // The old series go first: a target that changed has the same labels.
    before.forEach((probed, key) => wanted.has(key) || probed.stop());
    this.probed = new Map([...wanted].map(([key, target], index) => (
      [key, before.get(key) ?? new ProbedTarget(target, index / wanted.size, this.turns, this.metrics.of(target), this.log)]
    )));
    this.metrics.probeTargets.of().value = targets.length;
  }

  /** Starts no probe any more; resolves when those that run are over and their sessions ended. */
  public async stop(): Promise<void> {
    this.probed.forEach((probed) => probed.pause());
    await this.turns.over();
  }
}

/** One agent, asked again and again. */
class ProbedTarget {
  private timer: NodeJS.Timeout;
  private isBusy = false;
  private isStopped = false;
  private era: Target['era'];
  private last: Outcome | undefined;

  /** @param offset how much of an interval, 0 to 1, until the first probe: all at once would make each other look slow */
  public constructor(
    private readonly target: Target, offset: number, private readonly turns: Turns, private readonly metrics: TargetMetrics,
    private readonly log: Log,
  ) {
    this.era = target.era;
    const interval = target.intervalSeconds * 1000;
    this.timer = setTimeout(() => {
      this.timer = setInterval(() => this.tick(), interval);
      this.tick();
    }, offset * interval);
  }

  public pause(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  public stop(): void {
    this.pause();
    this.metrics.remove();
  }

  private tick(): void {
    if (this.isBusy) {
      this.metrics.skipped();
      return;
    }
    this.isBusy = true;
    void this.turns.take(() => this.probe()).finally(() => {
      this.isBusy = false;
    });
  }

  private async probe(): Promise<void> {
    if (this.isStopped) {
      return;
    }
    const outcome = await this.ask();
    if (this.isStopped) {
      return; // its series are gone, and must not come back
    }
    this.era = this.target.era === 'auto' && outcome.reason === undefined ? outcome.described?.era ?? 'auto' : this.target.era;
    this.metrics.ended(outcome);
    this.tell(outcome);
    this.last = outcome;
  }

  /** An agent that is in another era since it was rolled out anew is no failure. */
  private async ask(): Promise<Outcome> {
    const outcome = await askAgent(this.target, this.era);
    return outcome.reason === 'protocol_version' && this.era !== this.target.era ? askAgent(this.target) : outcome;
  }

  /** Logs what changed, and not each failure of a night. */
  private tell({ reason, error }: Outcome): void {
    const { namespace, agent, url } = this.target;
    if (reason !== undefined && reason !== this.last?.reason) {
      this.log.warning('a probe failed', { namespace, agent, url, reason, error: error?.message });
    } else if (reason === undefined && this.last?.reason !== undefined) {
      this.log.info('a probe succeeded again', { namespace, agent, url });
    }
  }
}
