import { App, Chart } from 'cdk8s';
import { EnvValue, Namespace } from 'cdk8s-plus-28';
import { McpAgentDeployment, McpServer, Peer, Scaling, TargetCluster } from 'cdk8s-mcp';

const app = new App();
const chart = new Chart(app, 'packages');
const { name: namespace } = new Namespace(chart, 'namespace', {
  metadata: { name: 'mcp-packages', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
});

// Without variables the packages come from npm and PyPI themselves. Where there are mirrors in the cluster, name them and their namespace:
//   NPM_REGISTRY=http://npm.registries.svc:4873 PYPI_INDEX=http://pypi.registries.svc:8080/simple REGISTRY_NAMESPACE=registries
// Nothing else can be reached by the pods that install them.
const { NPM_REGISTRY: registry, PYPI_INDEX: index, REGISTRY_NAMESPACE, IMAGE_REGISTRY } = process.env;
const registryPeer = REGISTRY_NAMESPACE ? Peer.namespace(REGISTRY_NAMESPACE) : undefined;

const cluster = TargetCluster.of({ imageRegistry: IMAGE_REGISTRY });

// A stdio server from npm. The version is exact, and the hash pins the very file. It keeps what it learns in a file, of which each replica
// would have another one: hence a single replica.
new McpAgentDeployment(chart, 'memory', {
  namespace,
  cluster,
  server: McpServer.npm('@modelcontextprotocol/server-memory@2026.8.31', [], {
    integrity: 'sha512-ljj/3S4aGjxdNSQWw6gucKKGnTLdBPWxzapyY/MT2tOVyZwvxChvevXSLPwx59nKJAlVpUVW+cOlnVRXRwiqMQ==',
    registry,
    registryPeer,
  }),
  env: { MEMORY_FILE_PATH: EnvValue.fromValue('/tmp/memory.jsonl') },
  scaling: Scaling.fixed(1),
});

// A stdio server from PyPI, in Python.
new McpAgentDeployment(chart, 'time', {
  namespace,
  cluster,
  server: McpServer.pypi('mcp-server-time==2026.8.18', ['--local-timezone', 'UTC'], {
    hash: 'sha256:1407583af42dc0163909d855c9ef20114a12b4981c3975033721a7906cdd212a',
    index,
    registryPeer,
  }),
  scaling: Scaling.fixed(1),
});

app.synth();
