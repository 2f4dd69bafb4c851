import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { completeAfterSerialization } from '../serialization';
import { fail, McpErrorCode } from '../validation/failure';
import { checkReference, claimName } from '../validation/names';
import { checkInteger } from '../validation/values';

/** The names and values of the classes. */
export interface McpPriorityClassesProps {
  /**
   * The name of the class of agents, for their property `priorityClassName`.
   *
   * @default "mcp-agent"
   */
  readonly agentsName?: string;

  /**
   * The priority of agents, 0 to 1000000000. Pods of a lower one leave a full node for them.
   *
   * @default 1000: above workloads that say nothing, which have 0
   */
  readonly agentsValue?: number;

  /**
   * The name of the class of headroom.
   *
   * @default "mcp-headroom"
   */
  readonly headroomName?: string;
}

/** Names of objects without a namespace are taken once in an app, whatever its charts' namespaces are. */
const CLUSTER = '(cluster)';

/** What headroom has: the least for which the Cluster Autoscaler still adds nodes, and less than any workload that says nothing. */
const HEADROOM_VALUE = -10;

/**
 * The priorities of agents and of headroom. They belong to the cluster: of all repositories that deploy into it, one writes them, and the
 * others use their names.
 */
export class McpPriorityClasses extends Construct {
  /**
   * Those of an app, where it has any.
   *
   * @internal
   */
  public static _of(scope: IConstruct): McpPriorityClasses | undefined {
    return scope.node.root.node.findAll().find((each): each is McpPriorityClasses => each instanceof McpPriorityClasses);
  }

  /** The name of the class of agents. */
  public readonly agents: string;
  /** The name of the class of headroom. */
  public readonly headroom: string;
  /** The two PriorityClasses: that of agents, and that of headroom. */
  public readonly priorityClasses: ApiObject[];

  constructor(scope: Construct, id: string, props: McpPriorityClassesProps = {}) {
    super(scope, id);
    const { agentsName = 'mcp-agent', agentsValue = 1000, headroomName = 'mcp-headroom' } = props;
    checkInteger(this, McpErrorCode.SCALING_INVALID, 'agentsValue', agentsValue, 0, 1_000_000_000);
    checkReference(this, 'agentsName', agentsName);
    checkReference(this, 'headroomName', headroomName);
    if (agentsName === headroomName) {
      fail(this, McpErrorCode.NAME_COLLISION, `agents and headroom would share the PriorityClass "${agentsName}", and headroom has to leave for agents. Give one of them another name.`);
    }
    [this.agents, this.headroom] = [agentsName, headroomName];
    this.priorityClasses = [
      this.priorityClass('Agents', agentsName, agentsValue, 'MCP servers.'),
      this.priorityClass('Headroom', headroomName, HEADROOM_VALUE, 'Room that is kept free: pods that leave for all others.'),
    ];
  }

  private priorityClass(id: string, name: string, value: number, description: string): ApiObject {
    claimName(this, 'PriorityClass', CLUSTER, name);
    const object = new ApiObject(this, id, {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name, labels: { 'app.kubernetes.io/part-of': 'mcp', 'app.kubernetes.io/managed-by': 'cdk8s-mcp' } },
      value,
      globalDefault: false,
      description,
      // Headroom that pushed others out would be no headroom.
      ...value < 0 ? { preemptionPolicy: 'Never' } : {},
    });
    // The chart's would be written, which a class can't have.
    completeAfterSerialization(object, ({ metadata }) => {
      delete metadata.namespace;
    });
    return object;
  }
}
