import { join } from 'node:path';
import { goProgram } from '../go-program';

/** The programs that check manifests, and the Go packages they are built from; `go/go.mod` pins their versions. */
const CHECKERS = {
  'kubeconform': 'github.com/yannh/kubeconform/cmd/kubeconform',
  'kube-score': 'github.com/zegl/kube-score/cmd/kube-score',
};

/** The path of a checker's program, built from source the first time. */
export function checker(name: keyof typeof CHECKERS): string {
  return goProgram({ name, package: CHECKERS[name], module: join(__dirname, 'go') });
}
