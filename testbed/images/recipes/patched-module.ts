import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../../tools/cache';
import { go } from '../../../tools/go-program';
import { filledOnce, stampOf } from '../../../tools/once';
import { moduleSource } from '../module-source';

/** A dependency that does not compile as the Go module proxy serves it, and the files that it lacks. */
export interface Patch {
  /** The dependency's path, as go.mod has it. */
  readonly dependency: string;
  /** What to write into it, by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** The folder of a module that is the same as the given one but for a dependency that has more files. */
export function patchedModule(module: string, { dependency, files }: Patch): string {
  const pins = ['go.mod', 'go.sum'];
  const stamp = stampOf([__filename, ...pins.map((pin) => join(module, pin))], dependency, JSON.stringify(files));
  return filledOnce(cacheFolder('go-patched'), stamp, (folder) => {
    pins.forEach((pin) => copyFileSync(join(module, pin), join(folder, pin)));
    const copy = join(folder, dependency);
    cpSync(moduleSource(module, dependency), copy, { recursive: true });
    // The module cache is read-only.
    execFileSync('chmod', ['-R', 'u+w', copy]);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(copy, dirname(path)), { recursive: true });
      writeFileSync(join(copy, path), content);
    }
    // Relative, since Go writes it into the program: another cache folder must not make another program.
    go(folder, 'mod', 'edit', `-replace=${dependency}=./${dependency}`);
  });
}
