import { spawnSync } from 'node:child_process';
import { checker } from './binaries';
import { Finding } from './finding';
import { KUBERNETES_MINORS } from './kubernetes';

/** Checks of kube-score that are switched off, and why. */
export const IGNORED: Readonly<Record<string, string>> = {
  'container-image-pull-policy':
    'it asks for Always, but images have fixed tags or digests here, and IfNotPresent lets pods restart while the registry is down',
  'pod-probes-identical':
    'it compares where probes ask, not how patiently: a server with one health endpoint, or none, has nothing else to ask, and a pod leaves its Service 50 s before it is restarted',
};

/** Relaxations of checks that stay on: a CPU limit throttles a server which has idle cores beside it, so it is set only on request. */
const RELAXED = ['--ignore-container-cpu-limit'];

/** The grade that kube-score gives to what it calls critical. */
const CRITICAL = 1;

/** One object in kube-score's JSON output. */
interface ScoredObject {
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string };
  readonly checks: Array<{
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: Array<{ readonly path: string; readonly summary: string; readonly description: string }> | null;
  }>;
}

/**
 * What kube-score calls critical. Its checks go across objects (a Service's pods, a Deployment's disruption budget), so
 * give it all manifests of an app at once; its annotations to skip a check are not honoured.
 *
 * @param manifests Paths of YAML files, or the YAML itself.
 */
export function score(manifests: readonly string[] | string): Finding[] {
  return kubeScore(manifests).flatMap(({ type_meta: { kind }, object_meta: { name }, checks }) =>
    checks
      .filter(({ grade, skipped }) => grade <= CRITICAL && !skipped)
      .flatMap(({ check, comments }) => (comments ?? []).map((comment) => ({
        version: 'kube-score',
        resource: `${kind}/${name}`,
        message: `${check.id}: ${[comment.path, comment.summary, comment.description].filter(Boolean).join(': ')}`,
      }))),
  );
}

function kubeScore(manifests: readonly string[] | string): ScoredObject[] {
  const [files, input] = typeof manifests === 'string' ? [['-'], manifests] : [manifests, undefined];
  const args = [
    'score', '--output-format', 'json', '--kubernetes-version', `v${KUBERNETES_MINORS[0]}`,
    '--disable-ignore-checks-annotations', '--disable-optional-checks-annotations',
    ...Object.keys(IGNORED).flatMap((check) => ['--ignore-test', check]), ...RELAXED, ...files,
  ];
  const { stdout, stderr, error } = spawnSync(checker('kube-score'), args, { input, encoding: 'utf8', maxBuffer: Infinity });
  // Its exit code is 1 for findings as for failures; a failure leaves nothing on stdout.
  if (error || !stdout) {
    throw new Error(`kube-score failed: ${error?.message ?? stderr}`);
  }
  const scored: ScoredObject[] = JSON.parse(stdout) ?? [];
  // It keeps its objects in a map, so their order differs from run to run.
  return scored.sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
}

function keyOf({ type_meta: { kind }, object_meta: { name } }: ScoredObject): string {
  return `${kind}/${name}`;
}
