import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT, run, temporaryFolder } from './run';

const EXAMPLES = join(ROOT, 'examples');

/** The names of the examples in TypeScript: each folder with a cdk8s.yaml that says so. */
export const TYPESCRIPT_EXAMPLES = readdirSync(EXAMPLES).filter((name) => {
  const settings = join(EXAMPLES, name, 'cdk8s.yaml');
  return existsSync(settings) && parse(readFileSync(settings, 'utf8')).language === 'typescript';
});

/** Synthesizes an example by its own command, against the compiled library, and returns its YAML by file. */
export function synthesizeExample(name: string): Record<string, string> {
  const outdir = temporaryFolder();
  run('npx', ['cdk8s', 'synth', '--check-upgrade=false', '--output', outdir], { cwd: join(EXAMPLES, name) });
  return yamlIn(outdir);
}

/** The YAML files of a folder, by name. */
export function yamlIn(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).sort().map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}
