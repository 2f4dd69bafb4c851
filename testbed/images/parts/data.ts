import { join, resolve } from 'node:path';
import { Image } from '../image';
import { base } from '../recipes/base';
import { debianPackages } from '../recipes/debian-packages';
import { files } from '../recipes/files';
import { goPrograms } from '../recipes/go-programs';
import { writableFolders } from '../recipes/writable-folders';

const PARTS = resolve(__dirname, '..', '..', 'parts');

/** What PostgreSQL's programs and its entry point call. */
const SHELL = Object.fromEntries(['sh', 'cat', 'chmod', 'id', 'mkdir'].map((program) => [`/bin/${program}`, 'busybox']));

/** What keeps data: the registry of MCP servers, its database, and a store for sessions. */
export const DATA: readonly Image[] = [
  {
    name: 'ghcr.io/modelcontextprotocol/registry:1.8.8',
    version: '1.8.8',
    layers: [base(), goPrograms({ module: join(PARTS, 'mcp-registry'), variables: { 'main.Version': '1.8.8' } }, {
      '/ko-app/registry': 'github.com/modelcontextprotocol/registry/cmd/registry',
    })],
    entrypoint: ['/ko-app/registry'],
    user: '65532',
  },
  {
    name: 'docker.io/library/postgres:15',
    version: '15',
    layers: [
      base(),
      debianPackages({
        packages: ['postgresql-15', 'postgresql-client-15', 'tzdata', 'libc-bin', 'busybox'],
        // A compiler of queries, a third of the image; PostgreSQL goes without when it is not there.
        without: ['libllvm14'],
        omit: ['usr/lib/postgresql/15/lib/llvmjit.so', 'usr/lib/postgresql/15/lib/bitcode'],
        links: SHELL,
      }),
      files({ '/usr/local/bin/docker-entrypoint.sh': join(PARTS, 'postgres', 'docker-entrypoint.sh') }),
      // The folder of the data must belong to who runs it: it is made at the first start.
      writableFolders('var/lib/postgresql', 'var/run/postgresql'),
    ],
    entrypoint: ['docker-entrypoint.sh'],
    command: ['postgres'],
    user: '999:999',
    // Ends the clients' connections; at SIGTERM PostgreSQL waits for the clients to do so.
    stopSignal: 'SIGINT',
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/15/bin',
      PGDATA: '/var/lib/postgresql/data',
      LANG: 'C.UTF-8',
    },
  },
  {
    name: 'docker.io/library/redis:7.0',
    version: '7.0',
    layers: [
      base(),
      debianPackages({ packages: ['redis-server', 'redis-tools', 'busybox'], links: { '/bin/sh': 'busybox' } }),
      files({ '/usr/local/bin/docker-entrypoint.sh': join(PARTS, 'redis', 'docker-entrypoint.sh') }),
      writableFolders('data'),
    ],
    entrypoint: ['docker-entrypoint.sh'],
    // Upstream's image answers other pods without a password, too.
    command: ['redis-server', '--protected-mode', 'no'],
    user: '999:999',
    workingDirectory: '/data',
  },
];
