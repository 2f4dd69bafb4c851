import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { AgentProbing } from './agent-probing';
import { deliver } from './dashboards/deliver';
import { IMonitored, Workload } from './monitored';
import { discoveryMonitor, workloadMonitor } from './monitors/pod-monitor';
import { Observability } from './observability';
import { Observer } from './observer';
import { Probe, probePods } from './probe';
import { Probing } from './probing';
import { prometheusRule } from './rules/prometheus-rule';
import { agentRuleGroups, ruleGroups } from './rules/rule-groups';
import { Slo } from './rules/slo';
import { AgentThresholds } from './rules/thresholds';
import { Scalers } from './stack/scalers';
import { foundation, stack } from './stack/stack';
import { Peer } from '../agent/peer';
import { fail, McpErrorCode } from '../validation/failure';
import { claimName, namespaceOf } from '../validation/names';

/** What one agent is held to, where that is not what all are. */
export interface MonitorOptions {
  /**
   * What is too much of it. Each that is set has both of its levels: one left out raises no alert.
   *
   * @default - those of all agents
   */
  readonly thresholds?: AgentThresholds;

  /**
   * What it is held to.
   *
   * @default - what all agents are
   */
  readonly slos?: Slo[];

  /**
   * What it must do for a probe of it to succeed.
   *
   * @default AgentProbing.answers(), and .refuses() for an agent that asks its clients for a token; an agent whose namespace is not known
   *   at synth is not probed, unless the probe's is not known either
   */
  readonly probing?: AgentProbing;
}

/** The name of the platform's PrometheusRule: the same in every repository, so that a second owner in its namespace is noticed. */
const RULES = 'mcp-rules';

/** The labels of what is written for all agents. */
const LABELS = { 'app.kubernetes.io/name': 'mcp-observability', 'app.kubernetes.io/part-of': 'mcp', 'app.kubernetes.io/managed-by': 'cdk8s-mcp' };

/**
 * Collects metrics of agents, the registry and whatever else is monitored, tells of what goes wrong, and draws it.
 *
 * It either joins a Prometheus that is there or deploys all of it. Things are monitored by `monitor(...)`, in any order.
 */
export class McpObservability extends Construct {
  /** The namespace of its own objects, where it is known at synth. */
  public readonly namespace?: string;
  /** Where Prometheus is asked. */
  public readonly prometheusUrl: string;
  /** The pods of Prometheus. */
  public readonly prometheus: Peer;
  /** The PodMonitor of agents that this library did not deploy; undefined where none are looked for. */
  public readonly discovery?: ApiObject;
  /** The PrometheusRule of the platform; undefined where another repository has it. */
  public readonly rules?: ApiObject;
  /** The objects with the dashboards; none where another repository has them. */
  public readonly dashboards: ApiObject[] = [];

  private readonly probing: Probing;
  private prober?: Probe;
  private readonly ruleLabels: Record<string, string>;
  private readonly observer: Observer;
  private readonly scalers?: Scalers;
  private readonly workloads = new Map<string, Workload>();

  constructor(scope: Construct, id: string, observability: Observability) {
    super(scope, id);
    observability._check(this);
    this.namespace = namespaceOf(this, observability._namespace);
    this.prometheusUrl = observability._prometheusUrl;
    this.prometheus = observability._prometheus;
    this.observer = {
      scope: this,
      labels: observability._monitorLabels(this),
      agentInterval: observability._agentInterval,
      scrapers: this.prometheus,
      loadSource: () => {
        this.scalers?.open();
        return observability._loadSource;
      },
    };
    this.probing = observability._probing;
    this.ruleLabels = { ...LABELS, ...observability._ruleLabels(this) };
    const context = observability._stack && foundation(this, observability._stack);
    if (observability.ownsRules) {
      const settings = observability._ruleSettings(this);
      const groups = ruleGroups(this, settings);
      claimName(this, 'PrometheusRule', this.namespace, RULES);
      this.rules = prometheusRule(this, 'Rules', { name: RULES, namespace: this.namespace, labels: this.ruleLabels }, groups);
      const labels = { ...LABELS, ...observability._dashboardLabels(this) };
      const { objects, volume } = deliver(this, { namespace: this.namespace, labels }, observability._dashboards);
      this.dashboards = [...objects];
      if (context) {
        this.scalers = stack(context, observability._stack!, settings.interval!, volume);
      }
    }
    if (observability._discovery._isOn) {
      this.discovery = discoveryMonitor(this, 'Discovery', this.namespace, observability._discovery, this.observer);
    }
  }

  /** The Deployment of the probe; undefined while no agent is probed. */
  public get probe(): ApiObject | undefined {
    return this.prober?.deployment;
  }

