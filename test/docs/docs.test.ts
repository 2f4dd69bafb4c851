import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cdk8s from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import * as ts from 'typescript';
import { parse, parseAllDocuments } from 'yaml';
import { tableOf } from '../../bench/table';
import * as mcp from '../../src';

const ROOT = join(__dirname, '..', '..');
const PAGES = ['README.md', 'docs/agent.md', 'docs/dashboards.md', 'docs/scaling.md', 'docs/server.md', 'docs/observability.md'];
const MODULES: Record<string, object> = { 'cdk8s': cdk8s, 'cdk8s-plus-28': plus, 'cdk8s-mcp': mcp };

describe.each(PAGES)('%s', (page) => {
  const [program, ...others] = blocks(page, 'ts');
  const objects = synthesize(program);

  test('has a program that synthesizes', () => {
    expect(objects.length).toBeGreaterThan(0);
  });

  test('shows YAML that the program gives', () => {
    for (const shown of blocks(page, 'yaml').map((block) => parse(block))) {
      const made = objects.find(({ kind, metadata }) => kind === shown.kind && metadata.name === shown.metadata.name);
      expect(made).toMatchObject(shown);
    }
  });

  test('names only what there is', () => {
    const known = new Set(Object.values(MODULES).flatMap((module) => Object.keys(module)));
    const named = [program, ...others].flatMap((block) => [...block.matchAll(/\b([A-Z]\w+)\.[a-zA-Z]\w*/g)].map(([, name]) => name));
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

test('pages show the figures that were measured', () => {
  expect(text('README.md')).toContain(tableOf('synth'));
  expect(text('docs/scaling.md')).toContain(tableOf('scaling'));
});

test('links between pages lead somewhere', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'e2e/README.md', 'bench/README.md',
    ...readdirSync(join(ROOT, 'docs'), { encoding: 'utf8' }).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)];
  for (const page of pages) {
    for (const [, target] of text(page).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(() => readdirSync(join(ROOT, page, '..', target, '..'))).not.toThrow();
      expect(readdirSync(join(ROOT, page, '..', target, '..'))).toContain(target.split('/').at(-1));
    }
  }
});

function text(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

function blocks(page: string, language: string): string[] {
  return [...text(page).matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, block]) => block);
}

/** Runs a program as a user would, with an output folder of its own, and reads what it wrote. */
function synthesize(program: string): any[] {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-docs-'));
  process.env.CDK8S_OUTDIR = outdir;
  try {
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(program, { compilerOptions });
    new Function('require', 'exports', outputText)((name: string) => MODULES[name], {});
    const written = readdirSync(outdir).map((file) => readFileSync(join(outdir, file), 'utf8'));
    return written.flatMap((yaml) => parseAllDocuments(yaml)).map((document) => document.toJS());
  } finally {
    delete process.env.CDK8S_OUTDIR;
    rmSync(outdir, { recursive: true });
  }
}
