import { Duration } from 'cdk8s';
import {
  ClusterApi, DisruptionBudget, McpAgentDeployment, McpObservability, McpServer, Observability, Probing, Scaling, TargetCluster,
} from '../../src';
import { PORTS, PROBE_METRICS } from '../../src/runtime/contract';
import { RUNTIME_IMAGE } from '../../src/runtime/image';
import { chartOf, manifests } from '../../test/support/synth';
import { imageNamed } from '../../testbed/images/image';
import { IMAGES } from '../../testbed/images/table';
import { Cluster } from '../helpers/cluster';
import { eventually } from '../helpers/eventually';
import { provideImages } from '../helpers/images';
import { Scrape } from '../helpers/metrics';
import { steps } from '../helpers/steps';

/** The agents, and, elsewhere, the probe: both of their policies must let them meet. */
const AGENTS = 'mcp-probed';
const WATCH = 'mcp-probing';

const SERVERS = ['sdk-v1', 'sdk-v2'];

/** How long a change may take to be seen: the probe asks each 2 s. */
const PATIENCE_SECONDS = 40;

const { probeDuration, probeFailure, probeSuccess, probeTargetInfo } = PROBE_METRICS;

describe('agents as a client sees them, through their Services', () => {
  let cluster: Cluster;
  const step = steps(() => [WATCH, AGENTS].map((namespace) => cluster?.describe(namespace) ?? '').join('\n'));

  beforeAll(() => {
    cluster = Cluster.find();
    cluster.deleteNamespaces(AGENTS, WATCH);
  });

  afterAll(() => {
    cluster?.deleteNamespaces(AGENTS, WATCH);
  });

  step('the images are on the cluster', () => {
    provideImages(cluster, ...SERVERS, RUNTIME_IMAGE);
  });

  step('agents and probe become available, in namespaces that admit nothing but restricted pods', () => {
    [AGENTS, WATCH].forEach((namespace) => cluster.createNamespace(namespace));
    cluster.apply(objects());
    for (const namespace of [AGENTS, WATCH]) {
      cluster.kubectl('wait', '--for=condition=Available', '--timeout=120s', '--namespace', namespace, 'deployment', '--all');
    }
  });

  step('each answers the probe, in the newest version that it speaks', async () => {
    const seen = await until('both answer', (scrape) => scrape.sum(probeSuccess.name) === 2);
    for (const [agent, version] of [['sdk-v1', '2025-11-25'], ['sdk-v2', '2026-07-28']]) {
      expect(seen.sum(probeTargetInfo.name, { namespace: AGENTS, agent, mcp_protocol_version: version })).toBe(1);
      expect(seen.sum(`${probeDuration.name}_count`, { namespace: AGENTS, agent })).toBeGreaterThan(0);
    }
    expect(seen.sum(probeFailure.name)).toBeUndefined();
  });

  step('one that is stopped fails with a reason, and the other one does not', async () => {
    scale('sdk-v1', 0);
    // It knows nothing of SIGTERM, and a Service without others goes on calling a pod that is about to end.
    cluster.kubectl('delete', 'pods', '--selector=app.kubernetes.io/name=sdk-v1', '--grace-period=0', '--force', '--namespace', AGENTS);
    const seen = await until('sdk-v1 fails', (scrape) => scrape.sum(probeSuccess.name, { agent: 'sdk-v1' }) === 0);
    const line = seen.text.split('\n').find((each) => each.startsWith(`${probeFailure.name}{`));
    // What becomes of a connection to a Service without pods is for the cluster's network to say.
    expect(line).toMatch(/agent="sdk-v1",reason="(connection|timeout)"\} 1$/);
    expect(seen.sum(probeSuccess.name, { agent: 'sdk-v2' })).toBe(1);
  });

  step('it succeeds again once it is back', async () => {
    scale('sdk-v1', 1);
    const seen = await until('sdk-v1 answers', (scrape) => scrape.sum(probeSuccess.name, { agent: 'sdk-v1' }) === 1);
    expect(seen.sum(probeFailure.name)).toBeUndefined();
  });

  /** The agents, and what an McpObservability makes for them on a cluster that has no monitors. */
  function objects(): object[] {
    const chart = chartOf(WATCH);
    const target = TargetCluster.of({ without: [ClusterApi.PROMETHEUS_OPERATOR, ClusterApi.VERTICAL_POD_AUTOSCALER] });
    const probing = Probing.every(Duration.seconds(2), { cluster: target });
    const observability = new McpObservability(chart, 'observability', Observability.joined({ probing }));
    SERVERS.forEach((name) => observability.monitor(new McpAgentDeployment(chart, name, {
      namespace: AGENTS,
      server: McpServer.http(imageNamed(IMAGES, name).name, { port: 3000 }),
      scaling: Scaling.fixed(1),
      disruptionBudget: DisruptionBudget.none(),
      cluster: target,
    })));
    return manifests(chart);
  }

  function scale(agent: string, replicas: number): void {
    cluster.kubectl('scale', `deployment/${agent}`, `--replicas=${replicas}`, '--namespace', AGENTS);
  }

  async function until(what: string, holds: (scrape: Scrape) => boolean): Promise<Scrape> {
    const seen = await eventually(scrapeOfProbe, holds, PATIENCE_SECONDS);
    if (!holds(seen)) {
      const said = seen.text.split('\n').filter((line) => line.startsWith('mcp_probe')).join('\n');
      throw new Error(`not within ${PATIENCE_SECONDS} s: ${what}. The probe says:\n${said}`);
    }
    return seen;
  }

  function scrapeOfProbe(): Promise<Scrape> {
    const [pod] = cluster.list('pods', '--namespace', WATCH, '--field-selector=status.phase=Running');
    return Scrape.of(cluster, WATCH, pod.metadata.name, PORTS.METRICS);
  }
});
