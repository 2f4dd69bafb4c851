import { IConstruct } from 'constructs';
import { Chosen } from './chosen';
import { helpersOf, SERVER_CONTAINER } from './containers';
import { checkEnvironment } from './environment';
import { agentLabels, RUNTIME_LABEL, selectorLabels } from './labels';
import { checkDrain, lifecycleOf } from './lifecycle';
import { McpAgentDeploymentProps } from './mcp-agent-deployment-props';
import { McpServer } from './mcp-server';
import { serverAmounts } from './resources';
import { Sessions } from './sessions';
import { checkMounts, checkVolumeNames } from './volumes';
import { AuditLog } from '../runtime/audit-log';
import { PORTS } from '../runtime/contract';
import { checkReserved } from '../runtime/environment';
import { RUNTIME_MOUNTS, runtimeContainerNames } from '../runtime/pod-parts';
import { RUNTIME_WAYS, RuntimeRole } from '../runtime/role';
import { Tracing } from '../runtime/tracing';
import { checkLoad } from '../scaling/load-checks';
import { Scaling } from '../scaling/scaling';
import { fail, McpErrorCode } from '../validation/failure';
import { checkAnnotations, checkLabelKey, checkLabels } from '../validation/labels';
import { checkHost, checkReference, namespaceOf } from '../validation/names';
import { checkPort } from '../validation/values';

/** Checks all that can be known of an agent at synth, before any of its objects is made. */
export function checkProps(scope: IConstruct, props: McpAgentDeploymentProps, chosen: Chosen): void {
  const { cluster, network, scaling, security, sessions } = chosen;
  cluster._check(scope);
  props.server._check(scope, network._isRestricted);
  cluster._image(scope, 'runtimeImage', chosen.runtimeImage);
  checkPort(scope, 'servicePort', chosen.servicePort);
  scaling._check(scope);
  sessions._check(scope, props.server, network._isRestricted);
  checkSessions(scope, scaling, sessions);
  checkRuntime(scope, props, chosen);
  checkLoad(scope, { server: props.server, chosen, lifecycle: lifecycleOf(scope, props), namespace: namespaceOf(scope, props.namespace) });
  chosen.verticalScaling._check(scope, scaling, serverAmounts(scope, props.resources, props.server.runtimeRole));
  chosen.nodeEviction._check(scope, lifecycleOf(scope, props).grace);
  chosen.disruptionBudget._check(scope, scaling.minReplicas);
  network._check(scope);
  chosen.monitoring._check(scope);
  checkMetadata(scope, props);
  security._check(scope, cluster, { ...props.labels, ...props.podLabels, ...props.podAnnotations });
  checkContainers(scope, props, chosen);
  checkScheduling(scope, props);
  checkObjectReferences(scope, props);
}

function checkSessions(scope: IConstruct, scaling: Scaling, sessions: Sessions): void {
  if (!sessions.anyReplica && scaling.maxReplicas > 1) {
    fail(scope, McpErrorCode.SESSIONS_UNROUTED,
      `the server keeps its sessions in memory and may have ${scaling.maxReplicas} replicas, of which each knows only its own sessions: clients would get 404. `
      + 'Use Scaling.fixed(1), or say that it is otherwise: Sessions.stateless(), or Sessions.routedBy(...) where a gateway pins sessions to pods.');
  }
}

/** What is said to the runtime, and that there is one where something is. */
function checkRuntime(scope: IConstruct, props: McpAgentDeploymentProps, chosen: Chosen): void {
  const { authentication, metricsAuthentication, network, tracing } = chosen;
  const { hosts = [], server } = props;
  authentication._check(scope, network._isRestricted);
  metricsAuthentication._check(scope);
  tracing._check(scope, network._isRestricted);
  hosts.forEach((host, index) => checkHost(scope, `hosts[${index}]`, host));
  if (server.runtimeRole) {
    checkDrain(scope, lifecycleOf(scope, props));
  } else {
    checkNothingMissed(scope, hosts, chosen);
  }
}

/** What the runtime sees to can't be had without it. */
function checkNothingMissed(scope: IConstruct, hosts: string[], chosen: Chosen): void {
  const asked = {
    authentication: chosen.authentication._isRequired,
    auditLog: chosen.auditLog !== AuditLog.NONE,
    hosts: hosts.length > 0,
    metricsAuthentication: chosen.metricsAuthentication._isRequired,
    tracing: chosen.tracing._isOn,
  };
  const missed = Object.entries(asked).filter(([, isAsked]) => isAsked).map(([property]) => property);
  if (missed.length > 0) {
    fail(scope, McpErrorCode.RUNTIME_MISSING, `what the runtime sees to is asked for (${missed.join(', ')}), and the pod has no runtime. ${RUNTIME_WAYS}`);
  }
}

