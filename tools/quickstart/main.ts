import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { buildCommands } from './images';
import { withoutStack } from './messages';
import { GeneratedObject, requirements, table } from './objects';
import { findingLines } from '../checkers/finding';
import { validation } from '../checkers/kubeconform';
import { KUBERNETES_MINORS } from '../checkers/kubernetes';
import { stampOf } from '../once';

const ROOT = resolve(__dirname, '..', '..');
const EXAMPLE = 'examples/quickstart';
const OUTPUT = `${EXAMPLE}/dist/quickstart.k8s.yaml`;

/** What goes into the compiled library; it is compiled again when one of them changed. */
const SOURCES = ['src', 'imports', 'tsconfig.json', 'package-lock.json'];

/** What ends the run: a sentence for its reader, after what the command itself said. */
class Failure extends Error {}

function main(): void {
  build();
  synthesize();
  validate();
  report();
}

function build(): void {
  const stamp = join(ROOT, 'node_modules', '.quickstart');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === compiled()) {
    return step('building the library: nothing changed since the last time');
  }
  step('building the library');
  run('npx', ['projen', 'compile'], ROOT, 'The library does not compile; the compiler\'s message above says where.');
  writeFileSync(stamp, compiled());
}

/** Sources with what was made of them: other commands compile too, maybe sources that were changed back since. */
function compiled(): string {
  return stampOf([...SOURCES, 'lib'].flatMap(filesOf));
}

function synthesize(): void {
  step(`synthesizing ${EXAMPLE} by \`cdk8s synth\``);
  run('npx', ['cdk8s', 'synth', '--check-upgrade=false'], join(ROOT, EXAMPLE), `${EXAMPLE} does not synthesize; the message above says why.`);
}

function validate(): void {
  step(`validating it against Kubernetes ${KUBERNETES_MINORS[0]} to ${KUBERNETES_MINORS.at(-1)} and the whole CRDs`);
  const { findings } = validation([join(ROOT, OUTPUT)]);
  if (findings.length > 0) {
    throw new Failure(`${findingLines(findings).join('\n')}\n${OUTPUT} is not valid.`);
  }
}

function report(): void {
  const objects: GeneratedObject[] = parseAllDocuments(readFileSync(join(ROOT, OUTPUT), 'utf8')).map((document) => document.toJS());
  console.log(`
${OUTPUT} has ${objects.length} objects:

${table(objects)}

To go on:
  1. The cluster must have what is not part of Kubernetes itself:
${requirements(objects).map((line) => `       ${line}`).join('\n')}
     On one that has neither, say so in ${EXAMPLE}/main.ts: TargetCluster.of({ without: [...] }).
  2. The nodes must find these images. With Docker:
${buildCommands(objects, ROOT).map((line) => `       ${line}`).join('\n')}
     On kind, "kind load docker-image" takes each to the nodes; elsewhere push them to a registry, and set IMAGE_REGISTRY to it when you
     synthesize.
  3. kubectl apply --server-side -f ${OUTPUT}
  4. In the cluster, clients of the namespace mcp-quickstart reach each agent by its name:
${deployments(objects).map((name) => `       http://${name}.mcp-quickstart.svc/mcp`).join('\n')}`);
}

function deployments(objects: readonly GeneratedObject[]): string[] {
  return objects.filter(({ kind }) => kind === 'Deployment').map(({ metadata: { name } }) => name);
}

function run(command: string, args: string[], cwd: string, sentence: string): void {
  // npm's notices and jsii's banner on the age of Node are no concern of who tries the library.
  const env = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', npm_config_loglevel: 'error' };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) {
    throw new Failure(`${withoutStack(error?.message ?? stdout + stderr)}\n${sentence}`);
  }
}

function filesOf(name: string): string[] {
  const path = join(ROOT, name);
  if (!existsSync(path)) {
    return [];
  }
  if (!statSync(path).isDirectory()) {
    return [path];
  }
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => /\.(ts|js)$/.test(file)).sort().map((file) => join(path, file));
}

function step(text: string): void {
  console.log(`==> ${text}`);
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
