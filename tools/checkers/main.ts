import { findingLines } from './finding';
import { score } from './kube-score';
import { validation } from './kubeconform';
import { KUBERNETES_MINORS } from './kubernetes';

const USAGE = 'Usage: tsx tools/checkers/main.ts [--score] FILE...   (--score: what kube-score calls critical, too)';

/** Validates manifests, prints what is wrong with them, and returns the exit code. */
function main(args: readonly string[]): number {
  const files = args.filter((arg) => arg !== '--score');
  if (files.length === 0) {
    console.error(USAGE);
    return 2;
  }
  const { objects, findings } = validation(files);
  const scored = args.includes('--score') ? score(files) : [];
  // A check that saw nothing must not pass for one that found nothing wrong.
  const lines = objects > 0 ? findingLines([...findings, ...scored]) : [`no objects in ${files.join(', ')}`];
  console.log(lines.length > 0 ? lines.join('\n') : `${objects} objects valid on Kubernetes ${KUBERNETES_MINORS.join(', ')}`);
  return lines.length > 0 ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
