import { join } from 'node:path';
import { carriedCrds } from './carried';
import { differing, Files, readFiles, writeFiles } from './files';
import { importsOf } from './import';
import { prunedCrds } from './render';

const ROOT = join(__dirname, '..');

/** A folder of the repository that is generated, and the files it should hold. */
interface Generated {
  readonly folder: string;
  readonly extension: string;
  readonly files: Files;
}

/** `npm run crds` writes crds/*.yaml and imports/*.ts; with `--check` it only says which of them are out of date. */
function main(args: string[]): void {
  const generated = generate();
  if (args.includes('--check')) {
    check(generated);
  } else {
    generated.forEach(({ folder, extension, files }) => writeFiles(join(ROOT, folder), extension, files));
  }
}

function generate(): Generated[] {
  const crds = prunedCrds();
  return [
    { folder: 'crds', extension: '.yaml', files: crds },
    { folder: 'imports', extension: '.ts', files: { ...importsOf(crds), ...carriedCrds() } },
  ];
}

function check(generated: Generated[]): void {
  const stale = generated.flatMap(({ folder, extension, files }) =>
    differing(files, readFiles(join(ROOT, folder), extension)).map((name) => `${folder}/${name}`));
  if (stale.length > 0) {
    console.error(`Out of date, or edited by hand: ${stale.join(', ')}. Run \`npm run crds\`.`);
    process.exitCode = 1;
  }
}

main(process.argv.slice(2));
