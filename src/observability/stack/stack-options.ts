import { Duration, Size } from 'cdk8s';
import { ContainerResources, NodeLabelQuery, NodeTaintQuery } from 'cdk8s-plus-28';
import { Grafana } from './grafana-options';
import { Receiver } from './receivers';
import { SecretKey } from './secret-key';
import { EgressRule } from '../../agent/network-access';
import { TargetCluster } from '../../cluster/target-cluster';
import { VerticalScaling } from '../../scaling/vertical-scaling';
import { AgentDiscovery } from '../agent-discovery';
import { ObservabilityOwnerOptions } from '../observability';

/** Somewhere that Prometheus sends all its samples to. */
export interface RemoteWrite {
  /** Its URL. */
  readonly url: string;

  /**
   * A token that is shown there.
   *
   * @default - none
   */
  readonly bearerToken?: SecretKey;

  /**
   * Names of metrics that are sent, as a regular expression.
   *
   * @default - all
   */
  readonly metrics?: string;
}

/** Thanos beside Prometheus, which keeps blocks in an object store for as long as is wanted. It was validated, and not run by any test. */
export interface ThanosSidecar {
  /** Its image, such as "quay.io/thanos/thanos:v0.42.0". */
  readonly image: string;

  /** The object store, as Thanos' own YAML describes it. */
  readonly objectStorage: SecretKey;
}

/** The Prometheus of the stack. */
export interface PrometheusOptions {
  /**
   * How many of them scrape the same.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * Into how many parts the targets are split, each with its own replicas. One does for some million series.
   *
   * @default 1
   */
  readonly shards?: number;

  /**
   * The volume of each replica.
   *
   * @default Size.gibibytes(50): 15 days of 200 agents, at 2 bytes a sample
   */
  readonly storage?: Size;

  /**
   * The class of the volumes.
   *
   * @default - the cluster's
   */
  readonly storageClassName?: string;

  /**
   * How long samples are kept.
   *
   * @default Duration.days(15)
   */
  readonly retention?: Duration;

  /**
   * How much of the volume they may fill; the oldest go first. The write-ahead log comes on top.
   *
   * @default - 85 per cent of the volume
   */
  readonly retentionSize?: Size;

  /**
   * CPU and memory of each replica.
   *
   * @default - requests of 200m and 512Mi, a limit of 4Gi: some 3 KiB are needed for each series, and 1 Gi for questions
   */
  readonly resources?: ContainerResources;

  /**
   * How requests of CPU and memory are found and set, where the cluster has the Vertical Pod Autoscaler.
   *
   * @default VerticalScaling.recommend()
   */
  readonly verticalScaling?: VerticalScaling;

  /**
   * Where samples are sent to.
   *
   * @default - nowhere
   */
  readonly remoteWrite?: RemoteWrite[];

  /**
   * Thanos beside it.
   *
   * @default - none
   */
  readonly thanos?: ThanosSidecar;

  /**
   * Labels that samples get where they leave this Prometheus, such as the cluster's name.
   *
   * @default - none
   */
  readonly externalLabels?: Record<string, string>;

  /**
   * Samples of a scrape that no monitor may exceed, whatever it says itself.
   *
   * @default - no limit beside that of each monitor
   */
  readonly enforcedSampleLimit?: number;

  /**
   * Labels of a sample that no monitor may exceed.
   *
   * @default - no limit
   */
  readonly enforcedLabelLimit?: number;

  /**
   * The namespaces whose pods and monitors it sees, beside its own; in each it gets a Role of its own.
   *
   * @default - all, by a ClusterRole
   */
  readonly namespaces?: string[];
}

/** The Alertmanager of the stack. */
export interface AlertmanagerOptions {
  /**
   * How many of them tell each other what they have told.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * The volume of each, for silences and what was told.
   *
   * @default Size.gibibytes(1)
   */
  readonly storage?: Size;

  /**
   * The class of the volumes.
   *
   * @default - the cluster's
   */
  readonly storageClassName?: string;

  /**
   * Who is told of alerts.
   *
   * @default - nobody: alerts are there for those who look
   */
  readonly receivers?: Receiver[];

  /**
   * Who hears every minute or so that alerting works, and raises an alarm of its own when it doesn't.
   *
   * @default - nobody
   */
  readonly deadMansSwitch?: Receiver;

  /**
   * Whom it may call, beside port 443 everywhere and the ports of URLs that receivers say.
   *
   * @default - nobody
   */
  readonly egress?: EgressRule[];
}

/** Where KEDA is. */
export interface KedaInstallation {
  /**
   * Its namespace, which is there before the stack is applied.
   *
   * @default "keda"
   */
  readonly namespace?: string;

  /**
   * The account that its operator runs as.
   *
   * @default "keda-operator"
   */
  readonly serviceAccount?: string;
}

/** The whole stack: the Prometheus Operator, Prometheus, Alertmanager, exporters and Grafana. */
export interface ObservabilityStackOptions extends ObservabilityOwnerOptions {
  /**
   * The namespace, which the stack makes. What must share the nodes' network is in a second one, with the suffix "-nodes".
   *
   * @default "monitoring"
   */
  readonly namespace?: string;

  /**
   * The cluster that the YAML is for.
   *
   * @default TargetCluster.of()
   */
  readonly cluster?: TargetCluster;

  /**
   * Labels of all monitors and rules, and what its Prometheus finds them by.
   *
   * @default - none: it takes all that there are
   */
  readonly labels?: Record<string, string>;

  /**
   * Time between two scrapes of an agent that says nothing of it. One whose number of replicas follows its metrics is scraped each 5 s all
   * the same.
   *
   * @default Duration.seconds(15)
   */
  readonly agentInterval?: Duration;

  /**
   * Which agents are monitored that this library did not deploy.
   *
   * @default AgentDiscovery.byLabel()
   */
  readonly discovery?: AgentDiscovery;

  /**
   * Prometheus.
   *
   * @default - two replicas with 50 GiB each, which keep 15 days
   */
  readonly prometheus?: PrometheusOptions;

  /**
   * Alertmanager.
   *
   * @default - two replicas that tell nobody
   */
  readonly alertmanager?: AlertmanagerOptions;

  /**
   * Grafana.
   *
   * @default Grafana.deployed()
   */
  readonly grafana?: Grafana;

  /**
   * Labels that the nodes of the stack must have, all of them. node-exporter runs on every node.
   *
   * @default - any node
   */
  readonly nodes?: NodeLabelQuery[];

  /**
   * Taints that the stack tolerates.
   *
   * @default - none
   */
  readonly tolerations?: NodeTaintQuery[];

  /**
   * The KEDA that may ask this Prometheus for load. Said where agents of other repositories scale on it, or where KEDA is not in the
   * namespace "keda".
   *
   * @default - that of the namespace "keda", once an agent that is monitored from here scales on load
   */
  readonly keda?: KedaInstallation;

  /**
   * Whether the CustomResourceDefinitions are written, into a first file of their own; not where another operator's are there.
   *
   * @default true
   */
  readonly crds?: boolean;
}