function checkMetadata(scope: IConstruct, props: McpAgentDeploymentProps): void {
  const reserved = Object.keys(selectorLabels(''));
  const written = [
    ...reserved, RUNTIME_LABEL, ...Object.keys(agentLabels('', props.server, Sessions.stateless(), undefined)).filter((key) => key.startsWith('mcp/')),
  ];
  checkLabels(scope, 'labels', props.labels, written);
  checkLabels(scope, 'podLabels', props.podLabels, written);
  checkAnnotations(scope, 'annotations', props.annotations);
  checkAnnotations(scope, 'podAnnotations', props.podAnnotations);
}

function checkContainers(scope: IConstruct, props: McpAgentDeploymentProps, { security, tracing }: Chosen): void {
  const { server } = props;
  const helpers = helpersOf(props);
  checkContainerNames(scope, [...runtimeContainerNames(server), ...helpers.map(({ name }) => name)]);
  checkVariables(scope, props, tracing);
  checkMounts(scope, 'volumeMounts', props.volumeMounts, server.runtimeRole ? RUNTIME_MOUNTS : []);
  for (const { name, envVariables, envFrom, ports = [], volumeMounts, securityContext } of helpers) {
    ports.forEach(({ number }) => checkHelperPort(scope, server, `a port of container ${name}`, number));
    checkEnvironment(scope, `env of container ${name}`, envVariables, envFrom);
    checkMounts(scope, `volumeMounts of container ${name}`, volumeMounts);
    security._checkContainer(scope, name, securityContext);
  }
  checkMounts(scope, 'server.installVolumeMounts', server._installMounts, RUNTIME_MOUNTS);
  const mounts = [...server._installMounts, ...[props, ...helpers].flatMap(({ volumeMounts = [] }) => volumeMounts)];
  const volumes = mounts.map(({ volume }) => volume);
  checkVolumeNames(scope, volumes);
  volumes.forEach((volume) => security._checkVolume(scope, volume));
}

/** The server's variables, and those of the containers that the runtime adds. */
function checkVariables(scope: IConstruct, { env, envFrom, server }: McpAgentDeploymentProps, tracing: Tracing): void {
  const ofProxy = server._proxy._options?.env;
  checkEnvironment(scope, 'env', env, envFrom);
  checkEnvironment(scope, 'server.installEnv', server._installEnv);
  checkEnvironment(scope, 'server.proxy.env', ofProxy);
  if (server.runtimeRole === RuntimeRole.PROXY) {
    checkReserved(scope, 'server.proxy.env', ofProxy, server.runtimeRole, tracing);
  } else if (server.runtimeRole) {
    checkReserved(scope, 'env', env, server.runtimeRole, tracing);
  }
}

/** All containers of a pod share one network. */
function checkHelperPort(scope: IConstruct, { runtimeRole }: McpServer, property: string, port: number): void {
  checkPort(scope, property, port);
  if (runtimeRole && Object.values<number>(PORTS).includes(port)) {
    fail(scope, McpErrorCode.PORT_INVALID, `${property} is ${port}, on which the runtime listens in the same pod. Use another one than ${Object.values(PORTS).join(', ')}.`);
  }
}

function checkContainerNames(scope: IConstruct, names: string[]): void {
  const taken = new Set([SERVER_CONTAINER]);
  for (const name of names) {
    if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name) || taken.has(name)) {
      fail(scope, McpErrorCode.CONTAINER_INVALID,
        `a container is named "${name}"${taken.has(name) ? ', and so is another one' : ''}. Use lower case letters, digits and hyphens, at most 63, and each name once.`);
    }
    taken.add(name);
  }
}

function checkScheduling(scope: IConstruct, { nodes = [], tolerations = [], topologySpread }: McpAgentDeploymentProps): void {
  topologySpread?._check(scope);
  nodes.forEach((query, index) => checkLabelKey(scope, `nodes[${index}]`, query._toKube().key));
  // Without a key a toleration is for every taint.
  tolerations.map((query) => query._toKube().key).forEach((key, index) => key !== undefined && checkLabelKey(scope, `tolerations[${index}]`, key));
}

function checkObjectReferences(scope: IConstruct, { priorityClassName, serviceAccount }: McpAgentDeploymentProps): void {
  if (priorityClassName !== undefined) {
    checkReference(scope, 'priorityClassName', priorityClassName);
  }
  if (serviceAccount !== undefined) {
    checkReference(scope, 'serviceAccount', serviceAccount.name);
  }
}
