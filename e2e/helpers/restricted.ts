/** The security context of a pod that Pod Security's level `restricted` admits; user and group have one id. */
export function restrictedPod(id: number): object {
  return { runAsNonRoot: true, runAsUser: id, runAsGroup: id, seccompProfile: { type: 'RuntimeDefault' } };
}

/** That of each of its containers. */
export const RESTRICTED_CONTAINER = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

/** The user that images of this repository run as. */
export const USER = 65532;
