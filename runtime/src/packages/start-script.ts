import { SettingError } from '../settings/variable.js';

/**
 * Which of a package's programs is the server: the one that was asked for, the only one, or the one with the package's name.
 *
 * @param programs what each program's name stands for
 */
export function startOf(packageName: string, programs: Readonly<Record<string, string>>, wanted?: string): string {
  const names = Object.keys(programs);
  const like = normalized(packageName.slice(packageName.indexOf('/') + 1));
  const name = wanted ?? (names.length === 1 ? names[0] : names.find((one) => normalized(one) === like));
  if (name !== undefined && Object.hasOwn(programs, name)) {
    return programs[name];
  }
  const there = names.length > 0 ? `has ${names.join(', ')}` : 'has no program at all, and can\'t be started';
  throw new SettingError(`The package ${packageName} ${there}.${names.length > 0 ? ' Say which one is the server by --program NAME.' : ''}`);
}

function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
