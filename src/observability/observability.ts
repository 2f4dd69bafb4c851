import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { AgentDiscovery } from './agent-discovery';
import { DashboardOptions } from './dashboards/dashboard-options';
import { DashboardDelivery } from './dashboards/delivery';
import { AGENT_INTERVAL } from './monitors/scrape';
import { mergedLabels } from './observer';
import { Probing } from './probing';
import { AlertOptions } from './rules/alert-options';
import { RuleSettings } from './rules/rule-groups';
import { Slo } from './rules/slo';
import { Thresholds } from './rules/thresholds';
import { Grafana } from './stack/grafana-options';
import { PROMETHEUS, prometheusUrl } from './stack/prometheus-component';
import { STACK_NAMESPACE } from './stack/stack';
import { ObservabilityStackOptions } from './stack/stack-options';
import { Peer } from '../agent/peer';
import { LoadSource } from '../scaling/load-source';
import { fail, McpErrorCode } from '../validation/failure';
import { checkLabels } from '../validation/labels';
import { isHttpUrl, seconds } from '../validation/values';

/** The pods of a Prometheus as the operator labels them. */
const OPERATED = { 'app.kubernetes.io/name': 'prometheus' };

/** How a Prometheus that somebody else runs is reached, and what it goes by. */
export interface JoinedObservabilityOptions {
  /**
   * Labels of all that is written for it: `{ release: 'kube-prometheus-stack' }` where that chart's release has this name.
   *
   * @default - none
   */
  readonly labels?: Record<string, string>;

  /**
   * More labels of ServiceMonitors and PodMonitors.
   *
   * @default - none
   */
  readonly monitorLabels?: Record<string, string>;

  /**
   * More labels of PrometheusRules.
   *
   * @default - none
   */
  readonly ruleLabels?: Record<string, string>;

  /**
   * Time between two scrapes of an agent that says nothing of it. One whose number of replicas follows its metrics is scraped each 5 s all
   * the same.
   *
   * @default Duration.seconds(15)
   */
  readonly agentInterval?: Duration;

  /**
   * Whether agents that are monitored from here are probed, too.
   *
   * @default Probing.every(Duration.seconds(30))
   */
  readonly probing?: Probing;

  /**
   * The pods of Prometheus, which may read agents' metrics.
   *
   * @default - pods labelled `app.kubernetes.io/name: prometheus` in the namespace "monitoring"
   */
  readonly prometheus?: Peer;

  /**
   * Where Prometheus is asked.
   *
   * @default "http://prometheus-operated.monitoring.svc:9090", the operator's own Service
   */
  readonly prometheusUrl?: string;

  /**
   * Who reads load for agents that are monitored from here and whose number of replicas follows it.
   *
   * @default - KEDA, which asks Prometheus at `prometheusUrl` without proof of who it is
   */
  readonly loadSource?: LoadSource;
}

/** What is said where rules and dashboards come from here, wherever Prometheus runs. */
export interface ObservabilityOwnerOptions {
  /**
   * What is too much, of all agents that have no thresholds of their own, and of what is beside them.
   *
   * @default - those of each threshold
   */
  readonly thresholds?: Thresholds;

  /**
   * What all agents are held to that have no objectives of their own.
   *
   * @default [Slo.availability(99.5), Slo.latency(95, Duration.seconds(5))]
   */
  readonly slos?: Slo[];

  /**
   * Alerts that are switched off or changed, and alerts of one's own.
   *
   * @default - ours as they are
   */
  readonly alerts?: AlertOptions;

  /**
   * Time between two evaluations of a rule.
   *
   * @default Duration.seconds(30)
   */
  readonly evaluationInterval?: Duration;

  /**
   * Which dashboards there are, and how they come into Grafana.
   *
   * @default - all of ours; mounted into the Grafana of a stack, else as ConfigMaps with the label that Grafana's sidecar looks for
   */
  readonly dashboards?: DashboardOptions;

  /**
   * Where Grafana is reached by those who read alerts, such as "https://grafana.acme.io".
   *
   * @default - links to dashboards are relative
   */
  readonly grafanaUrl?: string;
}

/** The same where rules and dashboards are ours, too. */
export interface ExistingObservabilityOptions extends JoinedObservabilityOptions, ObservabilityOwnerOptions {
  /**
   * The namespace of rules, dashboards and the monitor of agents that are found.
   *
   * @default - the chart's
   */
  readonly namespace?: string;

  /**
   * More labels of the objects with dashboards, beside those by which Grafana's sidecar finds them.
   *
   * @default - none
   */
  readonly dashboardLabels?: Record<string, string>;

  /**
   * Which agents are monitored that this library did not deploy.
   *
   * @default AgentDiscovery.byLabel()
   */
  readonly discovery?: AgentDiscovery;
}

/**
 * Who runs Prometheus, and who has the rules and dashboards.
 *
 * Rules and dashboards are one per cluster: of all the repositories that deploy into it, one says `stack` or `existing`, and all others
 * `joined`.
 */
