import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedPackages, newerNode } from '../support/packages.js';

const PACKAGES = join(installedPackages('conformance'), 'node_modules');

/** A way to run the official suite: which of its two lines, and with what. */
export interface Suite {
  readonly name: string;
  /** Its package's name in packages/conformance. */
  readonly line: 'conformance' | 'conformance-next';
  readonly args: readonly string[];
}

export const LEGACY_SUITES: readonly Suite[] = [
  { name: '0.1.16, all', line: 'conformance', args: ['--suite', 'all'] },
  { name: '0.2.0-alpha.12, requirements of 2025-11-25', line: 'conformance-next', args: ['--requirements', '2025-11-25'] },
];

export const MODERN_SUITE: Suite = { name: '0.2.0-alpha.12, requirements of 2026-07-28', line: 'conformance-next', args: ['--requirements', '2026-07-28'] };

/** The status of each check, by its scenario, its id, and how many of that id came before it in the scenario. */
export type Statuses = ReadonlyMap<string, string>;

/** Runs a suite against a server, and tells how every check ended. */
export async function statusesOf({ line, args }: Suite, port: number): Promise<Statuses> {
  const results = mkdtempSync(join(tmpdir(), 'mcp-conformance-'));
  try {
    const program = join(PACKAGES, line, 'dist/index.js');
    // Its exit code tells whether all checks passed, which is not asked here.
    await new Promise((resolve) => execFile(
      newerNode(), [program, 'server', '--url', `http://127.0.0.1:${port}/mcp`, ...args, '--output-dir', results],
      { env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 64 * 1024 * 1024, timeout: 120_000 }, resolve));
    return new Map(readdirSync(results).flatMap((run) => [...checksIn(run, join(results, run, 'checks.json'))]));
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}

function checksIn(run: string, file: string): [string, string][] {
  // server-<scenario>-<time>
  const scenario = run.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT.*$/, '');
  const seen = new Map<string, number>();
  return (JSON.parse(readFileSync(file, 'utf8')) as { id: string; status: string }[]).map(({ id, status }) => {
    const before = seen.get(id) ?? 0;
    seen.set(id, before + 1);
    return [`${scenario} ${id} ${before}`, status];
  });
}

