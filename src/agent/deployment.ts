import { ApiObject, ApiObjectMetadata, Duration } from 'cdk8s';
import {
  ContainerProps, ContainerRestartPolicy, Deployment, DeploymentStrategy, ImagePullPolicy, IServiceAccount, LabelSelector, Node,
  PercentOrAbsolute,
} from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { HelperProps, helpersOf, SERVER_CONTAINER } from './containers';
import { Lifecycle, managementHook, serverPreStop } from './lifecycle';
import { McpAgentDeploymentProps } from './mcp-agent-deployment-props';
import { PodSecurity } from './pod-security';
import { probesOf } from './probes';
import { helperResources, ResourceRequirements, serverResources } from './resources';
import { TopologySpread } from './topology-spread';
import { withTemporary } from './volumes';
import { TargetCluster } from '../cluster/target-cluster';
import { RuntimeParts } from '../runtime/pod-parts';
import { Scaling } from '../scaling/scaling';
import { completeAfterSerialization } from '../serialization';

type ResourcesByContainer = Map<string, ResourceRequirements>;

/** What a Deployment needs to know beyond the agent's own properties. */
export interface AgentSettings {
  readonly metadata: ApiObjectMetadata;
  readonly podMetadata: ApiObjectMetadata;
  readonly selector: Record<string, string>;
  readonly serviceAccount: IServiceAccount;
  readonly cluster: TargetCluster;
  readonly security: PodSecurity;
  readonly scaling: Scaling;
  readonly lifecycle: Lifecycle;
  readonly runtime: RuntimeParts;
  /** The image of the server's container. */
  readonly image: string;
}

/** The Deployment that runs an agent. */
export function agentDeployment(scope: Construct, id: string, props: McpAgentDeploymentProps, settings: AgentSettings): Deployment {
  const { lifecycle, scaling, security, selector } = settings;
  const deployment = new Deployment(scope, id, {
    metadata: settings.metadata,
    podMetadata: settings.podMetadata,
    replicas: scaling.isFixed ? scaling.minReplicas : undefined,
    select: false,
    strategy: DeploymentStrategy.rollingUpdate({ maxSurge: PercentOrAbsolute.absolute(1), maxUnavailable: PercentOrAbsolute.absolute(0) }),
    serviceAccount: settings.serviceAccount,
    automountServiceAccountToken: false,
    securityContext: security._pod,
    terminationGracePeriod: Duration.seconds(lifecycle.grace),
    containers: [serverContainer(scope, props, settings)],
    initContainers: allHelpers(props, settings).map((container) => helperContainer(scope, container, settings)),
  });
  deployment.select(LabelSelector.of({ labels: selector }));
  schedule(deployment, props);
  const resources = resourcesByContainer(scope, props, settings);
  completeAfterSerialization(ApiObject.of(deployment), ({ spec }) => completePod(spec.template.spec, props, settings, resources));
  return deployment;
}

/** What the runtime brings comes first, what it stands before the server with last. */
function allHelpers(props: McpAgentDeploymentProps, { runtime }: AgentSettings): HelperProps[] {
  const sidecars = runtime.sidecars.map((sidecar) => ({ ...sidecar, restartPolicy: ContainerRestartPolicy.ALWAYS }));
  return [...runtime.initContainers, ...helpersOf(props), ...sidecars];
}

function serverContainer(scope: Construct, props: McpAgentDeploymentProps, settings: AgentSettings): ContainerProps {
  const { cluster, image, runtime, security } = settings;
  const { server } = props;
  return {
    name: SERVER_CONTAINER,
    image: cluster._image(scope, server.image === undefined ? 'runtimeImage' : 'server.image', image),
    imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
    command: server._command,
    args: server._args,
    ports: [...[...server._ports].map(([name, number]) => ({ name, number })), ...runtime.ports],
    envVariables: runtime.env,
    envFrom: props.envFrom,
    volumeMounts: withTemporary(scope, SERVER_CONTAINER, [...runtime.volumeMounts, ...props.volumeMounts ?? []]),
    securityContext: security._container,
    resources: {},
    ...probesOf(server),
  };
}

/** A container beside the server's: as it was asked for, and as secure as the server's where nothing is said. */
function helperContainer(scope: Construct, container: HelperProps, { cluster, security }: AgentSettings): ContainerProps {
  const { name, temporary, preStopPath, ...given } = container;
  return {
    ...given,
    name,
    image: cluster._image(scope, `the image of container ${name}`, container.image),
    imagePullPolicy: container.imagePullPolicy ?? ImagePullPolicy.IF_NOT_PRESENT,
    volumeMounts: withTemporary(scope, name, container.volumeMounts, temporary),
    securityContext: { ...security._container, ...container.securityContext },
    resources: {},
  };
}

function schedule(deployment: Deployment, { nodes = [], tolerations = [] }: McpAgentDeploymentProps): void {
  if (nodes.length > 0) {
    deployment.scheduling.attract(Node.labeled(...nodes));
  }
  if (tolerations.length > 0) {
    deployment.scheduling.tolerate(Node.tainted(...tolerations));
  }
}

/** Requests and limits by container; worked out now, so that a wrong one is an error before anything is written. */
function resourcesByContainer(scope: Construct, props: McpAgentDeploymentProps, settings: AgentSettings): ResourcesByContainer {
  const ofServer = serverResources(scope, props.resources, props.server.runtimeRole, settings.runtime.room);
  const resources: ResourcesByContainer = new Map([[SERVER_CONTAINER, ofServer]]);
  for (const helper of allHelpers(props, settings)) {
    resources.set(helper.name, helperResources(scope, helper.name, helper.resources));
  }
  return resources;
}

/** Adds what cdk8s-plus-28 has no property for, or would write in units of its own. */
function completePod(pod: any, props: McpAgentDeploymentProps, settings: AgentSettings, resources: ResourcesByContainer): void {
  const { cluster, lifecycle, runtime, selector } = settings;
  for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
    container.resources = resources.get(container.name) ?? container.resources;
  }
  const server = pod.containers.find(({ name }: any) => name === SERVER_CONTAINER);
  server.lifecycle = { preStop: serverPreStop(lifecycle, props.server.runtimeRole) };
  for (const { name, preStopPath } of runtime.sidecars) {
    pod.initContainers.find((container: any) => container.name === name).lifecycle = { preStop: managementHook(preStopPath!) };
  }
  pod.securityContext.seccompProfile = { type: 'RuntimeDefault' };
  // Variables for every Service of the namespace would reach a server that did not ask for them.
  pod.enableServiceLinks = false;
  (props.topologySpread ?? TopologySpread.preferred())._complete(pod, selector);
  Object.assign(pod, notEmpty({
    imagePullSecrets: cluster._imagePullSecrets.map((name) => ({ name })),
    priorityClassName: props.priorityClassName,
  }));
}

function notEmpty(fields: Record<string, any>): Record<string, any> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value.length > 0));
}
