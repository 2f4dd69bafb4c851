import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { progress } from '../../tools/once';

/** The processor that measured servers have, for all that they do, collections of their memory too; and that of who calls them. */
const SERVER = 1;
const CALLER = 0;

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/** A command that runs on the servers' processor alone; the command as it is where it can't be pinned. */
export function onServersProcessor(command: string, args: readonly string[]): Command {
  return canPin() ? { command: 'taskset', args: ['--cpu-list', String(SERVER), command, ...args] } : { command, args };
}

/** Keeps this process off the servers' processor while something runs. */
export async function offServersProcessor<Result>(run: () => Promise<Result>): Promise<Result> {
  if (!canPin()) {
    progress('no two processors to pin programs to (taskset of util-linux does it): figures will scatter');
    return run();
  }
  const before = execFileSync('taskset', ['--cpu-list', '--pid', String(process.pid)], { encoding: 'utf8' }).split(': ')[1].trim();
  move(String(CALLER));
  try {
    return await run();
  } finally {
    move(before);
  }
}

/** Moves all threads of this process. */
function move(processors: string): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', processors, String(process.pid)], { stdio: 'ignore' });
}

function canPin(): boolean {
  if (process.platform !== 'linux' || availableParallelism() < 2) {
    return false;
  }
  try {
    execFileSync('taskset', ['--cpu-list', String(SERVER), 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
