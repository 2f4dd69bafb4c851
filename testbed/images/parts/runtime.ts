import { resolve } from 'node:path';
import { RUNTIME_COMMAND, RUNTIME_IMAGE } from '../../../src/runtime/image';
import { Image } from '../image';
import { base } from '../recipes/base';
import { debianPackages } from '../recipes/debian-packages';
import { mcpAgent } from '../recipes/mcp-agent';
import { pythonRuntime } from '../recipes/python-runtime';

/** The image of the runtime: it serves packages of npm and of PyPI itself, and is copied into the containers of other servers. */
export const RUNTIME: Image = {
  name: RUNTIME_IMAGE,
  version: RUNTIME_IMAGE.slice(RUNTIME_IMAGE.lastIndexOf(':') + 1),
  layers: [base(), pythonRuntime(), debianPackages({ packages: ['python3-pip'] }), mcpAgent()],
  entrypoint: RUNTIME_COMMAND,
  command: ['--help'],
  user: '65532:65532',
  env: { HOME: '/tmp', PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' },
  folder: resolve(__dirname, '..', '..', '..', 'runtime'),
};
