import { IConstruct } from 'constructs';
import { Chosen } from './chosen';
import { helpersOf, SERVER_CONTAINER } from './containers';
import { checkEnvironment } from './environment';
import { agentLabels, selectorLabels } from './labels';
import { McpAgentDeploymentProps } from './mcp-agent-deployment-props';
import { PodSecurity } from './pod-security';
import { Sessions } from './sessions';
import { checkMounts, checkVolumeNames } from './volumes';
import { Scaling } from '../scaling/scaling';
import { fail, McpErrorCode } from '../validation/failure';
import { checkAnnotations, checkLabelKey, checkLabels } from '../validation/labels';
import { checkReference } from '../validation/names';
import { checkPort } from '../validation/values';

/** Checks all that can be known of an agent at synth, before any of its objects is made. */
export function checkProps(scope: IConstruct, props: McpAgentDeploymentProps, chosen: Chosen): void {
  const { cluster, scaling, security } = chosen;
  cluster._check(scope);
  props.server._check(scope);
  checkPort(scope, 'servicePort', chosen.servicePort);
  scaling._check(scope);
  checkSessions(scope, scaling, chosen.sessions);
  chosen.verticalScaling._check(scope, scaling);
  chosen.disruptionBudget._check(scope, scaling.minReplicas);
  chosen.network._check(scope);
  chosen.monitoring._check(scope);
  checkMetadata(scope, props);
  security._check(scope, cluster, { ...props.labels, ...props.podLabels, ...props.podAnnotations });
  checkContainers(scope, props, security);
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

function checkMetadata(scope: IConstruct, props: McpAgentDeploymentProps): void {
  const reserved = Object.keys(selectorLabels(''));
  const written = [...reserved, ...Object.keys(agentLabels('', props.server, Sessions.stateless(), undefined)).filter((key) => key.startsWith('mcp/'))];
  checkLabels(scope, 'labels', props.labels, written);
  checkLabels(scope, 'podLabels', props.podLabels, written);
  checkAnnotations(scope, 'annotations', props.annotations);
  checkAnnotations(scope, 'podAnnotations', props.podAnnotations);
}

function checkContainers(scope: IConstruct, props: McpAgentDeploymentProps, security: PodSecurity): void {
  const helpers = helpersOf(props);
  checkContainerNames(scope, helpers.map(({ name }) => name));
  checkEnvironment(scope, 'env', props.env, props.envFrom);
  checkMounts(scope, 'volumeMounts', props.volumeMounts);
  for (const { name, envVariables, envFrom, ports = [], volumeMounts, securityContext } of helpers) {
    ports.forEach(({ number }) => checkPort(scope, `a port of container ${name}`, number));
    checkEnvironment(scope, `env of container ${name}`, envVariables, envFrom);
    checkMounts(scope, `volumeMounts of container ${name}`, volumeMounts);
    security._checkContainer(scope, name, securityContext);
  }
  const volumes = [props, ...helpers].flatMap(({ volumeMounts = [] }) => volumeMounts).map(({ volume }) => volume);
  checkVolumeNames(scope, volumes);
  volumes.forEach((volume) => security._checkVolume(scope, volume));
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
