import { pinned } from './python-packages';

/**
 * The folder with the wheels that a requirements.txt pins with their hashes, fetched once for all clones of this machine:
 * what an index of a test's own serves.
 *
 * `tsx tools/python-wheels.ts FOLDER` prints it, for whoever can't import this.
 *
 * @param source a folder with requirements.txt
 */
export function pythonWheels(source: string): string {
  return pinned(source, 'wheels', 'Fetching the wheels', (folder) => ['download', `--dest=${folder}`]);
}

if (require.main === module) {
  process.stdout.write(pythonWheels(process.argv[2]));
}
