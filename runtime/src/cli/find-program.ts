import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { SettingError } from '../settings/variable.js';

/**
 * The file of a program.
 *
 * @throws SettingError where there is none: a pod that can't start its server should say so and end, and not run on
 */
export function findProgram(command: string, path: string = process.env.PATH ?? ''): string {
  const candidates = command.includes('/') ? [resolve(command)] : path.split(delimiter).filter(Boolean).map((folder) => join(folder, command));
  const found = candidates.find(isExecutable);
  if (found === undefined) {
    const where = command.includes('/') ? '' : `, in none of the folders of PATH (${path})`;
    throw new SettingError(`There is no program "${command}"${where}. Give the command that starts the server in this image, or add the program to it.`);
  }
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
