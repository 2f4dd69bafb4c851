import { AgentMetrics } from './agent-metrics';
import { applyWithoutChange, deleteWithoutTrace } from './by-the-book';
import { Answer, askFrom, Question } from './client';
import { Cluster } from './cluster';
import { Example } from './example';
import { CLIENT_IMAGE, provideImages } from './images';
import { Load, LoadResult, putLoad } from './load';
import { steps } from './steps';

/** An example that is applied, as a drill sees it. */
export interface AppliedExample {
  /** Adds a step that builds on those before it. */
  readonly step: ReturnType<typeof steps>;
  /** The cluster, in steps; outside of them it is not known yet. */
  cluster(): Cluster;
  /** The address of one of its agents, for clients in the cluster. */
  url(agent: string): string;
  /** What clients in its namespace are answered. */
  ask(...questions: Question[]): Promise<Answer[]>;
  /** What becomes of calls by clients in its namespace. */
  load(load: Load): Promise<LoadResult>;
  /** What all pods of one of its agents have counted. */
  metrics(agent: string): Promise<AgentMetrics>;
}

/**
 * A scenario on an example that is applied as docs/apply.md says: at the beginning it becomes available and a second apply changes nothing,
 * at the end its deletion leaves nothing but data.
 */
export function onExample(example: Example, title: string, scenario: (applied: AppliedExample) => void): void {
  describe(title, () => {
    const namespace = example.objects.find(({ kind }) => kind === 'Namespace')!.metadata.name;
    let cluster: Cluster;
    let before: Set<string>;
    const step = steps(() => cluster?.describe(namespace) ?? '');

    beforeAll(() => {
      cluster = Cluster.find();
      example.clear(cluster);
    });

    afterAll(() => {
      if (cluster) {
        example.clear(cluster);
      }
    });

    step('it is applied, and becomes available', () => {
      example.provideImages(cluster);
      example.surround(cluster);
      provideImages(cluster, CLIENT_IMAGE);
      example.installCrds(cluster);
      before = cluster.inventory();
      example.apply(cluster);
      example.waitUntilAvailable(cluster);
    });

    step('applying it a second time changes nothing', () => applyWithoutChange(cluster, example));

    scenario({
      step,
      cluster: () => cluster,
      url: (agent) => `http://${agent}.${namespace}.svc.cluster.local/mcp`,
      ask: (...questions) => askFrom(cluster, namespace, ...questions),
      load: (load) => putLoad(cluster, { namespace }, load),
      metrics: (agent) => AgentMetrics.of(cluster, namespace, agent),
    });

    step('deleting it leaves nothing but what is meant to stay', () => deleteWithoutTrace(cluster, example, before));
  });
}
