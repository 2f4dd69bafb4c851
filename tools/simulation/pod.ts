import { ObservedPod } from './autoscaler/replicas';
import { AgentSettings, LoadQuery } from './manifests';
import { Chance } from './random';
import { Scenario } from './scenario';

/** How often the kubelet looks at its containers' CPU, and metrics-server at the kubelets: their defaults. */
export const CPU = { kubeletSeconds: 15, serverSeconds: 15 };

/** From the server's first good answer until Services send to it: the endpoints' way to every node. */
const ENDPOINTS_SECONDS = 0.5;

/** What Prometheus knows of a pod since it was scraped last. */
interface Scraped {
  readonly at: number;
  readonly calls: number;
  readonly sessions: number;
  readonly done: number;
  readonly isDraining: boolean;
}

/** A kubelet's reading of the seconds of CPU that a pod has used. */
interface CpuReading {
  readonly at: number;
  readonly seconds: number;
}

/** What a pod begins with. */
export interface PodBegin {
  readonly id: number;
  readonly createdAt: number;
  /** It has been there for long. */
  readonly isWarm: boolean;
  readonly settings: AgentSettings;
  readonly scenario: Scenario;
  readonly chance: Chance;
  /** When metrics-server looks. */
  readonly serverPhase: number;
}

/** One replica: what it works on, and what of that is known outside. */
export class Pod {
  /** Calls that it works on, those that wait for their turn by when they came, and sessions that are bound to it. */
  public working = 0;
  public readonly waiting: number[] = [];
  public sessions = 0;
  public isReady = false;
  public isGone = false;
  /** When it was asked to leave. */
  public leavesAt = Infinity;

  public readonly id: number;
  public readonly createdAt: number;
  public readonly readyAt: number;
  private readonly settings: AgentSettings;
  private readonly replica: Scenario['replica'];
  private readonly upAt: number;
  private readonly startedAt: number;
  private readonly phases: { readonly scrape: number; readonly kubelet: number; readonly server: number };
  private done = 0;
  private scraped: Scraped[] = [];
  private cpuSeconds = 0;
  private cpuAt: number;
  private readings: CpuReading[] = [];
  private served: CpuReading[] = [];
  private serverAt: number;

  public constructor({ chance, createdAt, id, isWarm, scenario, serverPhase, settings }: PodBegin) {
    const { probeDelaySeconds: delay, probePeriodSeconds: period } = settings.pod;
    [this.id, this.createdAt, this.settings, this.replica] = [id, createdAt, settings, scenario.replica];
    this.startedAt = createdAt + (isWarm ? -3600 : chance.time(scenario.replica.placed));
    this.upAt = this.startedAt + (isWarm ? 0 : chance.time(scenario.replica.starts));
    const probes = Math.ceil(Math.max(0, this.upAt - this.startedAt - delay) / period);
    this.readyAt = isWarm ? this.upAt : this.startedAt + delay + probes * period + ENDPOINTS_SECONDS;
    this.phases = { scrape: chance.next() * settings.scrapeSeconds, kubelet: chance.next() * CPU.kubeletSeconds, server: serverPhase };
    this.cpuAt = Math.max(0, this.startedAt);
    this.serverAt = lastBefore(this.cpuAt, this.phases.server, CPU.serverSeconds);
  }

  public get isLeaving(): boolean {
    return this.leavesAt < Infinity;
  }

  /** Calls that have no answer yet. */
  public get inFlight(): number {
    return this.working + this.waiting.length;
  }

  /** A call was answered. */
  public answer(): void {
    this.working--;
    this.done++;
  }

  /** Reads what was to be read until now. What is read does not change between two events of a pod, so this comes before each. */
  public catchUp(now: number, readsCpu: boolean, keepsSeconds: number): void {
    this.scrape(now, keepsSeconds);
    if (readsCpu) {
      this.readCpu(now);
    }
  }

