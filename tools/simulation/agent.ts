import { Autoscaler } from './autoscaler/controller';
import { CONTROLLER, MetricTarget } from './autoscaler/settings';
import { Distribution } from './distribution';
import { EventHeap } from './event-heap';
import { Load, Loaded } from './load';
import { AgentSettings, LoadQuery } from './manifests';
import { CPU, Pod } from './pod';
import { Chance } from './random';
import { Scenario } from './scenario';

/** What became of one agent. */
export interface AgentResult {
  /** Seconds that pods were there, those that wait for a node or drain among them. */
  podSeconds: number;
  mostReplicas: number;
  calls: number;
  /** How long calls waited before a replica worked on them. */
  readonly waits: Distribution;
  /** Calls that were cut with their pod, or found none. */
  lostCalls: number;
  sessions: number;
  /** Sessions that ended with their pod. */
  lostSessions: number;
  /** How often replicas left after others had come. */
  waves: number;
  /** Seconds at which there were as many replicas as there may be. */
  limitSeconds: number;
  /** Replicas that the autoscaler wanted, and that served, from which time on. */
  readonly steps: { readonly seconds: number; readonly desired: number; readonly ready: number }[];
}

/** From a Deployment's new number of replicas until its pods are there, or asked to leave. */
const CONTROLLER_SECONDS = 0.3;

/** KEDA asks each trigger this often besides, to learn whether it is active: its default `pollingInterval`. */
const POLLING_SECONDS = 30;

/** One agent, its replicas, and the autoscaler that sets them. */
export class AgentRun implements Loaded {
  public readonly result: AgentResult = {
    podSeconds: 0,
    mostReplicas: 0,
    calls: 0,
    waits: new Distribution(),
    lostCalls: 0,
    sessions: 0,
    lostSessions: 0,
    waves: 0,
    limitSeconds: 0,
    steps: [],
  };

  public inFlight = 0;
  public sessions = 0;

  private now = 0;
  private readonly pods: Pod[] = [];
  /** Those that are there. */
  private alive: Pod[] = [];
  /** Those that get new calls. */
  private serving: Pod[] = [];
  private readonly answers = new EventHeap();
  private readonly closings = new EventHeap();
  private readonly changes = new EventHeap();
  private readonly autoscaler: Autoscaler;
  private readonly readsCpu: boolean;
  private readonly keepsSeconds: number;
  private readonly recorded = new Map<string, number | undefined>();
  private readonly failures = new Map<string, { readonly since: number; readonly looks: number }>();
  private readonly serverPhase: number;
  private replicas: number;
  private wasUp = false;
  private nextLook: number;
  private nextRule: number;

  public constructor(
    private readonly settings: AgentSettings,
    private readonly scenario: Scenario,
    private readonly load: Load,
    private readonly chance: Chance,
    replicas = settings.autoscaler.minReplicas,
  ) {
    const { autoscaler, queries } = settings;
    this.autoscaler = new Autoscaler(autoscaler);
    this.readsCpu = autoscaler.metrics.some(({ kind }) => kind === 'utilization');
    this.keepsSeconds = Math.max(0, ...queries.map(({ windowSeconds }) => windowSeconds));
    this.nextLook = chance.next() * CONTROLLER.syncSeconds;
    const rule = Math.max(0, ...queries.map(({ ruleSeconds }) => ruleSeconds));
    this.nextRule = rule > 0 ? chance.next() * rule : Infinity;
    this.serverPhase = chance.next() * CPU.serverSeconds;
    this.replicas = replicas;
    for (let index = 0; index < this.replicas; index++) {
      this.create(true);
    }
  }

  /** Lets it all happen. */
  public run(): AgentResult {
    const { seconds } = this.scenario;
    for (;;) {
      const [answer, closing, change, load] = [this.answers.earliest, this.closings.earliest, this.changes.earliest, this.load.next];
      const next = Math.min(answer, closing, change, load, this.nextLook, this.nextRule);
      if (next >= seconds) {
        return this.end(seconds);
      }
      this.now = next;
      if (next === change) {
        this.change(this.pods[this.changes.pop()]);
      } else if (next === answer) {
        this.answer(this.pods[this.answers.pop()]);
      } else if (next === closing) {
        this.closed(this.pods[this.closings.pop()]);
      } else if (next === load) {
        this.load.act(this);
      } else if (next === this.nextRule) {
        this.evaluate();
      } else {
        this.look();
      }
    }
  }

