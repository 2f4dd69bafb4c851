import { join, resolve } from 'node:path';
import { Image } from '../image';
import { base } from '../recipes/base';
import { debianPackages } from '../recipes/debian-packages';
import { files } from '../recipes/files';
import { nodeApp } from '../recipes/node-app';
import { nodeRuntime } from '../recipes/node-runtime';
import { npmStorage } from '../recipes/npm-storage';
import { PYTHON_PACKAGES, pythonApp } from '../recipes/python-app';
import { pythonRuntime } from '../recipes/python-runtime';
import { wheels } from '../recipes/python-wheels';

const REPOSITORY = resolve(__dirname, '..', '..', '..');
const NODE_MAJOR = 24;
const USER = '65532:65532';

/** An app of this repository on Node.js, made as its Dockerfile says. */
function nodeImage(name: string, ...folder: string[]): Image {
  const source = join(REPOSITORY, ...folder);
  return {
    name,
    version: versionOf(name),
    layers: [base(), nodeRuntime(NODE_MAJOR), nodeApp(source)],
    entrypoint: ['node'],
    command: ['.'],
    user: USER,
    workingDirectory: '/app',
    env: { NODE_ENV: 'production' },
    folder: source,
  };
}

/** Servers from npm that are started by a pod's command, with the `env` that their first lines ask for. */
function stdioImage(name: string, command: string[], ...folder: string[]): Image {
  const image = nodeImage(name, ...folder);
  const env = debianPackages({ packages: ['busybox'], links: { '/bin/sh': 'busybox', '/usr/bin/env': '../../bin/busybox' } });
  return {
    ...image,
    layers: [base(), env, ...image.layers.slice(1)],
    entrypoint: undefined,
    command,
    env: { ...image.env, PATH: '/app/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  };
}

/** An app of this repository on Python, made as its Dockerfile says. */
function pythonImage(name: string, ...folder: string[]): Image {
  const source = join(REPOSITORY, ...folder);
  return {
    name,
    version: versionOf(name),
    layers: [base(), pythonRuntime(), pythonApp(source)],
    entrypoint: ['python3'],
    command: ['server.py'],
    user: USER,
    workingDirectory: '/app',
    env: { HOME: '/tmp', PYTHONPATH: PYTHON_PACKAGES, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' },
    folder: source,
  };
}

/** A registry of npm that is filled already, made as its Dockerfile says. */
function npmRegistryImage(name: string, ...folder: string[]): Image {
  const image = nodeImage(name, ...folder);
  return { ...image, layers: [...image.layers, npmStorage(image.folder!)] };
}

/** An index of Python packages that is filled already, made as its Dockerfile says. */
function pythonIndexImage(name: string, ...folder: string[]): Image {
  const source = join(REPOSITORY, ...folder);
  return {
    name,
    version: versionOf(name),
    layers: [base(), pythonRuntime(), wheels(source, '/index/files'), files({ '/index/index.py': join(source, 'index.py') })],
    entrypoint: ['python3'],
    command: ['index.py'],
    user: USER,
    workingDirectory: '/index',
    env: { PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' },
    folder: source,
  };
}

const versionOf = (name: string) => name.slice(name.lastIndexOf(':') + 1);

/** MCP servers, the client that asks them, and registries that servers are installed from. */
export const AGENTS: readonly Image[] = [
  nodeImage('localhost/quickstart/weather:1.0.0', 'examples', 'quickstart', 'servers', 'weather'),
  nodeImage('localhost/quickstart/everything:2026.8.31', 'examples', 'quickstart', 'servers', 'everything'),
  stdioImage('localhost/quickstart/thinking:2026.8.31', ['mcp-server-sequential-thinking'], 'examples', 'quickstart', 'servers', 'thinking'),
  nodeImage('localhost/serve/notes:1.0.0', 'examples', 'serve', 'servers', 'notes'),
  nodeImage('localhost/serve/units:1.0.0', 'examples', 'serve', 'servers', 'units'),
  nodeImage('localhost/register/calendar:1.0.0', 'examples', 'register', 'servers', 'calendar'),
  pythonImage('localhost/proxy/statistics:1.0.0', 'examples', 'proxy', 'servers', 'statistics'),
  nodeImage('localhost/cdk8s-mcp-e2e/serve:1', 'e2e', 'servers', 'serve'),
  nodeImage('localhost/cdk8s-mcp-e2e/client:1', 'e2e', 'client'),
  nodeImage('localhost/cdk8s-mcp-e2e/sdk-v1:1', 'e2e', 'servers', 'sdk-v1'),
  nodeImage('localhost/cdk8s-mcp-e2e/sdk-v2:1', 'e2e', 'servers', 'sdk-v2'),
  stdioImage('localhost/cdk8s-mcp-e2e/stdio:1', ['mcp-server-everything', 'stdio'], 'e2e', 'servers', 'stdio'),
  pythonImage('localhost/cdk8s-mcp-e2e/fastmcp:1', 'e2e', 'servers', 'fastmcp'),
  npmRegistryImage('localhost/cdk8s-mcp-e2e/npm-registry:1', 'e2e', 'registries', 'npm'),
  pythonIndexImage('localhost/cdk8s-mcp-e2e/pypi-index:1', 'e2e', 'registries', 'pypi'),
];
