import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** A command that is measured from its start to its end. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/** A program of this folder that writes N agents into a folder. */
export function program(name: string, agents: number): (outdir: string) => Command {
  return (outdir) => ({ command: process.execPath, args: [join(__dirname, 'programs', `${name}.mjs`), String(agents), outdir] });
}

/** The CPU seconds that a command takes, the start of its process and the writing of its files included. */
export function cpuSeconds(make: (outdir: string) => Command): number {
  return inFolder((outdir) => {
    const [, ofChildren] = run(make(outdir), outdir).trim().split('\n');
    return ofChildren.split(/\s+/).map(seconds).reduce((sum, each) => sum + each);
  });
}

/** The objects that a command writes, by kind and name. */
export function objectsOf(make: (outdir: string) => Command): Map<string, any> {
  return inFolder((outdir) => {
    run(make(outdir), outdir);
    const yaml = readdirSync(outdir).map((file) => readFileSync(join(outdir, file), 'utf8')).join('\n---\n');
    const objects = parseAllDocuments(yaml).map((document) => document.toJS()).filter((object) => object !== null);
    return new Map(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
  });
}

/** Runs a command whose output goes to a file of the folder, as a user's would, and returns what `times` says of it. */
function run({ command, args }: Command, outdir: string): string {
  // GNU time is no part of a bare Debian; bash's own `times` gives the children's CPU to the millisecond.
  const script = '"$@" >"$0" && times';
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, join(outdir, 'stdout.yaml'), command, ...args], {
    encoding: 'utf8',
    // Elsewhere bash writes 0m3,640s.
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  }
  return stdout;
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-bench-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `0m3.640s` in seconds. */
function seconds(text: string): number {
  const [, minutes, rest] = /^(\d+)m([\d.]+)s$/.exec(text)!;
  return Number(minutes) * 60 + Number(rest);
}
