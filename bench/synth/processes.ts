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
    const { command, args } = make(outdir);
    // GNU time is no part of a bare Debian; the shell's own `times` gives the children's CPU to the hundredth.
    const script = '"$@" >/dev/null && times';
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', command, ...args], { encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
    }
    const [, ofChildren] = stdout.trim().split('\n');
    return ofChildren.split(/\s+/).map(seconds).reduce((sum, each) => sum + each);
  });
}

/** The objects that a program writes, by kind and name. */
export function objectsOf(make: (outdir: string) => Command): Map<string, any> {
  return inFolder((outdir) => {
    const { command, args } = make(outdir);
    spawnSync(command, args, { stdio: 'inherit' });
    const yaml = readdirSync(outdir).map((file) => readFileSync(join(outdir, file), 'utf8')).join('\n---\n');
    return new Map(parseAllDocuments(yaml).map((document) => document.toJS()).map((object) => [`${object.kind}/${object.metadata.name}`, object]));
  });
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
