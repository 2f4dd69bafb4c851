import { JsonFile, TextFile, javascript, typescript } from 'projen';
import { ConstructLibraryCdk8s } from 'projen/lib/cdk8s';

/** Folders of TypeScript beside `src` and `test`; imports/ is generated, so it is compiled but not linted. */
const FOLDERS = ['bench', 'crds', 'e2e', 'examples', 'testbed', 'tools'];

/** The other package, which runs in the cluster: ES modules, with a tsconfig of its own. */
const RUNTIME = 'runtime';

const project = new ConstructLibraryCdk8s({
  name: 'cdk8s-mcp',
  description: 'Run MCP servers on Kubernetes as production services: cdk8s constructs that synthesize plain YAML',
  author: 'The cdk8s-mcp authors',
  authorAddress: 'https://github.com/cdk8s-mcp',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk8s-mcp/cdk8s-mcp.git',
  license: 'Apache-2.0',
  keywords: ['mcp', 'model-context-protocol', 'kubernetes', 'prometheus', 'istio', 'keda'],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.9.0',
  stability: 'experimental',

  // The peers' lower bounds are what the tests run on; the lock file pins the rest.
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  cdk8sVersion: '2.70.0',
  constructsVersion: '10.5.0',
  peerDeps: ['cdk8s-plus-28@^2.5.6'],
  devDeps: [
    '@lezer/common@1.5.5',
    '@lezer/highlight@1.2.5',
    '@lezer/lr@1.4.12',
    '@grafana/grafana-foundation-sdk@0.0.21',
    '@modelcontextprotocol/client@^2.4.0',
    '@modelcontextprotocol/node@^2.1.2',
    '@modelcontextprotocol/sdk@^1.32.2',
    '@modelcontextprotocol/server@^2.4.0',
    '@prometheus-io/lezer-promql@0.314.0',
    '@types/express@^5',
    'cdk8s-cli@^2.207.0',
    'express@^5',
    'hdr-histogram-js@^3.0.1',
    'tsx@^4',
    'yaml@^2',
    'zod@^4',
  ],

  publishToPypi: { distName: 'cdk8s-mcp', module: 'cdk8s_mcp' },
  publishToMaven: { javaPackage: 'io.github.cdk8smcp', mavenGroupId: 'io.github.cdk8s-mcp', mavenArtifactId: 'cdk8s-mcp' },
  publishToGo: { moduleName: 'github.com/cdk8s-mcp/cdk8s-mcp-go', packageName: 'cdk8smcp' },

  github: false,
  release: false,
  depsUpgrade: false,
  sampleCode: false,
  projenrcTs: true,
  // ts-node does not start under TypeScript 6 before projen has written its own tsconfig; tsx does.
  projenrcTsOptions: { projenCodeDir: 'tools', runner: typescript.TypeScriptRunner.tsx({ typeCheck: false }) },
  autoDetectBin: false,
  entrypoint: 'lib/src/index.js',
  disableTsconfig: true,
  tsconfigDev: {
    compilerOptions: {
      target: 'ES2023',
      lib: ['es2023'],
      module: 'node20',
      moduleResolution: javascript.TypeScriptModuleResolution.NODE16,
      isolatedModules: true,
      skipLibCheck: true,
      rootDir: '.',
      noEmit: true,
      types: ['node', 'jest'],
    },
    include: ['imports/**/*.ts', ...FOLDERS.map((folder) => `${folder}/**/*.ts`)],
    exclude: ['examples/**/node_modules', 'examples/**/dist'],
  },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', ...FOLDERS, `${RUNTIME}/src`, `${RUNTIME}/test`],
    fileExtensions: ['.ts'],
    commandOptions: { fix: true },
  },
  jestOptions: {
    jestVersion: '^30',
    // projen's default, --updateSnapshot, rewrites snapshots in the very run that should compare them.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    coverage: false,
    passWithNoTests: false,
    junitReporting: false,
    configFilePath: 'jest.config.json',
    jestConfig: {
      collectCoverage: false,
      displayName: 'constructs',
      projects: ['<rootDir>', `<rootDir>/${RUNTIME}`],
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/lib', '<rootDir>/examples/.*/node_modules'],
      // In the repository, as in a user's app, examples and tests of the whole import the package by its name.
      moduleNameMapper: { '^cdk8s-mcp$': '<rootDir>/src' },
      maxWorkers: 2,
    },
  },
  gitignore: ['.DS_Store', '*.tsbuildinfo', '/examples/*/dist/', '/examples/**/node_modules/', '/examples/**/*.tgz', '__pycache__/', '.e2e/', `/${RUNTIME}/lib/`],
  npmIgnoreOptions: {
    ignorePatterns: [
      ...FOLDERS.map((folder) => `/${folder}/`), '/docs/', '/imports/', '/contract/', '/.e2e/', `/${RUNTIME}/`, '/.ci/', '/CONTRIBUTING.md', '/.editorconfig', '/.npmrc',
      '/tsconfig.json', 'tsconfig.tsbuildinfo', '*.tgz', '.gitattributes', '*.map',
    ],
  },
});

project.eslint!.addIgnorePattern('imports/');
// The project service would take tsconfig.json, which holds only what jsii compiles.
project.eslint!.config.parserOptions = { ecmaVersion: 2023, sourceType: 'module', project: ['./tsconfig.dev.json', './tools/tsconfig.json', `./${RUNTIME}/tsconfig.json`] };
project.eslint!.addRules({
  '@stylistic/max-len': ['error', { code: 140, ignoreUrls: true, ignoreTemplateLiterals: true, ignoreStrings: true }],
  // The compiler checks it, and unlike this rule knows the exports of packages.
  'import/no-unresolved': 'off',
});

