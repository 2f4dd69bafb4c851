import { Volume } from 'cdk8s-plus-28';
import { InjectedMesh, McpErrorCode, PodSecurity, TargetCluster } from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, pod, serverContainer } from '../support/synth';

const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsGroup: 65532,
  runAsNonRoot: true,
  runAsUser: 65532,
  seccompProfile: { type: 'RuntimeDefault' },
};

test('the server runs as the profile "restricted" wants it', () => {
  expect(serverContainer().securityContext).toEqual(RESTRICTED);
  expect(pod().securityContext).toMatchObject({ fsGroup: 65532, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
});

test('so do containers beside it', () => {
  const { initContainers } = pod({ sidecars: [{ name: 'cache', image: 'redis:7' }], initContainers: [{ image: 'acme/init:1' }] });
  for (const { securityContext } of initContainers) {
    expect(securityContext).toEqual(RESTRICTED);
  }
});

test('a container beside it may run as another user', () => {
  expect(pod({ sidecars: [{ name: 'cache', image: 'redis:7', securityContext: { user: 999 } }] }).initContainers[0].securityContext)
    .toEqual({ ...RESTRICTED, runAsUser: 999 });
});

test('an image that must be root gets it under "baseline", and nothing else changes', () => {
  expect(serverContainer({ security: PodSecurity.baseline({ user: 0 }) }).securityContext)
    .toEqual({ ...RESTRICTED, runAsUser: 0, runAsGroup: 0, runAsNonRoot: false });
});

test('a root that is written to can be asked for', () => {
  const security = PodSecurity.restricted({ readOnlyRootFilesystem: false });
  expect(serverContainer({ security }).securityContext.readOnlyRootFilesystem).toBe(false);
});

test.each([
  ['root under "restricted"', PodSecurity.restricted({ user: 0 }), McpErrorCode.USER_INVALID, 'PodSecurity.baseline({ user: 0 })'],
  ['a negative user', PodSecurity.restricted({ user: -1 }), McpErrorCode.USER_INVALID, 'security.user is -1'],
  ['a group that is no number', PodSecurity.restricted({ group: 1.5 }), McpErrorCode.USER_INVALID, 'security.group is 1.5'],
])('%s is refused', (_, security, code, part) => {
  expectError(() => agent({ security }), code, part);
});

describe('what the profile refuses, the API server would too, pod by pod', () => {
  const sidecar = (securityContext: object) => ({ sidecars: [{ name: 'helper', image: 'acme/helper:1', securityContext }] });

  test.each([
    ['a privileged container', { privileged: true, allowPrivilegeEscalation: true }, 'privileged and allowPrivilegeEscalation'],
    ['a container that may be root', { ensureNonRoot: false }, 'root'],
    ['a container that is root', { user: 0 }, 'root'],
  ])('%s', (_, context, part) => {
    expectError(() => agent(sidecar(context)), McpErrorCode.SECURITY_REFUSED, 'container helper', part);
  });

  test('a path of the node', () => {
    const chart = chartOf();
    const volumeMounts = [{ path: '/node', volume: Volume.fromHostPath(chart, 'node', 'node', { path: '/var' }) }];
    expectError(() => agent({ volumeMounts }, chart), McpErrorCode.SECURITY_REFUSED, 'volume node');
  });

  test('a privileged container is fine where nothing is enforced', () => {
    const privileged = sidecar({ privileged: true, allowPrivilegeEscalation: true });
    expect(() => agent({ ...privileged, security: PodSecurity.privileged() })).not.toThrow();
  });
});

describe('a mesh that injects a privileged init container', () => {
  const cluster = (injectedMesh: InjectedMesh) => TargetCluster.of({ injectedMesh });

  test.each([
    ['Istio', InjectedMesh.istioSidecar(), 'istio-init', 'InjectedMesh.istioCni()'],
    ['Linkerd', InjectedMesh.linkerd(), 'linkerd-init', 'InjectedMesh.linkerdCni()'],
  ])('%s and a restricted pod do not go together', (_, mesh, container, remedy) => {
    expectError(() => agent({ cluster: cluster(mesh) }), McpErrorCode.MESH_REFUSED, container, remedy, 'PodSecurity.privileged()');
    expectError(() => agent({ cluster: cluster(mesh), security: PodSecurity.baseline() }), McpErrorCode.MESH_REFUSED);
  });

  test('is fine with its CNI plugin, in a privileged namespace, or where the pod opts out', () => {
    expect(() => agent({ cluster: cluster(InjectedMesh.istioCni()) })).not.toThrow();
    expect(() => agent({ cluster: cluster(InjectedMesh.linkerdCni()) })).not.toThrow();
    expect(() => agent({ cluster: cluster(InjectedMesh.istioSidecar()), security: PodSecurity.privileged() })).not.toThrow();
    expect(() => agent({ cluster: cluster(InjectedMesh.istioSidecar()), podLabels: { 'sidecar.istio.io/inject': 'false' } })).not.toThrow();
    expect(() => agent({ cluster: cluster(InjectedMesh.linkerd()), podAnnotations: { 'linkerd.io/inject': 'disabled' } })).not.toThrow();
  });

  test('that only the pod\'s label asks for is noticed too', () => {
    expectError(() => agent({ podLabels: { 'sidecar.istio.io/inject': 'true' } }), McpErrorCode.MESH_REFUSED, 'InjectedMesh.istioCni()');
    expect(() => agent({ podLabels: { 'sidecar.istio.io/inject': 'true' }, cluster: cluster(InjectedMesh.istioCni()) })).not.toThrow();
  });
});