  /** What the last scrape says, if it was not of a pod that leaves. */
  public load({ counts, windowSeconds }: LoadQuery, now: number): number | undefined {
    const last = this.scraped.at(-1);
    if (!last || last.isDraining) {
      return undefined;
    }
    switch (counts) {
      case 'sessions': return last.sessions;
      case 'callsPerSecond': return rateOf(this.scraped.filter(({ at }) => at > now - windowSeconds), now, windowSeconds);
      // A legacy client's stream is open as long as its session.
      case 'streams': return last.sessions + last.calls;
      default: return last.calls;
    }
  }

  /** As the autoscaler sees it, with its CPU in thousandths of a core. */
  public observed(now: number): ObservedPod {
    const [before, last] = this.served.slice(-2);
    const windowSeconds = last ? last.at - before.at : 0;
    return {
      ...(windowSeconds > 0 && {
        value: Math.trunc((1000 * (last.seconds - before.seconds)) / windowSeconds), measuredAt: last.at, windowSeconds,
      }),
      request: 1000 * this.settings.pod.cpuRequest,
      phase: now < this.startedAt ? 'Pending' : 'Running',
      isReady: this.isReady,
      isDeleted: this.isLeaving,
      startedAt: now < this.createdAt ? undefined : this.createdAt,
      readinessChangedAt: this.isReady ? this.readyAt : this.createdAt,
    };
  }

  private scrape(now: number, keepsSeconds: number): void {
    const { scrapeSeconds } = this.settings;
    const last = lastBefore(now, this.phases.scrape, scrapeSeconds);
    const known = this.scraped.at(-1)?.at ?? -Infinity;
    if (last <= known || last < this.upAt) {
      return;
    }
    const oldest = Math.max(known + scrapeSeconds, last - scrapeSeconds * Math.ceil(keepsSeconds / scrapeSeconds), this.upAt);
    const kept = keepsSeconds > 0 ? this.scraped.filter(({ at }) => at > now - keepsSeconds - scrapeSeconds) : [];
    for (let at = last - scrapeSeconds * Math.floor((last - oldest) / scrapeSeconds); at <= last + 1e-9; at += scrapeSeconds) {
      kept.push({ at, calls: this.inFlight, sessions: this.sessions, done: this.done, isDraining: this.leavesAt <= at });
    }
    this.scraped = kept;
  }

  private readCpu(now: number): void {
    if (now <= this.cpuAt) {
      return;
    }
    const cores = this.replica.idleCores + this.working * this.replica.coresPerCall;
    const first = lastBefore(this.cpuAt, this.phases.kubelet, CPU.kubeletSeconds) + CPU.kubeletSeconds;
    for (let at = first; at <= now; at += CPU.kubeletSeconds) {
      this.readings.push({ at, seconds: this.cpuSeconds + (at - this.cpuAt) * cores });
    }
    this.cpuSeconds += (now - this.cpuAt) * cores;
    this.cpuAt = now;
    for (let at = this.serverAt + CPU.serverSeconds; at <= now; at += CPU.serverSeconds) {
      this.serverAt = at;
      const reading = this.readings.findLast((each) => each.at <= at);
      if (reading && reading.at !== this.served.at(-1)?.at) {
        this.served.push(reading);
      }
    }
    this.readings = this.readings.slice(-3);
    this.served = this.served.slice(-2);
  }
}

/** The last of times that come again and again. */
function lastBefore(now: number, phase: number, every: number): number {
  return phase + Math.floor((now - phase) / every) * every;
}

/** A counter's rate as Prometheus computes it, up to both ends of the window where samples come near them. */
function rateOf(samples: readonly Scraped[], now: number, window: number): number | undefined {
  if (samples.length < 2) {
    return undefined;
  }
  const [first, last] = [samples[0], samples.at(-1)!];
  const covered = last.at - first.at;
  const usual = covered / (samples.length - 1);
  const increase = last.done - first.done;
  const beyond = (gap: number) => (gap < 1.1 * usual ? gap : usual / 2);
  const toZero = increase > 0 ? (covered * first.done) / increase : Infinity;
  const whole = covered + Math.min(beyond(first.at - (now - window)), toZero) + beyond(now - last.at);
  return (increase * whole) / covered / window;
}