// jsii compiles with a tsconfig of ours: imports/ lies beside src/ and is compiled in, but not exported.
new JsonFile(project, 'tsconfig.json', {
  marker: false,
  obj: {
    compilerOptions: {
      target: 'ES2023',
      lib: ['es2023'],
      module: 'node20',
      types: ['node'],
      rootDir: '.',
      outDir: 'lib',
      composite: false,
      declaration: true,
      esModuleInterop: true,
      incremental: true,
      tsBuildInfoFile: 'tsconfig.tsbuildinfo',
      inlineSourceMap: false,
      inlineSources: false,
      resolveJsonModule: true,
      skipLibCheck: true,
      stripInternal: false,
      noUncheckedSideEffectImports: true,
      strict: true,
      alwaysStrict: true,
      strictNullChecks: true,
      strictPropertyInitialization: true,
      noEmitOnError: true,
      noFallthroughCasesInSwitch: true,
      noImplicitAny: true,
      noImplicitReturns: true,
      noImplicitThis: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
    },
    include: ['src/**/*.ts', 'imports/**/*.ts'],
    exclude: ['node_modules'],
  },
});
const manifest = project.tryFindObjectFile('package.json')!;
manifest.addOverride('types', 'lib/src/index.d.ts');
manifest.addOverride('jsii.tsconfig', 'tsconfig.json');
manifest.addOverride('jsii.validateTsconfig', 'generated');
manifest.addDeletionOverride('jsii.tsc');
project.gitignore.removePatterns('tsconfig.json');

// Lets examples/ import the package by its name, and keeps generated classes out of users' reach.
manifest.addOverride('exports', {
  '.': { types: './lib/src/index.d.ts', default: './lib/src/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
});
for (const generated of ['/crds/*.yaml', '/imports/*.ts', '/src/runtime/contract.ts', `/${RUNTIME}/src/contract.ts`, '/docs/contract.md', '/docs/observability-reference.md']) {
  project.annotateGenerated(generated);
}
manifest.addOverride('workspaces', [RUNTIME]);
// npm ci misses an optional binding of jest's resolver otherwise ("Missing: @unrs/resolver-binding-...").
manifest.addOverride('overrides', { 'unrs-resolver': '1.12.2' });

for (const name of ['compile', 'watch', 'package:js', 'package:python', 'package:java', 'package:go', 'docgen']) {
  project.tasks.tryFind(name)!.env('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
}

const typecheck = project.addTask('typecheck', {
  description: 'Check the types of everything that jsii does not compile',
  exec: `tsc --project tsconfig.dev.json && tsc --project ${RUNTIME}/tsconfig.json`,
});
// Jest runs ES modules, as the runtime is, only under this flag of Node.
project.testTask.env('NODE_OPTIONS', '--experimental-vm-modules --no-warnings=ExperimentalWarning');
const check = project.addTask('check', { description: 'What npm test runs once the packages are installed' });
check.spawn(project.compileTask);
check.spawn(project.postCompileTask);
check.spawn(typecheck);
check.exec(`npm run --silent --workspace ${RUNTIME} build`);
check.exec('tsx tools/checkers/prepare.ts');
check.spawn(project.testTask, { receiveArgs: true });

const e2e = project.addTask('e2e', { description: 'Test on a real cluster; see e2e/README.md' });
e2e.spawn(project.compileTask);
e2e.exec('tsx e2e/run.ts', { receiveArgs: true });
project.addTask('validate', { description: 'Check manifests as the tests do', exec: 'tsx tools/checkers/main.ts', receiveArgs: true });

// These install the packages first, so that they work on a fresh clone.
project.setScript('test', 'node tools/bootstrap.mjs && projen check');
project.setScript('bench', 'node tools/bootstrap.mjs && projen compile && tsx bench/run.ts');
project.setScript('crds', 'tsx crds/generate.ts');
project.setScript('contract', 'tsx tools/contract/generate.ts');
project.setScript('reference', 'tsx tools/reference/generate.ts');
project.setScript('simulate', 'tsx tools/simulation/main.ts');
project.setScript('e2e', 'node tools/bootstrap.mjs && projen e2e');
project.setScript('e2e:long', 'node tools/bootstrap.mjs && projen e2e --long');
for (const verb of ['up', 'down', 'status']) {
  project.setScript(`testbed:${verb}`, `testbed/${verb}`);
}
project.setScript('images', 'node tools/bootstrap.mjs && tsx testbed/images/main.ts');
project.setScript('images:lock', 'tsx testbed/images/lock.ts');
project.setScript('quickstart', 'node tools/bootstrap.mjs && tsx tools/quickstart/main.ts');

// A lock file without download addresses is right for every registry and mirror.
new TextFile(project, '.npmrc', { lines: ['omit-lockfile-registry-resolved=true', 'fund=false', 'audit=false', 'update-notifier=false', ''] });
new TextFile(project, '.editorconfig', {
  lines: [
    'root = true', '', '[*]', 'charset = utf-8', 'end_of_line = lf', 'indent_style = space', 'indent_size = 2',
    'insert_final_newline = true', 'trim_trailing_whitespace = true', 'max_line_length = 140', '',
    '[*.py]', 'indent_size = 4', '', '[{*.go,go.mod}]', 'indent_style = tab', '',
  ],
});

project.synth();
