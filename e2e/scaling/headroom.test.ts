import { Size } from 'cdk8s';
import { Cpu, NodeLabelQuery } from 'cdk8s-plus-28';
import { NodeHeadroom, Scaling } from '../../src';
import { RUNTIME_IMAGE } from '../../src/runtime/image';
import { chartOf, manifests } from '../../test/support/synth';
import { Cluster, KubernetesObject } from '../helpers/cluster';
import { eventually } from '../helpers/eventually';
import { provideImages } from '../helpers/images';
import { scaledAgent, SDK_V2 } from '../helpers/scaled-agents';
import { steps } from '../helpers/steps';

const NAMESPACE = 'mcp-headroom';

/** Agents that scale at the same time, from one replica to three, and one that has nothing to do with it. */
const GROWING = ['first', 'second'];
const WANTED = 3;
const BYSTANDER = 'bystander';

/** What a pod of an agent asks for. */
const POD = Cpu.millis(100);

/** Pieces of room, which together fill the node. */
const PIECES = 8;
const HEADROOM = 'app.kubernetes.io/component=node-headroom';

describe('two agents that scale at once on a node that is full', () => {
  let cluster: Cluster;
  let node: string;
  const step = steps(() => cluster?.describe(NAMESPACE) ?? '');

  beforeAll(() => {
    cluster = Cluster.find();
    [node] = cluster.nodes();
    clear();
    provideImages(cluster, SDK_V2.image, RUNTIME_IMAGE);
  });

  afterAll(() => {
    if (cluster) {
      clear();
    }
  });

  step('the node is full of agents and of room that is kept free', () => {
    cluster.createNamespace(NAMESPACE);
    cluster.apply([...GROWING, BYSTANDER].flatMap(agent));
    cluster.kubectl('wait', '--for=condition=Available', '--timeout=180s', '--namespace', NAMESPACE, 'deployment', '--all');
    cluster.apply(headroom(Math.floor(freeMillis() / PIECES)));
    cluster.kubectl('wait', '--for=condition=Available', '--timeout=60s', '--namespace', NAMESPACE, 'deployment', '--all');
    expect(freeMillis()).toBeLessThan(PIECES);
  });

  step('both get their pods, from the room alone', () => {
    const before = pods('app.kubernetes.io/component=mcp-server');
    const start = Date.now();
    cluster.kubectl('scale', ...GROWING.map((name) => `deployment/${name}`), `--replicas=${WANTED}`, '--namespace', NAMESPACE);
    for (const name of GROWING) {
      cluster.kubectl('rollout', 'status', `deployment/${name}`, '--namespace', NAMESPACE, '--timeout=120s');
    }
    process.stderr.write(`          ${GROWING.length * (WANTED - 1)} pods more were at work after ${((Date.now() - start) / 1_000).toFixed(1)} s\n`);

    expect(names(pods('app.kubernetes.io/component=mcp-server'))).toEqual(expect.arrayContaining(names(before)));
    const preempted = cluster.list('events', '--namespace', NAMESPACE, '--field-selector=reason=Preempted') as unknown as { involvedObject: { name: string } }[];
    expect(preempted.length).toBeGreaterThan(0);
    expect(preempted.filter(({ involvedObject }) => !involvedObject.name.startsWith('headroom-'))).toEqual([]);
  });

  step('the room waits for a place meanwhile, and is kept again once they leave', async () => {
    const kept = () => pods(HEADROOM).filter(({ status }) => status.phase === 'Running').length;
    const meanwhile = kept();
    expect(meanwhile).toBeLessThan(PIECES);
    cluster.kubectl('scale', ...GROWING.map((name) => `deployment/${name}`), '--replicas=1', '--namespace', NAMESPACE);
    // Somebody else may have taken a part of it by now.
    expect(await eventually(async () => kept(), (pieces) => pieces > meanwhile)).toBeGreaterThan(meanwhile);
  });

  function clear(): void {
    cluster.deleteNamespaces(NAMESPACE);
    cluster.delete(headroom(1).filter(({ kind }) => kind === 'PriorityClass'));
  }

  function onNode(): NodeLabelQuery[] {
    return [NodeLabelQuery.is('kubernetes.io/hostname', node)];
  }

  function agent(name: string): KubernetesObject[] {
    const props = { ...SDK_V2.props(), nodes: onNode(), resources: { cpu: { request: POD } } };
    return scaledAgent(NAMESPACE, name, props, Scaling.external(1, 10));
  }

  function headroom(millis: number): KubernetesObject[] {
    const chart = chartOf(NAMESPACE);
    new NodeHeadroom(chart, 'headroom', { replicas: PIECES, cpu: Cpu.millis(millis), memory: Size.mebibytes(16), nodes: onNode() });
    return manifests(chart);
  }

  /** CPU of the node that no pod has asked for. */
  function freeMillis(): number {
    const { allocatable } = cluster.get('node', node).status;
    const asked = /Allocated resources:[\s\S]*?\n\s+cpu\s+(\d+m?) /.exec(cluster.kubectl('describe', 'node', node))![1];
    return millisOf(allocatable.cpu) - millisOf(asked);
  }

  function pods(selector: string): KubernetesObject[] {
    return cluster.list('pods', '--namespace', NAMESPACE, '--selector', selector);
  }
});

/** "2" or "1500m". */
function millisOf(cpu: string): number {
  return cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1_000;
}

function names(pods: KubernetesObject[]): string[] {
  return pods.map(({ metadata }) => metadata.name);
}
