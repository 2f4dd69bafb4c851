import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { stampOf } from '../../../tools/once';
import { pythonWheels } from '../../../tools/python-wheels';
import { Recipe } from '../recipe';

/** The wheels that a folder's requirements.txt pins with their hashes, as files below a path. */
export function wheels(folder: string, path: string): Recipe {
  return {
    kind: 'pypi',
    stamp: () => stampOf([__filename, join(folder, 'requirements.txt')], process.arch, path),
    fill: (root) => cpSync(pythonWheels(folder), join(root, path), { recursive: true }),
  };
}
