import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { compiledRuntime, runtimeStamp } from './runtime-package';
import { stampOf } from '../../../tools/once';
import { debianFiles, debianStamp } from '../debian/files';
import { Recipe } from '../recipe';

/** The glibc that goes with Node's binary, and what makes the binary look for it. */
const LIBRARIES = ['libc6', 'libstdc++6', 'libgcc-s1'];
const PATCHELF = ['patchelf'];

/** The runtime at /mcp-agent, with a Node of its own, by the script that its Dockerfile runs. */
export function mcpAgent(): Recipe {
  return {
    kind: 'node',
    stamp: () => stampOf([__filename], process.arch, runtimeStamp(), debianStamp(LIBRARIES), debianStamp(PATCHELF)),
    fill: (root) => {
      const args = [
        join(compiledRuntime(), 'image', 'fill.mjs'), '--into', root, '--libraries', debianFiles(LIBRARIES),
        '--patchelf', join(debianFiles(PATCHELF), 'usr', 'bin', 'patchelf'),
      ];
      const { status, stderr, stdout, error } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      if (status !== 0) {
        throw new Error(`node ${args.join(' ')} failed: ${stderr || stdout || error?.message}`);
      }
    },
  };
}
