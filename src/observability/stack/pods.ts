import { NodeLabelQuery, NodeTaintQuery } from 'cdk8s-plus-28';
import { StackContext } from './context';
import { NodeEviction } from '../../agent/node-eviction';

/** Who the stack's processes run as: "nonroot" of distroless images, and no user of the node. */
const USER = 65532;

/** The pod's own part of the standard "restricted". */
export const RESTRICTED_POD = {
  runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, fsGroup: USER, fsGroupChangePolicy: 'OnRootMismatch', seccompProfile: { type: 'RuntimeDefault' },
};

/**
 * Of pods with an emptyDir, which the Cluster Autoscaler would take for a loss and keep their node for: what is in it is made anew, and
 * what must last is in volumes.
 */
export const EVICTABLE = NodeEviction.allowed()._annotations;

/** The same of a container. */
export const RESTRICTED_CONTAINER = {
  runAsNonRoot: true,
  runAsUser: USER,
  runAsGroup: USER,
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Requests, and limits of all but CPU, which would only hold a process back that has idle cores beside it. */
export function resources(cpu: string, memory: string, memoryLimit: string): object {
  return {
    requests: { 'cpu': cpu, memory, 'ephemeral-storage': '32Mi' },
    limits: { 'memory': memoryLimit, 'ephemeral-storage': '256Mi' },
  };
}

/** Where a part's pods run: on the stack's nodes, and its replicas apart where that can be. */
export function scheduling(context: StackContext, selector: Record<string, string>): Record<string, any> {
  return {
    ...placed(context.nodes, context.tolerations),
    ...pulling(context),
    topologySpreadConstraints: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
      maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: selector },
    })),
  };
}

/** By what its images are pulled. */
export function pulling({ cluster }: StackContext): object {
  const names = cluster._imagePullSecrets;
  return names.length > 0 ? { imagePullSecrets: names.map((name) => ({ name })) } : {};
}

function placed(nodes: readonly NodeLabelQuery[], tolerations: readonly NodeTaintQuery[]): Record<string, any> {
  const terms = [{ matchExpressions: nodes.map((query) => query._toKube()) }];
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
  return {
    ...nodes.length > 0 ? { affinity } : {},
    ...tolerations.length > 0 ? { tolerations: tolerations.map((query) => query._toKube()) } : {},
  };
}

/** A volume for each pod of a StatefulSet, which outlives it. */
export function volumeClaim(storage: string, storageClassName: string | undefined): object {
  return {
    volumeClaimTemplate: {
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...storageClassName ? { storageClassName } : {} },
    },
  };
}
