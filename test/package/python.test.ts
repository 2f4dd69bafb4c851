import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { McpErrorCode } from '../../src';
import { cacheFolder } from '../../tools/cache';
import { filledOnce, progress, stampOf } from '../../tools/once';
import { synthesizeExample, yamlIn } from '../support/examples';
import { ROOT, run, temporaryFolder } from '../support/run';

jest.setTimeout(900_000);

const EXAMPLE = join(ROOT, 'examples', 'quickstart', 'python');
const QUIET = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', PIP_DISABLE_PIP_VERSION_CHECK: '1' };

describe('the Python package', () => {
  let python: string;
  let packages: string;

  beforeAll(() => {
    const file = wheel();
    python = environmentFor(file);
    packages = installed(file, python);
  });

  test('synthesizes the quickstart to the letter as the npm package does', () => {
    const outdir = temporaryFolder();
    run(python, ['main.py'], { cwd: EXAMPLE, env: { ...QUIET, PYTHONPATH: packages, CDK8S_OUTDIR: outdir } });
    expect(yamlIn(outdir)).toEqual(synthesizeExample('quickstart'));
  });

  test('says what is wrong with its code, since Python can not catch by class', () => {
    const program = join(temporaryFolder(), 'wrong.py');
    writeFileSync(program, [
      'from cdk8s import App, Chart',
      'from cdk8s_mcp import McpAgentDeployment, McpErrorCode, McpServer',
      'try:',
      '    McpAgentDeployment(Chart(App(), "test"), "weather", server=McpServer.http("acme/weather:latest", port=3000))',
      'except Exception as error:',
      '    assert McpErrorCode.IMAGE_LATEST.value in str(error)',
      '    print(error)',
    ].join('\n'));
    const message = run(python, [program], { env: { ...QUIET, PYTHONPATH: packages } });
    expect(message).toMatch(/^test\/weather: server\.image is "acme\/weather:latest"/);
    expect(message).toContain(`[${McpErrorCode.IMAGE_LATEST}]`);
  });

  test('patches fields that are newer than the library', () => {
    const program = join(temporaryFolder(), 'patched.py');
    writeFileSync(program, [
      'from cdk8s import ApiObject, App, Chart, JsonPatch',
      'from cdk8s_mcp import McpAgentDeployment, McpServer',
      'app = App()',
      'agent = McpAgentDeployment(Chart(app, "test"), "weather", server=McpServer.http("acme/weather:1", port=3000))',
      'ApiObject.of(agent.deployment).add_json_patch(JsonPatch.add("/spec/template/spec/fieldOfTheFuture", True))',
      'print(app.synth_yaml())',
    ].join('\n'));
    expect(run(python, [program], { env: { ...QUIET, PYTHONPATH: packages } })).toMatch(/^ {6}fieldOfTheFuture: true$/m);
  });
});

/** Builds the wheel, as `npm run package:python` would. */
function wheel(): string {
  progress('building the Python package');
  const outdir = temporaryFolder();
  run('npx', ['jsii-pacmak', '--target', 'python', '--outdir', outdir], { env: QUIET });
  const folder = join(outdir, 'python');
  return join(folder, readdirSync(folder).find((file) => file.endsWith('.whl'))!);
}

/** Installs the wheel where only this run sees it: other clones share the virtual environment. */
function installed(file: string, python: string): string {
  progress('installing the wheel');
  const packages = temporaryFolder();
  run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', packages, file]);
  return packages;
}

/** A virtual environment with all that the wheel says it needs, and without the wheel; made once per set of requirements. */
function environmentFor(file: string): string {
  const requirements = join(EXAMPLE, 'requirements.txt');
  const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const stamp = stampOf([requirements], JSON.stringify(peerDependencies), run('python3', ['--version']));
  const folder = filledOnce(cacheFolder('python'), `packages-${stamp}`, (work) => {
    progress('installing what the wheel needs into a virtual environment');
    run('python3', ['-m', 'venv', work]);
    run(pythonOf(work), ['-m', 'pip', 'install', '--quiet', file, '--requirement', requirements]);
    run(pythonOf(work), ['-m', 'pip', 'uninstall', '--quiet', '--yes', 'cdk8s-mcp']);
  });
  return pythonOf(folder);
}

function pythonOf(environment: string): string {
  return join(environment, process.platform === 'win32' ? 'Scripts/python' : 'bin/python');
}
