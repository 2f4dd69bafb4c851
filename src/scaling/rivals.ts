import { ApiObject, Chart } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { McpErrorCode } from '../validation/failure';

/** Objects that set a number of replicas. */
const SCALERS = ['HorizontalPodAutoscaler', 'ScaledObject'];

/** Agents whose number of replicas is ours to set, by namespace and name, for each app. */
const guarded = new WeakMap<IConstruct, Map<string, IConstruct>>();

/**
 * Refuses every other autoscaler of an agent's Deployment, whoever writes it and by what class: two would undo each other's work each 15 s.
 *
 * The objects of the app are looked at once, however many agents it has, when all are there.
 */
export function refuseRivals(agent: IConstruct, { name }: Deployment, namespace: string | undefined): void {
  const { root } = agent.node;
  const agents = guarded.get(root) ?? new Map<string, IConstruct>();
  if (agents.size === 0) {
    guarded.set(root, agents);
    root.node.addValidation({ validate: () => rivals(root, agents) });
  }
  agents.set(keyOf(namespace, name), agent);
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function rivals(root: IConstruct, agents: Map<string, IConstruct>): string[] {
  const own = new Set(agents.values());
  return root.node.findAll()
    .filter((each): each is ApiObject => ApiObject.isApiObject(each) && SCALERS.includes(each.kind))
    // What an agent has written itself is known by its place.
    .filter(({ node }) => !node.scopes.some((scope) => own.has(scope)))
    .flatMap((scaler) => {
      const agent = agents.get(keyOf(scaler.metadata.namespace ?? Chart.of(scaler).namespace, targetOf(scaler)));
      return agent ? [refusal(scaler, agent)] : [];
    });
}

function targetOf(scaler: ApiObject): string {
  return scaler.toJson().spec?.scaleTargetRef?.name ?? '';
}

function refusal({ kind, node }: ApiObject, agent: IConstruct): string {
  return `the ${kind} ${node.path} would set the number of replicas of ${agent.node.path}, which is set already. `
    + `Leave it out, or say that it is yours to set: scaling: Scaling.external(min, max). [${McpErrorCode.REPLICAS_CONFLICT}]`;
}
