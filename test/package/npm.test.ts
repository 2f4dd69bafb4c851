import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { progress } from '../../tools/once';
import { synthesizeExample, yamlIn } from '../support/examples';
import { packed, Tarball } from '../support/package';
import { ROOT, run, temporaryFolder } from '../support/run';

jest.setTimeout(600_000);

/** What `cdk8s init typescript-app` starts from. */
const TEMPLATE = join(ROOT, 'node_modules', 'cdk8s-cli', 'templates', 'typescript-app');

describe('the npm package', () => {
  let tarball: Tarball;

  beforeAll(() => {
    tarball = packed();
  });

  test('is below 1.5 MB', () => {
    expect(tarball.size).toBeLessThan(1.5e6);
  });

  test('holds what its users need and nothing else', () => {
    const expected = /^(lib\/(src|imports)\/.+\.(js|d\.ts)|package\.json|\.jsii|README\.md|API\.md|CHANGELOG\.md|LICENSE)$/;
    expect(tarball.files.map(({ path }) => path).filter((path) => !expected.test(path))).toEqual([]);
    for (const path of ['lib/src/index.js', 'lib/src/index.d.ts', '.jsii', 'LICENSE', 'README.md', 'API.md']) {
      expect(tarball.files.map((file) => file.path)).toContain(path);
    }
  });

  test('has an API that speaks its own types, not those of the CRDs', () => {
    const own = new Set(['ServiceMonitorOptions']);
    const { types } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
    const generated = Object.keys(types).map((name) => name.replace('cdk8s-mcp.', '')).filter((name) => /^(ServiceMonitor|VerticalPodAutoscaler)/.test(name));
    expect(generated.filter((name) => !own.has(name))).toEqual([]);
    expect(readFileSync(join(ROOT, 'API.md'), 'utf8')).not.toMatch(/(ServiceMonitor|VerticalPodAutoscaler)Spec/);
  });

  test('compiles and synthesizes in a fresh app of `cdk8s init typescript-app`', () => {
    const app = newApp(tarball.path);
    progress('installing the package into a fresh app');
    run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: app });
    progress('compiling and synthesizing the fresh app');
    run('npx', ['tsc', '--build'], { cwd: app });
    run('node', ['main.js'], { cwd: app });
    expect(yamlIn(join(app, 'dist'))).toEqual(synthesizeExample('quickstart'));
  });
});

/** The template, with the quickstart as its program and our package among its dependencies. */
function newApp(tarball: string): string {
  const app = temporaryFolder();
  cpSync(join(TEMPLATE, 'tsconfig.json'), join(app, 'tsconfig.json'));
  cpSync(join(ROOT, 'examples', 'quickstart', 'main.ts'), join(app, 'main.ts'));
  const { typescript, '@types/node': types } = JSON.parse(template('package.json')).devDependencies;
  const { cdk8s, 'cdk8s-plus-28': plus, constructs } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies;
  writeFileSync(join(app, 'package.json'), JSON.stringify({
    name: 'fresh-app',
    private: true,
    dependencies: { 'cdk8s-mcp': `file:${tarball}`, cdk8s, 'cdk8s-plus-28': plus, constructs },
    devDependencies: { typescript, '@types/node': types },
  }));
  return app;
}

function template(file: string): string {
  return readFileSync(join(TEMPLATE, file), 'utf8').replace(/\{\{.*?\}\}/g, 'filled-in-by-cdk8s-init');
}
