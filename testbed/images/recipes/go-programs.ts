import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Patch, patchedModule } from './patched-module';
import { goProgram, GoProgram, goProgramStamp } from '../../../tools/go-program';
import { stampOf } from '../../../tools/once';
import { Recipe } from '../recipe';

/** A pinned module, and how programs are built from it. */
export interface GoParts {
  /** The folder with go.mod and go.sum. */
  readonly module: string;
  /** Another file in it that takes the place of go.mod, with its own sums beside it. */
  readonly modfile?: string;
  readonly tags?: readonly string[];
  /** What the linker sets, such as the version that a program prints, by variable. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Files that a dependency lacks, without which it does not compile. */
  readonly patch?: Patch;
}

/** Static programs built from a pinned Go module, by their path in the image: `{ '/bin/promtool': 'github.com/.../promtool' }`. */
export function goPrograms(parts: GoParts, packages: Readonly<Record<string, string>>): Recipe {
  const programs = Object.entries(packages).map(([path, source]) => ({ path, program: programOf(parts, basename(path), source) }));
  const { patch } = parts;
  return {
    kind: 'go',
    stamp: () => {
      const built = programs.flatMap(({ path, program }) => [path, program.package, goProgramStamp(program)]);
      return stampOf([__filename], JSON.stringify(patch ?? null), ...built);
    },
    fill: (root) => programs.forEach(({ path, program }) => {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      copyFileSync(goProgram(patch ? patched(program, patch) : program), join(root, path));
    }),
  };
}

/** One of them, for this machine. */
export function programOf({ module, modfile, tags = [], variables = {} }: GoParts, name: string, source: string): GoProgram {
  const settings = Object.entries(variables).map(([variable, value]) => ` -X ${variable}=${value}`);
  return {
    name,
    package: source,
    module,
    flags: [...(modfile ? [`-modfile=${modfile}`] : []), ...(tags.length ? [`-tags=${tags.join()}`] : []), `-ldflags=-s -w${settings.join('')}`],
    sources: modfile ? [modfile, modfile.replace(/mod$/, 'sum')] : [],
  };
}

function patched(program: GoProgram, patch: Patch): GoProgram {
  return {
    ...program,
    module: patchedModule(program.module, patch),
    sources: Object.keys(patch.files).map((path) => join(patch.dependency, path)),
  };
}
