import { fullCrds } from '../../crds/full';
import { VARIANTS } from '../../test/support/agents';
import { chartOf, manifests } from '../../test/support/synth';
import { Cluster } from '../helpers/cluster';

const NAMESPACE = 'mcp-variants';

describe('what an agent becomes, as a real API server sees it', () => {
  let cluster: Cluster;

  beforeAll(() => {
    cluster = Cluster.find();
    cluster.install(fullCrds('service-monitor', 'vertical-pod-autoscaler'));
    cluster.createNamespace(NAMESPACE);
  });

  afterAll(() => {
    cluster?.deleteNamespaces(NAMESPACE);
  });

  // Admission, defaults and the rules that only the server knows; nothing is kept.
  test.each(Object.keys(VARIANTS))('%s: admitted without an error or a warning', (name) => {
    const objects = manifests(VARIANTS[name](chartOf(NAMESPACE)));
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    const { status, stderr } = cluster.try(['apply', '--server-side', '--dry-run=server', '--validate=strict', '--filename', '-'], list);
    expect({ status, stderr: stderr.split('\n').filter((line) => !isExpected(line)) }).toEqual({ status: 0, stderr: [] });
  });

  /** The namespace enforces "restricted", and says so of the one variant that is meant for another. */
  function isExpected(line: string): boolean {
    return line === '' || /^Warning: would violate PodSecurity/.test(line);
  }
});
