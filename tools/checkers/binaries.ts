import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cacheFolder } from '../cache';
import { filledOnce, progress, stampOf } from '../once';

/** The programs that check manifests, and the Go packages they are built from; `go/go.mod` pins their versions. */
const CHECKERS = {
  'kubeconform': 'github.com/yannh/kubeconform/cmd/kubeconform',
  'kube-score': 'github.com/zegl/kube-score/cmd/kube-score',
};

const GO_MODULE = join(__dirname, 'go');

/** The path of a checker's program, built from source the first time. */
export function checker(name: keyof typeof CHECKERS): string {
  const stamp = stampOf(['go.mod', 'go.sum'].map((file) => join(GO_MODULE, file)), go('env', 'GOVERSION', 'GOOS', 'GOARCH'));
  const folder = filledOnce(cacheFolder('bin'), `${name}-${stamp}`, (work) => {
    progress(`building ${name}`);
    go('build', '-trimpath', '-o', join(work, name), CHECKERS[name]);
  });
  return join(folder, name);
}

function go(...args: string[]): string {
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
  const { status, stdout, stderr, error } = spawnSync('go', args, { cwd: GO_MODULE, env, encoding: 'utf8' });
  if (error) {
    throw new Error(`Go is needed to build the checkers: install Go 1.26 or newer (https://go.dev/dl) and have it on PATH (${error.message})`);
  }
  if (status !== 0) {
    throw new Error(`go ${args.join(' ')} failed in ${GO_MODULE}: ${stderr}`);
  }
  return stdout;
}
