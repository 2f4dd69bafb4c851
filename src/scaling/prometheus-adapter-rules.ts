import { ApiObject, Lazy, Yaml } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { CALLS_IN_FLIGHT, freshFor, LoadIdentity, McpLoad, OPEN_STREAMS, SESSIONS } from './mcp-load';
import { METRICS } from '../runtime/contract';
import { completeAfterSerialization } from '../serialization';
import { fail, McpErrorCode } from '../validation/failure';
import { checkLabels } from '../validation/labels';
import { checkReference, claimName, namespaceOf } from '../validation/names';

/** Where the rules are put. */
export interface PrometheusAdapterRulesProps {
  /**
   * The name of the ConfigMap.
   *
   * @default "mcp-prometheus-adapter"
   */
  readonly name?: string;

  /**
   * Its namespace, which is that of the adapter.
   *
   * @default - the chart's
   */
  readonly namespace?: string;

  /**
   * More labels of it.
   *
   * @default - none
   */
  readonly labels?: Record<string, string>;
}

/** The largest interval at which an agent that scales by load is scraped, in seconds: two scrapes fit into the minute that we promise. */
export const MOST_INTERVAL = 30;

const NAME = 'mcp-prometheus-adapter';

/** Where the adapter learns that a metric is there: each pod with the runtime has it, before its first call, too. */
const SERIES = `${METRICS.instrumented.name}{namespace!="",pod!=""}`;

/**
 * What prometheus-adapter must be told so that HorizontalPodAutoscalers find the load of agents: its configuration, as a ConfigMap with the
 * key `config.yaml`. The adapter of a cluster has one configuration, so there is one of these for all agents.
 */
export class PrometheusAdapterRules extends Construct {
  /** The ConfigMap. */
  public readonly configMap: ApiObject;

  private readonly loads = new Map<string, McpLoad>([CALLS_IN_FLIGHT, SESSIONS, OPEN_STREAMS].map((load) => [load.adapterName, load]));
  private readonly queries = new Map<string, string>();

  constructor(scope: Construct, id: string, props: PrometheusAdapterRulesProps = {}) {
    super(scope, id);
    const { labels, name = NAME } = props;
    const namespace = namespaceOf(this, props.namespace);
    checkReference(this, 'the name of the ConfigMap', name);
    checkLabels(this, 'labels', labels);
    claimName(this, 'ConfigMap', namespace, name);
    this.configMap = new ApiObject(this, 'ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name,
        namespace: props.namespace,
        labels: { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/part-of': 'mcp', 'app.kubernetes.io/managed-by': 'cdk8s-mcp', ...labels },
      },
      data: { 'config.yaml': Lazy.any({ produce: () => Yaml.stringify(this.config()) }) },
    });
    completeAfterSerialization(this.configMap);
  }

  /**
   * Has the adapter tell a load of each pod.
   *
   * @returns what the adapter calls it
   * @internal
   */
  public _ofPods(load: McpLoad): string {
    this.loads.set(load.adapterName, load);
    return load.adapterName;
  }

  /**
   * Has the adapter ask a question of a user's.
   *
   * @returns what the adapter calls the answer
   * @internal
   */
  public _external(scope: IConstruct, { namespace, agent }: LoadIdentity, name: string, query: string): string {
    if (/<<|>>/.test(query)) {
      fail(scope, McpErrorCode.SCALING_INVALID,
        `ScalingMetric.promQl "${name}" has "<<" or ">>", which prometheus-adapter takes for a template's. Leave spaces between, or record the answer under a name.`);
    }
    const metric = `mcp_${namespace}_${agent}_${name}`.replaceAll('-', '_');
    this.queries.set(metric, query);
    return metric;
  }

  private config(): Record<string, any> {
    return {
      rules: [...this.loads.values()].map(ruleOf),
      externalRules: [...this.queries].map(([name, query]) => ({
        // Only that some series is there matters: the question is asked as it stands.
        seriesQuery: 'up', resources: { namespaced: false }, name: { as: name }, metricsQuery: query,
      })),
    };
  }
}

/** A metric of pods: each asked for by its name, and 0 before its first call. */
function ruleOf(load: McpLoad): Record<string, any> {
  const fresh = freshFor(MOST_INTERVAL);
  return {
    seriesQuery: SERIES,
    resources: { overrides: { namespace: { resource: 'namespace' }, pod: { resource: 'pod' } } },
    name: { as: load.adapterName },
    metricsQuery: `${load.byPod('<<.LabelMatchers>>', fresh)} or sum by (<<.GroupBy>>) (last_over_time(<<.Series>>{<<.LabelMatchers>>}[${fresh}s])) * 0`,
  };
}
