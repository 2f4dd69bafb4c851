import { go } from '../../tools/go-program';

/** The folder with the source of a dependency, at the version that a module's go.mod pins; read-only. */
export function moduleSource(module: string, dependency: string): string {
  const version = go(module, 'list', '-m', '-f', '{{.Version}}', dependency).trim();
  return JSON.parse(go(module, 'mod', 'download', '-json', `${dependency}@${version}`)).Dir;
}
