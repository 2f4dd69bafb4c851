import { McpErrorCode, McpServer, NetworkAccess, Peer, Sessions } from '../../src';
import { expectError } from '../support/errors';
import { agent, manifest, MEASURED } from '../support/synth';

const policy = (network?: NetworkAccess) => manifest('NetworkPolicy', { server: MEASURED, network }).spec;
const byName = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
const MCP = [{ port: 3000, protocol: 'TCP' }];
const METRICS = [{ port: 9090, protocol: 'TCP' }];

test('nothing said, the own namespace may call tools, Prometheus may read metrics, and the agent may ask DNS', () => {
  expect(policy()).toMatchObject({
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [{ podSelector: {} }], ports: MCP },
      { from: [{ namespaceSelector: byName('monitoring'), podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } }], ports: METRICS },
    ],
    egress: [{ to: [{ namespaceSelector: byName('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }] }],
  });
});

test('a server without metrics opens no port for them', () => {
  expect(manifest('NetworkPolicy').spec.ingress).toHaveLength(1);
});

test('peers are named one by one', () => {
  const { ingress, egress } = policy(NetworkAccess.restricted({
    callers: [Peer.namespace('clients'), Peer.pods({ labels: { app: 'gateway' } }), Peer.cidr('10.0.0.0/8', '10.1.0.0/16')],
    scrapers: [Peer.cluster()],
    egress: [{ to: Peer.cidr('2001:db8::/32'), ports: [443, 8443] }, { to: Peer.sameNamespace() }],
    dns: Peer.cidr('169.254.20.10/32'),
  }));
  expect(ingress).toEqual([
    {
      from: [
        { namespaceSelector: byName('clients') },
        { podSelector: { matchLabels: { app: 'gateway' } } },
        { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
      ],
      ports: MCP,
    },
    { from: [{ namespaceSelector: {} }], ports: METRICS },
  ]);
  expect(egress.map(({ to }: any) => to[0])).toEqual([
    { ipBlock: { cidr: '169.254.20.10/32' } }, { ipBlock: { cidr: '2001:db8::/32' } }, { podSelector: {} },
  ]);
  expect(egress[1].ports).toEqual([{ port: 443, protocol: 'TCP' }, { port: 8443, protocol: 'TCP' }]);
  expect(egress[2]).not.toHaveProperty('ports');
});

test('the Internet is all that no network keeps for itself', () => {
  const [rule] = policy(NetworkAccess.restricted({ egress: [{ to: Peer.internet(), ports: [443] }] })).egress.slice(1);
  expect(rule.to).toEqual([
    { ipBlock: { cidr: '0.0.0.0/0', except: expect.arrayContaining(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']) } },
    { ipBlock: { cidr: '::/0', except: expect.arrayContaining(['fc00::/7']) } },
  ]);
});

describe('where the runtime serves', () => {
  const server = McpServer.runtime('ghcr.io/acme/weather:1.4.2');
  const own = { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'weather', 'app.kubernetes.io/component': 'mcp-server' } } };
  const peers = [{ port: 9466, protocol: 'TCP' }];

  test('the agent\'s pods may call each other, and nobody else may call them there', () => {
    const { ingress, egress } = manifest('NetworkPolicy', { server }).spec;
    expect(ingress.filter(({ ports }: any) => ports.some(({ port }: any) => port === 9466))).toEqual([{ from: [own], ports: peers }]);
    expect(egress).toContainEqual({ to: [own], ports: peers });
  });

  test('nobody but the node may ask how it is, or send it away', () => {
    const { ingress } = manifest('NetworkPolicy', { server }).spec;
    expect(ingress.flatMap(({ ports }: any) => ports).map(({ port }: any) => port)).toEqual([8000, 9464, 9466]);
  });

  test('pods that need no other one call none', () => {
    expect(manifest('NetworkPolicy', { server, sessions: Sessions.stateless() }).spec.egress).toHaveLength(1);
  });
});

test('nobody may call where no caller is named', () => {
  expect(policy(NetworkAccess.restricted({ callers: [], scrapers: [] })).ingress).toEqual([]);
});

test('unrestricted access needs no policy', () => {
  expect(manifest('NetworkPolicy', { network: NetworkAccess.unrestricted() })).toBeUndefined();
});

test.each<[string, Peer, McpErrorCode, string]>([
  ['an address without a prefix', Peer.cidr('10.0.0.1'), McpErrorCode.NETWORK_INVALID, '"10.0.0.1"'],
  ['a prefix that is too long', Peer.cidr('10.0.0.0/33'), McpErrorCode.NETWORK_INVALID, '/33'],
  ['an exception that is none', Peer.cidr('10.0.0.0/8', 'all'), McpErrorCode.NETWORK_INVALID, '"all"'],
  ['a namespace without a name', Peer.namespace(''), McpErrorCode.REFERENCE_EMPTY, 'network.callers[0]'],
  ['pods by no label', Peer.pods({ labels: {} }), McpErrorCode.NETWORK_INVALID, 'Peer.sameNamespace()'],
  ['pods by a label that is none', Peer.pods({ labels: { app: 'a b' } }), McpErrorCode.LABEL_INVALID, '"a b"'],
])('%s is refused', (_, peer, code, part) => {
  expectError(() => agent({ network: NetworkAccess.restricted({ callers: [peer] }) }), code, part);
});

test('a port that is none is refused', () => {
  expectError(() => agent({ network: NetworkAccess.restricted({ egress: [{ to: Peer.cluster(), ports: [0] }] }) }), McpErrorCode.PORT_INVALID, 'network.egress[0].ports is 0');
});
