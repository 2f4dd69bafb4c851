import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { compilePython } from './compile-python';
import { stampOf } from '../../../tools/once';
import { debianFiles, debianStamp } from '../debian/files';
import { Recipe } from '../recipe';

/** Debian's interpreter with its whole standard library. */
const PACKAGES = ['python3.11-minimal', 'libpython3.11-stdlib'];

/** Python 3.11 as /usr/bin/python3; no pip and no shell. */
export function pythonRuntime(): Recipe {
  return {
    kind: 'python',
    stamp: () => pythonStamp(),
    fill: (root) => {
      cpSync(pythonFiles(), root, { recursive: true, verbatimSymlinks: true });
      symlinkSync('python3.11', join(root, 'usr', 'bin', 'python3'));
      compilePython(pythonFiles(), root, join(root, 'usr', 'lib', 'python3.11'));
    },
  };
}

/** A short hash of the interpreter and of how modules are compiled for it. */
export function pythonStamp(): string {
  return stampOf([__filename, require.resolve('./compile-python')], debianStamp(PACKAGES));
}

/** The folder with the files of the interpreter; it runs on this machine as well. */
export function pythonFiles(): string {
  return debianFiles(PACKAGES);
}
