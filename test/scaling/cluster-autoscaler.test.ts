import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { McpErrorCode, McpObservability, NodeEviction, NodeHeadroom, Observability, Sessions } from '../../src';
import { VARIANTS } from '../support/agents';
import { expectError } from '../support/errors';
import { ROOT } from '../support/run';
import { agent, chartOf, manifests, ofKind, SERVED } from '../support/synth';

/** What the Cluster Autoscaler's documentation says keeps a node, as the table of docs/scaling.md has it. */
const RULES: readonly { readonly rule: string; readonly test: () => void }[] = [
  { rule: 'a PodDisruptionBudget that lets none go', test: budgetsLetOneGo },
  { rule: 'a pod of kube-system', test: nothingIsInKubeSystem },
  { rule: 'a pod without a controller', test: podsHaveControllers },
  { rule: 'a pod with local storage', test: localStorageIsNoLoss },
  { rule: 'a pod that fits nowhere else', test: podsFitElsewhere },
  { rule: '`safe-to-evict: "false"`', test: keptForSessionsAlone },
  { rule: 'a priority below -10', test: headroomCounts },
  { rule: 'a pod of a DaemonSet', test: oneDaemonSet },
  { rule: 'a drain of more than 600 s', test: drainsFit },
];

const SAFE = 'cluster-autoscaler.kubernetes.io/safe-to-evict';

test('each rule has a row in the page, and a test here', () => {
  const page = readFileSync(join(ROOT, 'docs', 'scaling.md'), 'utf8');
  const [, table] = /^## What keeps a node$([^]*?)^## /m.exec(page)!;
  const rows = [...table.matchAll(/^\| ([^|]+) \| [^|]+ \| [^|]+ \|$/gm)].map(([, rule]) => rule.trim());
  expect(rows.slice(2)).toEqual(RULES.map(({ rule }) => rule));
});

test.each(RULES)('$rule', ({ test: check }) => {
  check();
});

/** A pod as the autoscaler sees it. */
interface Pod {
  readonly name: string;
  readonly kind: string;
  readonly annotations: Record<string, string>;
  readonly spec: any;
}

/** All that this library makes pods of: every kind of agent, headroom, the stack with its probe. */
function everything(): any[] {
  const agents = Object.values(VARIANTS).flatMap((make) => {
    const chart = chartOf('agents');
    make(chart);
    return manifests(chart);
  });
  const chart = chartOf('agents');
  new NodeHeadroom(chart, 'headroom', { replicas: 1, cpu: Cpu.units(1), memory: Size.gibibytes(1) });
  const observability = new McpObservability(chart, 'observability', Observability.stack({ crds: false }));
  observability.monitor(agent({ server: SERVED }, chart));
  return [...agents, ...manifests(chart)];
}

function podsOf(objects: any[]): Pod[] {
  return objects.flatMap(({ kind, metadata, spec }) => {
    if (['Deployment', 'DaemonSet', 'StatefulSet'].includes(kind)) {
      return [{ name: metadata.name, kind, annotations: spec.template.metadata.annotations ?? {}, spec: spec.template.spec }];
    }
    // The operator makes StatefulSets of these, whose pods have an emptyDir for their configuration.
    const made = { ...spec, volumes: [...spec?.volumes ?? [], { emptyDir: {} }] };
    const isMade = ['Prometheus', 'Alertmanager'].includes(kind);
    return isMade ? [{ name: metadata.name, kind, annotations: spec.podMetadata?.annotations ?? {}, spec: made }] : [];
  });
}

function budgetsLetOneGo(): void {
  const budgets = ofKind(everything(), 'PodDisruptionBudget');
  expect(budgets.length).toBeGreaterThan(10);
  // minAvailable is the user's own choice in one variant, and checked against the minimum of replicas.
  for (const { spec } of budgets.filter(({ spec: each }) => each.minAvailable === undefined)) {
    expect(Number.parseInt(spec.maxUnavailable, 10)).toBeGreaterThan(0);
  }
}

function nothingIsInKubeSystem(): void {
  expect(everything().filter(({ metadata }) => metadata.namespace === 'kube-system')).toEqual([]);
}

function podsHaveControllers(): void {
  expect(ofKind(everything(), 'Pod')).toEqual([]);
}

function localStorageIsNoLoss(): void {
  const isLocal = ({ emptyDir, hostPath }: any) => hostPath || (emptyDir && emptyDir.medium !== 'Memory');
  const local = podsOf(everything()).filter(({ spec }) => spec.volumes?.some(isLocal));
  expect(local.length).toBeGreaterThan(10);
  for (const { annotations, kind, name } of local.filter((each) => each.kind !== 'DaemonSet')) {
    expect([kind, name, annotations[SAFE]]).toEqual([kind, name, expect.stringMatching(/^(true|false)$/)]);
  }
}

function podsFitElsewhere(): void {
  const chart = chartOf('agents');
  agent({ server: SERVED }, chart);
  const [{ spec }] = podsOf(manifests(chart));
  expect(spec).not.toHaveProperty('nodeSelector');
  expect(JSON.stringify(spec.affinity ?? {})).not.toContain('requiredDuringScheduling');
  expect(spec.topologySpreadConstraints.map(({ whenUnsatisfiable }: any) => whenUnsatisfiable)).toEqual(['ScheduleAnyway']);
}

function keptForSessionsAlone(): void {
  const of = (sessions: Sessions) => podsOf(manifests(agent({ server: SERVED, sessions }, chartOf('agents'))))[0].annotations;
  expect(of(Sessions.forwarded())).toMatchObject({ [SAFE]: 'false', 'karpenter.sh/do-not-disrupt': 'true' });
  expect(of(Sessions.stateless())).toEqual({ [SAFE]: 'true' });
  const kept = podsOf(everything()).filter(({ annotations }) => annotations[SAFE] === 'false');
  expect(kept.every(({ spec }) => spec.containers.some(({ name }: any) => name === 'server'))).toBe(true);
}

function headroomCounts(): void {
  const objects = everything();
  const values = new Map(ofKind(objects, 'PriorityClass').map(({ metadata, value }) => [metadata.name, value]));
  const [{ spec }] = podsOf(objects).filter(({ name }) => name === 'headroom');
  expect(values.get(spec.priorityClassName)).toBe(-10);
  expect(spec.volumes).toBeUndefined();
  expect(spec.terminationGracePeriodSeconds).toBe(0);
}

function oneDaemonSet(): void {
  expect(podsOf(everything()).filter(({ kind }) => kind === 'DaemonSet').map(({ name }) => name)).toEqual(['node-exporter']);
}

function drainsFit(): void {
  const chart = (): Chart => chartOf('agents');
  const long = { server: SERVED, longestToolCall: Duration.minutes(10) };
  expectError(() => agent({ ...long, sessions: Sessions.stateless() }, chart()), McpErrorCode.GRACE_TOO_SHORT, 'waits 600 s', 'longestDrain');
  const allowed = NodeEviction.allowed({ longestDrain: Duration.minutes(20) });
  expect(() => agent({ ...long, sessions: Sessions.stateless(), nodeEviction: allowed }, chart())).not.toThrow();
  expect(() => agent({ ...long, sessions: Sessions.forwarded() }, chart())).not.toThrow();
  for (const { annotations, name, spec } of podsOf(everything()).filter(({ kind }) => kind === 'Deployment')) {
    expect([name, annotations[SAFE] === 'false' || (spec.terminationGracePeriodSeconds ?? 30) <= 600]).toEqual([name, true]);
  }
}