  public call(connection?: number): void {
    this.result.calls++;
    const connected = connection === undefined ? undefined : this.pods[connection];
    const pod = connected?.isReady ? connected : this.pick();
    if (!pod) {
      this.result.lostCalls++;
      return;
    }
    this.inFlight++;
    this.catchUp(pod);
    if (pod.working < this.scenario.replica.atOnce) {
      this.begin(pod, this.now);
    } else {
      pod.waiting.push(this.now);
    }
  }

  public open(seconds: number): void {
    const pod = this.serving[this.chance.below(this.serving.length)];
    if (pod) {
      this.result.sessions++;
      this.bind(pod, 1);
      // A session is bound to a pod by count alone: which of a pod's sessions ends makes no difference.
      this.closings.push(this.now + seconds, pod.id);
    }
  }

  /** By session where there are some, since only their own pod has them; else at random, as Services do. */
  private pick(): Pod | undefined {
    return this.scenario.sessions && this.sessions > 0 ? this.owner() : this.serving[this.chance.below(this.serving.length)];
  }

  /** The pod of one of all sessions. */
  private owner(): Pod | undefined {
    let left = this.chance.below(this.sessions);
    return this.alive.find(({ sessions }) => (left -= sessions) < 0);
  }

  private begin(pod: Pod, came: number): void {
    pod.working++;
    this.result.waits.add(this.now - came);
    this.answers.push(this.now + this.chance.time(this.scenario.calls.takes), pod.id);
  }

  private answer(pod: Pod): void {
    if (pod.isGone) {
      return;
    }
    this.catchUp(pod);
    pod.answer();
    this.inFlight--;
    const came = pod.waiting.shift();
    if (came !== undefined) {
      this.begin(pod, came);
    }
    this.load.answered(this, pod.id);
    this.leaveIfDone(pod);
  }

  /** The session has ended, unless it went with its pod. */
  private closed(pod: Pod): void {
    const owner = pod.sessions > 0 ? pod : this.settings.pod.hasStore ? this.owner() : undefined;
    if (owner) {
      this.bind(owner, -1);
      this.leaveIfDone(owner);
    }
  }

  private bind(pod: Pod, count: number): void {
    this.catchUp(pod);
    pod.sessions += count;
    this.sessions += count;
  }

  private catchUp(pod: Pod): void {
    pod.catchUp(this.now, this.readsCpu, this.keepsSeconds);
  }

  private create(isWarm = false): void {
    const { chance, scenario, serverPhase, settings } = this;
    const pod = new Pod({
      id: this.pods.length, createdAt: this.now + (isWarm ? 0 : CONTROLLER_SECONDS), isWarm, settings, scenario, chance, serverPhase,
    });
    this.pods.push(pod);
    this.alive.push(pod);
    if (isWarm) {
      this.change(pod);
    } else {
      this.changes.push(pod.readyAt, pod.id);
    }
  }

  /** Something is due for a pod: it is ready, or its time to leave is over. */
  private change(pod: Pod): void {
    if (pod.isGone) {
      return;
    }
    this.catchUp(pod);
    if (!pod.isLeaving) {
      pod.isReady = true;
      this.serving.push(pod);
      this.note();
    } else if (this.now >= pod.leavesAt + this.settings.pod.drainSeconds) {
      this.remove(pod);
    } else {
      this.leaveIfDone(pod);
    }
  }

  /** Asks a replica to leave: one that is not ready first, then the youngest. */
  private sendAway(): void {
    const staying = this.alive.filter(({ isLeaving }) => !isLeaving);
    const unready = staying.filter(({ isReady }) => !isReady);
    const pod = unready.at(-1) ?? staying.at(-1)!;
    this.catchUp(pod);
    pod.leavesAt = this.now;
    pod.isReady = false;
    this.serving = this.serving.filter((each) => each !== pod);
    if (this.settings.pod.hasStore) {
      this.handOver(pod);
    }
    this.changes.push(this.now + this.settings.pod.quietSeconds, pod.id);
    this.changes.push(this.now + this.settings.pod.drainSeconds, pod.id);
  }

  /** Sessions that outlive their pod are taken up by others. */
  private handOver(pod: Pod): void {
    for (let count = this.serving.length > 0 ? pod.sessions : 0; count > 0; count--) {
      this.bind(pod, -1);
      this.bind(this.serving[this.chance.below(this.serving.length)], 1);
    }
  }