  /** All that is monitored, in the order in which it was said. */
  public get monitored(): Workload[] {
    return [...this.workloads.values()];
  }

  /**
   * Monitors something.
   *
   * An agent of this library keeps its own ServiceMonitor, which takes over the labels and the interval said here, and its NetworkPolicy
   * lets Prometheus in. Any other workload gets a PodMonitor.
   *
   * @returns the monitor; undefined for an agent that has no metrics, or where the cluster lacks the API
   */
  public monitor(monitored: IMonitored, options: MonitorOptions = {}): ApiObject | undefined {
    const workload = monitored.monitoredWorkload;
    const namespace = workload.namespace ?? Chart.of(this).namespace;
    const id = namespace === undefined ? workload.name : `${namespace}/${workload.name}`;
    this.remember(id, workload);
    this.holdTo(workload.name, namespace, options);
    const probing = this.probingOf(workload, namespace, options.probing);
    const monitor = this.monitorOf(workload, id, probing);
    if (probing) {
      this.probeBy(probing, workload, namespace);
    }
    return monitor;
  }

  /** The agent's own monitor, or one for pods that somebody else deploys. */
  private monitorOf(workload: Workload, id: string, probing: AgentProbing | undefined): ApiObject | undefined {
    if (workload._own) {
      workload._own.join({ ...this.observer, probe: probing && probePods(this.probing, this.namespace) });
      return workload._own.monitor;
    }
    workload._check(this);
    return workloadMonitor(this, `Monitor-${id.replace('/', '-')}`, workload, this.observer);
  }

  /** How it is probed; undefined where it is not. */
  private probingOf(workload: Workload, namespace: string | undefined, asked: AgentProbing | undefined): AgentProbing | undefined {
    const endpoint = workload._endpoint;
    if (asked?._expectation !== undefined && (!endpoint || !this.probing._isOn)) {
      fail(this, McpErrorCode.MONITORING_INVALID, endpoint
        ? `monitor(${workload.name}) says how it is probed, and nothing is: the McpObservability has Probing.none(). Leave one of the two out.`
        : `monitor(${workload.name}) says how it is probed, and where is not known. Give it a url, as in Workload.agent({ url: "http://search.tools.svc:8000/mcp" }).`);
    }
    // Both policies name the other's namespace, and the probe's series the agent's.
    const isReachable = (namespace === undefined) === (this.namespace === undefined);
    if (asked?._expectation !== undefined && !isReachable) {
      fail(this, McpErrorCode.MONITORING_INVALID,
        `monitor(${workload.name}) says how it is probed, and the namespace of the ${namespace === undefined ? 'agent' : 'probe'} is not known at synth: `
        + 'neither would let the other in. Give both charts a namespace.');
    }
    const probing = asked ?? (endpoint?.asksForToken ? AgentProbing.refuses() : AgentProbing.answers());
    return endpoint && isReachable && this.probing._isOn && probing._expectation !== undefined ? probing : undefined;
  }

  /** The first agent that is probed brings the probe. */
  private probeBy(probing: AgentProbing, { name, _endpoint: endpoint }: Workload, namespace: string | undefined): void {
    this.prober ??= new Probe(this, 'Probe', this.namespace, this.probing, this.observer);
    this.prober.add({ name, namespace, endpoint: endpoint!, probing });
  }

  /** What an agent has of its own goes with it: into the cluster of an owner elsewhere, too. */
  private holdTo(agent: string, namespace: string | undefined, { thresholds, slos }: MonitorOptions): void {
    if (!thresholds && !slos) {
      return;
    }
    if (namespace === undefined) {
      fail(this, McpErrorCode.MONITORING_INVALID, `agent ${agent} has thresholds or objectives of its own, and its namespace is not known at synth. Give its chart a namespace.`);
    }
    const groups = agentRuleGroups(this, `monitor(${agent})`, { namespace, agent, thresholds, slos });
    if (groups.length > 0) {
      const metadata = { name: `mcp-levels-${agent}`, namespace, labels: { ...this.ruleLabels, 'app.kubernetes.io/name': agent } };
      prometheusRule(this, `Levels-${namespace}-${agent}`, metadata, groups);
    }
  }

  /** Rules, dashboards and scalers know a workload by its namespace and name. */
  private remember(id: string, workload: Workload): void {
    if (this.workloads.has(id)) {
      fail(this, McpErrorCode.NAME_COLLISION, `"${id}" is monitored already, and its series could not be told from those of another one. Monitor it once, or give one of them another name.`);
    }
    this.workloads.set(id, workload);
  }
}
