import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { IMonitored, Workload } from './monitored';
import { discoveryMonitor, workloadMonitor } from './monitors/pod-monitor';
import { Observability } from './observability';
import { Observer } from './observer';
import { Peer } from '../agent/peer';
import { fail, McpErrorCode } from '../validation/failure';
import { namespaceOf } from '../validation/names';

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

  private readonly observer: Observer;
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
    };
    if (observability._discovery._isOn) {
      this.discovery = discoveryMonitor(this, 'Discovery', this.namespace, observability._discovery, this.observer);
    }
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
  public monitor(monitored: IMonitored): ApiObject | undefined {
    const workload = monitored.monitoredWorkload;
    const namespace = workload.namespace ?? Chart.of(this).namespace;
    const id = namespace === undefined ? workload.name : `${namespace}/${workload.name}`;
    this.remember(id, workload);
    if (workload._own) {
      workload._own.join(this.observer);
      return workload._own.monitor;
    }
    workload._check(this);
    return workloadMonitor(this, `Monitor-${id.replace('/', '-')}`, workload, this.observer);
  }

  /** Rules, dashboards and scalers know a workload by its namespace and name. */
  private remember(id: string, workload: Workload): void {
    if (this.workloads.has(id)) {
      fail(this, McpErrorCode.NAME_COLLISION, `"${id}" is monitored already, and its series could not be told from those of another one. Monitor it once, or give one of them another name.`);
    }
    this.workloads.set(id, workload);
  }
}
