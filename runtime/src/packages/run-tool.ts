import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { SettingError } from '../settings/variable.js';

/** Where in the package's folder the tools keep what is theirs: an image is read-only, the user's home with it. */
export const HOME = '.home';

/**
 * Runs a program that installs something, with its output on ours; what it says is the best there is to say where it fails.
 *
 * @param what for the message, such as "npm install"
 * @param into the package's folder
 */
export async function runTool(
  what: string, [command, ...args]: readonly string[], into: string,
): Promise<void> {
  const code = await new Promise<number | string>((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, HOME: join(into, HOME) } });
    child.once('error', reject);
    child.once('close', (exit, signal) => resolve(exit ?? signal ?? 'unknown'));
  }).catch((error: Error) => error.message);
  if (code !== 0) {
    throw new SettingError(`${what} failed (${code}); what it wrote above says why.`);
  }
}
