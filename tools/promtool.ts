import { spawnSync } from 'node:child_process';
import { goProgram } from './go-program';
import { PROMTOOL } from '../testbed/images/parts/monitoring';

/** What promtool prints; built from source the first time. @throws with its own words where it finds something */
export function promtool(...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(goProgram(PROMTOOL), args, { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  if (error) {
    throw error;
  }
  if (status !== 0) {
    throw new Error(`promtool ${args.join(' ')}: ${stdout}${stderr}`);
  }
  return stdout;
}