  private leaveIfDone(pod: Pod): void {
    const isQuiet = this.now >= pod.leavesAt + this.settings.pod.quietSeconds;
    if (pod.isLeaving && isQuiet && pod.inFlight === 0 && pod.sessions === 0) {
      this.remove(pod);
    }
  }

  private remove(pod: Pod): void {
    this.result.lostCalls += pod.inFlight;
    this.result.lostSessions += pod.sessions;
    this.inFlight -= pod.inFlight;
    this.sessions -= pod.sessions;
    this.result.podSeconds += this.now - pod.createdAt;
    pod.isGone = true;
    pod.sessions = 0;
    this.alive = this.alive.filter((each) => each !== pod);
    this.load.answered(this, pod.id);
  }

  private evaluate(): void {
    const rules = this.settings.queries.filter(({ ruleSeconds }) => ruleSeconds > 0);
    rules.forEach((query) => this.recorded.set(query.name, this.measured(query)));
    this.nextRule += Math.max(...rules.map(({ ruleSeconds }) => ruleSeconds));
  }

  private look(): void {
    this.nextLook += CONTROLLER.syncSeconds;
    this.alive.forEach((pod) => this.catchUp(pod));
    const before = this.replicas;
    const statusReplicas = this.alive.filter(({ isLeaving }) => !isLeaving).length;
    this.replicas = this.autoscaler.look({
      now: this.now,
      specReplicas: before,
      statusReplicas,
      external: (name) => this.external(name),
      pods: (metric) => this.observed(metric),
    });
    if (this.replicas !== before) {
      this.rescale(before);
    }
    if (this.replicas >= this.settings.autoscaler.maxReplicas) {
      this.result.limitSeconds += CONTROLLER.syncSeconds;
    }
  }

  private rescale(before: number): void {
    for (let count = before; count < this.replicas; count++) {
      this.create();
    }
    for (let count = before; count > this.replicas; count--) {
      this.sendAway();
    }
    if (this.replicas < before && this.wasUp) {
      this.result.waves++;
    }
    this.wasUp = this.replicas > before;
    this.note();
  }

  private observed(metric: MetricTarget) {
    if (metric.kind === 'utilization') {
      return this.alive.map((pod) => pod.observed(this.now));
    }
    throw new Error(`the simulation does not know where the figure ${metric.name} of each pod comes from. Use a ScaledObject, or averageUtilization of a resource.`);
  }

  private external(name: string): number | undefined {
    const query = this.settings.queries.find((each) => each.name === name)!;
    const isAway = (this.scenario.outages ?? []).some(({ from, to }) => this.now >= from && this.now < to);
    const value = isAway ? undefined : query.ruleSeconds > 0 ? this.recorded.get(name) : this.measured(query);
    if (value !== undefined) {
      this.failures.delete(name);
      return value;
    }
    const failure = this.failures.get(name) ?? { since: this.now, looks: 0 };
    this.failures.set(name, { ...failure, looks: failure.looks + 1 });
    return this.fallback(name);
  }

  /** What the pods that do not leave have together, by their last scrapes. */
  private measured(query: LoadQuery): number | undefined {
    const loads = this.alive.map((pod) => {
      this.catchUp(pod);
      return pod.load(query, this.now);
    }).filter((load) => load !== undefined);
    return loads.length > 0 ? loads.reduce((total, load) => total + load, 0) : undefined;
  }

  /** What KEDA says when its question failed too often: so much that so many replicas have what they should. */
  private fallback(name: string): number | undefined {
    const { autoscaler: { metrics }, fallback } = this.settings;
    const { since, looks } = this.failures.get(name)!;
    if (!fallback || looks + Math.floor((this.now - since) / POLLING_SECONDS) <= fallback.failureThreshold) {
      return undefined;
    }
    const { behavior, replicas } = fallback;
    const chosen = {
      static: replicas,
      currentReplicas: this.replicas,
      currentReplicasIfHigher: Math.max(this.replicas, replicas),
      currentReplicasIfLower: Math.min(this.replicas, replicas),
    }[behavior];
    const metric = metrics.find((each) => each.name === name)!;
    return metric.kind === 'external' ? chosen * metric.perReplica : undefined;
  }

  private note(): void {
    this.result.mostReplicas = Math.max(this.result.mostReplicas, this.replicas);
    this.result.steps.push({ seconds: this.now, desired: this.replicas, ready: this.serving.length });
  }

  private end(seconds: number): AgentResult {
    for (const pod of this.alive) {
      this.result.podSeconds += seconds - pod.createdAt;
    }
    return this.result;
  }
}
