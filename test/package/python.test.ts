import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { McpErrorCode } from '../../src';
import { cacheFolder } from '../../tools/cache';
import { stampOf } from '../../tools/once';
import { synthesizeExample, yamlIn } from '../support/examples';
import { progress, ROOT, run, temporaryFolder } from '../support/run';

jest.setTimeout(900_000);

const EXAMPLE = join(ROOT, 'examples', 'quickstart', 'python');
const QUIET = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', PIP_DISABLE_PIP_VERSION_CHECK: '1' };

describe('the Python package', () => {
  let python: string;

  beforeAll(() => {
    python = environmentWith(wheel());
  });

  test('synthesizes the quickstart to the letter as the npm package does', () => {
    const outdir = temporaryFolder();
    run(python, ['main.py'], { cwd: EXAMPLE, env: { ...QUIET, CDK8S_OUTDIR: outdir } });
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
    const message = run(python, [program], { env: QUIET });
    expect(message).toMatch(/^test\/weather: server\.image is "acme\/weather:latest"/);
    expect(message).toContain(`[${McpErrorCode.IMAGE_LATEST}]`);
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

/** A virtual environment with the wheel; its other packages are kept for the next run. */
function environmentWith(file: string): string {
  const folder = join(cacheFolder('python'), stampOf([join(EXAMPLE, 'requirements.txt')], run('python3', ['--version'])));
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python' : 'bin/python');
  progress('installing the wheel into a virtual environment');
  run('python3', ['-m', 'venv', folder]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--force-reinstall', '--no-deps', file]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', join(EXAMPLE, 'requirements.txt')]);
  return python;
}
