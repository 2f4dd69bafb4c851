import { EnvValue, Secret, Volume } from 'cdk8s-plus-28';
import { McpErrorCode, McpServer, NetworkAccess, NpmServerOptions, Peer, PypiServerOptions } from '../../src';
import { expectError } from '../support/errors';
import { agent, chartOf, find, manifests, pod } from '../support/synth';

const npm = (name: string, options: NpmServerOptions = {}) => McpServer.npm(name, [], options);
const pypi = (name: string, options: PypiServerOptions = {}) => McpServer.pypi(name, [], options);
const installation = (server: McpServer) => pod({ server }).initContainers[0].args.join(' ');
const INTEGRITY = `sha512-${'a'.repeat(86)}==`;
const HASH = `sha256:${'0'.repeat(64)}`;

test('an exact version is installed from the public registry', () => {
  expect(installation(npm('server@1.2.3-rc.1', { integrity: INTEGRITY })))
    .toBe(`install npm server@1.2.3-rc.1 --registry https://registry.npmjs.org --integrity ${INTEGRITY} --into /mcp-agent-package`);
  expect(installation(pypi('mcp-server-time[extra]==2026.8.18.post1', { hash: HASH })))
    .toBe(`install pypi mcp-server-time[extra]==2026.8.18.post1 --index https://pypi.org/simple --hash ${HASH} --into /mcp-agent-package`);
});

test('a package of several programs is told which of them is the server', () => {
  expect(installation(npm('server@1.2.3', { program: 'server-http' }))).toContain(' --program server-http --into ');
});

test('what the installation needs beside is mounted there alone', () => {
  const chart = chartOf();
  const secret = Secret.fromSecretName(chart, 'netrc', 'netrc');
  const server = pypi('server==1', {
    installEnv: { NETRC: EnvValue.fromValue('/netrc/netrc') },
    installVolumeMounts: [{ path: '/netrc', volume: Volume.fromSecret(chart, 'volume', secret, { name: 'netrc' }) }],
  });
  const { containers, initContainers, volumes } = find(manifests(agent({ server }, chart)), 'Deployment').spec.template.spec;
  expect(initContainers[0].volumeMounts.map(({ mountPath }: any) => mountPath)).toContain('/netrc');
  expect(initContainers[0].env).toEqual([{ name: 'NETRC', value: '/netrc/netrc' }]);
  expect(containers[0].volumeMounts.map(({ mountPath }: any) => mountPath)).not.toContain('/netrc');
  expect(volumes).toContainEqual({ name: 'netrc', secret: { secretName: 'netrc' } });
});

test('its version is that of the agent', () => {
  const { metadata } = find(manifests(agent({ server: npm('@acme/server@1.2.3') })), 'Deployment');
  expect(metadata.labels['app.kubernetes.io/version']).toBe('1.2.3');
});

test('the policy opens the Internet to the public registry, and nothing within a network', () => {
  const egress = find(manifests(agent({ server: npm('server@1.2.3') })), 'NetworkPolicy').spec.egress.at(-1);
  expect(egress.ports).toEqual([{ port: 443, protocol: 'TCP' }]);
  expect(egress.to[0].ipBlock).toMatchObject({ cidr: '0.0.0.0/0', except: expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16']) });
  expect(egress.to[1].ipBlock.cidr).toBe('::/0');
});

test('it opens a registry within, and nothing else', () => {
  const server = npm('server@1.2.3', { registry: 'http://verdaccio.registry:4873', registryPeer: Peer.namespace('registry') });
  expect(find(manifests(agent({ server })), 'NetworkPolicy').spec.egress.at(-1)).toEqual({
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'registry' } } }], ports: [{ port: 4873, protocol: 'TCP' }],
  });
});

test('where the network is open nobody need say where the registry is', () => {
  const server = npm('server@1.2.3', { registry: 'http://verdaccio.registry' });
  expect(() => agent({ server, network: NetworkAccess.unrestricted() })).not.toThrow();
});

test.each<[string, McpServer, McpErrorCode, string]>([
  ['no version', npm('server'), McpErrorCode.PACKAGE_INVALID, 'McpServer.npm("'],
  ['a tag', npm('server@latest'), McpErrorCode.PACKAGE_INVALID, '"server@latest"'],
  ['a range', npm('server@^1.2.3'), McpErrorCode.PACKAGE_INVALID, 'exact version'],
  ['an option in place of a name', npm('--global@1.2.3'), McpErrorCode.PACKAGE_INVALID, '--global'],
  ['an address', npm('https://acme.io/server.tgz'), McpErrorCode.PACKAGE_INVALID, 'exact version'],
  ['no version from PyPI', pypi('server'), McpErrorCode.PACKAGE_INVALID, 'McpServer.pypi("'],
  ['a range from PyPI', pypi('server>=1'), McpErrorCode.PACKAGE_INVALID, 'exact version'],
  ['a pattern from PyPI', pypi('server==1.*'), McpErrorCode.PACKAGE_INVALID, 'exact version'],
  ['a program that is none', npm('server@1.2.3', { program: '-rf' }), McpErrorCode.PACKAGE_INVALID, '"-rf"'],
  ['a hash that is none', npm('server@1.2.3', { integrity: 'sha1-a' }), McpErrorCode.PACKAGE_INVALID, 'dist.integrity'],
  ['a hash of npm for PyPI', pypi('server==1', { hash: INTEGRITY }), McpErrorCode.PACKAGE_INVALID, 'sha256:...'],
  ['a registry that is no URL', npm('server@1.2.3', { registry: 'verdaccio:4873' }), McpErrorCode.PACKAGE_INVALID, '"verdaccio:4873"'],
  ['a password in the registry\'s URL', npm('server@1.2.3', { registry: 'https://me:secret@npm.acme.io' }), McpErrorCode.PACKAGE_INVALID, 'installEnv'],
  ['a registry that the policy would cut off', npm('server@1.2.3', { registry: 'https://npm.acme.io' }), McpErrorCode.NETWORK_INVALID, 'registryPeer'],
])('%s is refused', (_, server, code, part) => {
  expectError(() => agent({ server }), code, part);
});
