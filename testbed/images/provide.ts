import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { archiveOf } from './archive';
import { contentName, Image } from './image';

const TESTBED = resolve(__dirname, '..');

/**
 * Sees to it that every node of the testbed has an image with this very content under the name that pods use, and says whether it had not.
 *
 * @throws when the testbed is down, or the image can't be made
 */
export function provideOnTestbed(image: Image, testbed = TESTBED): boolean {
  if (run(testbed, '--has', image.name, contentName(image)) === 0) {
    return false;
  }
  if (run(testbed, '--archive', archiveOf(image)) !== 0) {
    throw new Error(`${image.name} was not imported into the testbed; the message above says why`);
  }
  return true;
}

/** The status of testbed/image, which writes its own messages to stderr. */
function run(testbed: string, ...args: string[]): number | null {
  const { status, error } = spawnSync(join(testbed, 'image'), args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) {
    throw new Error(`${join(testbed, 'image')} could not be run: ${error.message}`);
  }
  return status;
}