export class Observability {
  /**
   * All of it, into a namespace of its own: the Prometheus Operator, Prometheus, Alertmanager, exporters, Grafana, and a first file with
   * the definitions that must be established before the rest is applied.
   */
  public static stack(options: ObservabilityStackOptions = {}): Observability {
    const { namespace = STACK_NAMESPACE } = options;
    const hasGrafana = (options.grafana ?? Grafana.deployed())._options !== undefined;
    const joined = {
      ...options,
      namespace,
      prometheus: Peer.pods({ namespace, labels: { ...PROMETHEUS.pods } }),
      prometheusUrl: prometheusUrl(namespace),
      dashboards: { ...hasGrafana ? { delivery: DashboardDelivery.mounted() } : {}, ...options.dashboards },
    };
    return new Observability(joined, true, options);
  }

  /** A Prometheus that is there, such as kube-prometheus-stack's; rules and dashboards are brought to it. */
  public static existing(options: ExistingObservabilityOptions = {}): Observability {
    return new Observability(options, true);
  }

  /** An McpObservability of another repository, which has the rules and dashboards; from here come monitors alone. */
  public static joined(options: JoinedObservabilityOptions = {}): Observability {
    return new Observability(options, false);
  }

  private constructor(
    private readonly options: ExistingObservabilityOptions,
    /** Whether rules, dashboards and the search for agents come from here. */
    public readonly ownsRules: boolean,
    /** @internal */
    public readonly _stack?: ObservabilityStackOptions,
  ) {}

  /** @internal */
  public get _namespace(): string | undefined {
    return this.options.namespace;
  }

  /** @internal */
  public get _discovery(): AgentDiscovery {
    return this.ownsRules ? this.options.discovery ?? AgentDiscovery.byLabel() : AgentDiscovery.none();
  }

  /** @internal */
  public get _probing(): Probing {
    return (this.options.probing ?? Probing.every(Duration.seconds(30)))._in(this._stack?.cluster);
  }

  /** @internal */
  public get _agentInterval(): Duration {
    return this.options.agentInterval ?? AGENT_INTERVAL;
  }

  /** @internal */
  public get _prometheus(): Peer {
    return this.options.prometheus ?? Peer.pods({ namespace: 'monitoring', labels: OPERATED });
  }

  /** @internal */
  public get _prometheusUrl(): string {
    return this.options.prometheusUrl ?? 'http://prometheus-operated.monitoring.svc:9090';
  }

  /** @internal */
  public get _loadSource(): LoadSource {
    const usual = this._stack ? LoadSource.stack(this._namespace) : LoadSource.keda({ prometheusUrl: this._prometheusUrl });
    return this.options.loadSource ?? usual;
  }

  /** @internal */
  public get _dashboards(): DashboardOptions {
    return this.options.dashboards ?? {};
  }

  /** @internal */
  public _dashboardLabels(scope: IConstruct): Record<string, string> {
    return mergedLabels(scope, [['labels', this.options.labels], ['dashboardLabels', this.options.dashboardLabels]]);
  }

  /** @internal */
  public _ruleSettings(scope: IConstruct): RuleSettings {
    const { evaluationInterval = Duration.seconds(30), grafanaUrl, thresholds, slos, alerts } = this.options;
    const interval = seconds(scope, 'evaluationInterval', evaluationInterval, 1);
    return { thresholds, slos, alerts, grafanaUrl: grafanaUrl?.replace(/\/$/, ''), interval };
  }

  /** @internal */
  public _monitorLabels(scope: IConstruct): Record<string, string> {
    return mergedLabels(scope, [['labels', this.options.labels], ['monitorLabels', this.options.monitorLabels]]);
  }

  /** @internal */
  public _ruleLabels(scope: IConstruct): Record<string, string> {
    return mergedLabels(scope, [['labels', this.options.labels], ['ruleLabels', this.options.ruleLabels]]);
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    const { dashboardLabels, grafanaUrl, labels, monitorLabels, prometheus, prometheusUrl: url, ruleLabels } = this.options;
    for (const [property, given] of Object.entries({ labels, monitorLabels, ruleLabels, dashboardLabels })) {
      checkLabels(scope, property, given);
    }
    prometheus?._check(scope, 'prometheus');
    this.checkLoadSource(scope);
    this._discovery._check(scope);
    this._probing._check(scope);
    seconds(scope, 'agentInterval', this._agentInterval, 1);
    const urls = Object.entries({ grafanaUrl, prometheusUrl: url }).filter(([, each]) => each !== undefined);
    for (const [property, given] of urls.filter(([, each]) => !isHttpUrl(each!))) {
      fail(scope, McpErrorCode.MONITORING_INVALID, `${property} is "${given}", no URL. Use one such as "https://monitoring.acme.io".`);
    }
  }

  /** An agent is written before it is monitored, and by whom its load is read decides what is written. */
  private checkLoadSource(scope: IConstruct): void {
    const { loadSource } = this.options;
    loadSource?._check(scope);
    if (loadSource?._adapter) {
      fail(scope, McpErrorCode.SCALING_INVALID,
        'loadSource is LoadSource.prometheusAdapter(...), which each agent says for itself: Scaling.between(...).on(...).from(LoadSource.prometheusAdapter(rules)).');
    }
  }
}
