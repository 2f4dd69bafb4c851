import { McpAgentDeployment, McpServer, ProtocolEra } from '../../src';
import { chartOf, manifests } from '../../test/support/synth';
import { imageNamed } from '../../testbed/images/image';
import { IMAGES } from '../../testbed/images/table';
import { Answer, askFrom, Question } from '../helpers/client';
import { Cluster } from '../helpers/cluster';
import { CLIENT_IMAGE, provideImages } from '../helpers/images';
import { steps } from '../helpers/steps';

const NAMESPACE = 'mcp-servers';

/** Servers that know nothing of Kubernetes, each on another SDK, and what they speak. */
const SERVERS = [
  { name: 'sdk-v1', protocol: ProtocolEra.LEGACY },
  { name: 'sdk-v2', protocol: ProtocolEra.BOTH },
  { name: 'fastmcp', protocol: ProtocolEra.BOTH },
];

describe('servers on the SDKs that people use, as agents', () => {
  let cluster: Cluster;
  const step = steps(() => cluster?.describe(NAMESPACE) ?? '');

  beforeAll(() => {
    cluster = Cluster.find();
    cluster.deleteNamespaces(NAMESPACE);
  });

  afterAll(() => {
    cluster?.deleteNamespaces(NAMESPACE);
  });

  step('their images are on the cluster', () => {
    provideImages(cluster, ...SERVERS.map(({ name }) => name), CLIENT_IMAGE);
  });

  step('they become available, each from its image alone', () => {
    const chart = chartOf(NAMESPACE);
    SERVERS.forEach(({ name, protocol }) => new McpAgentDeployment(chart, name, {
      server: McpServer.http(imageNamed(IMAGES, name).name, { port: 3000, protocol }),
    }));
    cluster.createNamespace(NAMESPACE);
    cluster.apply(manifests(chart));
    cluster.kubectl('wait', '--for=condition=Available', '--timeout=120s', '--namespace', NAMESPACE, 'deployment', '--all');
  });

  step('a client of the legacy era gets the answers of all', async () => {
    const answers = await ask('legacy');
    expect(answers).toEqual(SERVERS.map(({ name }) => sumOf(name)));
  });

  step('a client of the modern era gets those of the servers that speak it, and is told so by the other', async () => {
    const answers = await ask('modern');
    expect(answers).toEqual(SERVERS.map(({ name, protocol }) => protocol === ProtocolEra.BOTH ? sumOf(name) : refusalOf(name)));
  });

  step('a tool that fails is an answer that says so', async () => {
    const answers = await askFrom(cluster, NAMESPACE, ...SERVERS.map(({ name }) => ({ url: urlOf(name), tool: 'fail', arguments: { message: 'no luck' } })));
    expect(answers.map(({ result }) => [result?.isError, JSON.stringify(result?.content)])).toEqual(
      SERVERS.map(() => [true, expect.stringContaining('no luck')]),
    );
  });

  const urlOf = (name: string) => `http://${name}.${NAMESPACE}.svc.cluster.local/mcp`;

  function ask(era: Question['era']): Promise<Answer[]> {
    return askFrom(cluster, NAMESPACE, ...SERVERS.map(({ name }) => ({ url: urlOf(name), tool: 'add', arguments: { a: 2, b: 3 }, era })));
  }

  function sumOf(name: string): Answer {
    return {
      url: urlOf(name),
      tools: expect.arrayContaining(['echo', 'add', 'sleep', 'fail']),
      result: expect.objectContaining({ structuredContent: { sum: 5 } }),
    };
  }

  function refusalOf(name: string): Answer {
    return { url: urlOf(name), error: expect.stringMatching(/did not offer pinned protocol version/) };
  }
});
