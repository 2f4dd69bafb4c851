import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { archiveOf } from '../../../testbed/images/archive';
import { contentName, Image } from '../../../testbed/images/image';
import { files } from '../../../testbed/images/recipes/files';
import { writableFolders } from '../../../testbed/images/recipes/writable-folders';
import { run, temporaryFolder } from '../../support/run';

const SOURCES = { 'bin/serve': '#!/bin/sh\n', 'etc/serve.conf': 'port 80\n', 'etc/more/a.conf': 'a\n' };

const umask = process.umask();
const { CDK8S_MCP_CACHE: cache } = process.env;

afterEach(() => {
  process.umask(umask);
  cache === undefined ? delete process.env.CDK8S_MCP_CACHE : process.env.CDK8S_MCP_CACHE = cache;
});

/** The archive of an image, made from files that are checked out and packed in folders of their own, as by another user. */
function madeBy({ mask = umask, sources = SOURCES }: { mask?: number; sources?: typeof SOURCES } = {}): { image: Image; archive: string } {
  process.umask(mask);
  process.env.CDK8S_MCP_CACHE = temporaryFolder();
  const image = imageOf(sources);
  return { image, archive: archiveOf(image) };
}

function imageOf(sources: typeof SOURCES): Image {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(sources)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode: path.startsWith('bin/') ? 0o777 : 0o666 });
  }
  return {
    name: 'registry.example/shop/serve:1.2.3',
    version: '1.2.3',
    layers: [files(Object.fromEntries(Object.keys(sources).map((path) => [path, join(folder, path)]))), writableFolders('data', 'var/run/serve')],
    entrypoint: ['/bin/serve', '--flag'],
    command: ['--port', '80'],
    user: '65532:65532',
    stopSignal: 'SIGINT',
    workingDirectory: '/data',
    env: { MODE: 'production' },
  };
}

/** A file of an archive: the index, a manifest, a layer. */
const extracted = (archive: string, path: string) => run('tar', ['--extract', '--to-stdout', '--file', archive, path]);

const blob = (archive: string, { digest }: { digest: string }) => extracted(archive, `blobs/${digest.replace(':', '/')}`);

/** The digest by which a cluster knows an image. */
const digestOf = (archive: string): string => JSON.parse(extracted(archive, 'index.json')).manifests[0].digest;

describe('an image', () => {
  test('is the same byte for byte from another checkout, in another cache and under another umask', () => {
    const one = madeBy();
    for (const mask of [0o077, 0o002, 0o000]) {
      const other = madeBy({ mask });
      expect(other.archive).not.toBe(one.archive);
      expect(digestOf(other.archive)).toBe(digestOf(one.archive));
      expect(readFileSync(other.archive).equals(readFileSync(one.archive))).toBe(true);
      expect(contentName(other.image)).toBe(contentName(one.image));
    }
  });

  test('is another one, under another content name, when a file has changed', () => {
    const one = madeBy();
    const other = madeBy({ sources: { ...SOURCES, 'etc/serve.conf': 'port 81\n' } });
    expect(digestOf(other.archive)).not.toBe(digestOf(one.archive));
    expect(contentName(other.image)).not.toBe(contentName(one.image));
  });

  test('has the name that pods use and the one of its content, for one and the same digest', () => {
    const { image, archive } = madeBy();
    const { manifests } = JSON.parse(extracted(archive, 'index.json'));
    expect(manifests.map(({ annotations }: any) => annotations['io.containerd.image.name'])).toEqual([image.name, contentName(image)]);
    expect(contentName(image)).toMatch(/^registry\.example\/shop\/serve:content-[0-9a-f]{16}$/);
    expect(new Set(manifests.map(({ digest }: any) => digest)).size).toBe(1);
  });

  test('has the settings of its entry', () => {
    const { archive } = madeBy();
    const manifest = JSON.parse(blob(archive, { digest: digestOf(archive) }));
    expect(JSON.parse(blob(archive, manifest.config)).config).toEqual({
      Entrypoint: ['/bin/serve', '--flag'],
      Cmd: ['--port', '80'],
      User: '65532:65532',
      StopSignal: 'SIGINT',
      WorkingDir: '/data',
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'MODE=production'],
    });
  });

  test('has files that are root\'s and have no time, of whose modes only "executable" and "sticky" are kept', () => {
    const { archive } = madeBy({ mask: 0o077 });
    const { layers } = JSON.parse(blob(archive, { digest: digestOf(archive) }));
    const listed = layers.map((layer: { digest: string }) => listing(blob(archive, layer)));
    expect(listed).toEqual([
      ['drwxr-xr-x bin/', '-rwxr-xr-x bin/serve', 'drwxr-xr-x etc/', 'drwxr-xr-x etc/more/', '-rw-r--r-- etc/more/a.conf', '-rw-r--r-- etc/serve.conf'],
      ['drwxrwxrwt data/', 'drwxr-xr-x var/', 'drwxr-xr-x var/run/', 'drwxrwxrwt var/run/serve/'],
    ]);
  });

  /** Mode and path of each file of a layer. */
  function listing(layer: string): string[] {
    const file = join(temporaryFolder(), 'layer.tar');
    writeFileSync(file, layer);
    const lines = run('tar', ['--list', '--verbose', '--numeric-owner', '--full-time', '--utc', '--file', file]).trim().split('\n');
    return lines.map((line) => {
      const [mode, owner, , date, time, path] = line.split(/\s+/);
      expect([owner, date, time]).toEqual(['0/0', '1970-01-01', '00:00:00']);
      return `${mode} ${path}`;
    });
  }

  test('is made once, and kept with the layers that it shares', () => {
    const { image, archive } = madeBy();
    const before = readdirSync(join(process.env.CDK8S_MCP_CACHE!, 'images', 'layers'));
    expect(archiveOf(image)).toBe(archive);
    expect(archiveOf({ ...image, user: '0' })).not.toBe(archive);
    expect(readdirSync(join(process.env.CDK8S_MCP_CACHE!, 'images', 'layers'))).toEqual(before);
  });

  test('that can\'t be made leaves nothing behind that looks like one', () => {
    const { image } = madeBy();
    const broken: Image = { ...image, layers: [{ kind: 'base', stamp: () => 'broken', fill: () => { throw new Error('no network'); } }] };
    expect(() => archiveOf(broken)).toThrow('no network');
    const left = ['archives', 'layers'].flatMap((kind) => readdirSync(join(process.env.CDK8S_MCP_CACHE!, 'images', kind)));
    expect(left.filter((name) => /broken|partial/.test(name))).toEqual([]);
  });
});
