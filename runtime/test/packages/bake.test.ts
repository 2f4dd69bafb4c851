import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OciImage } from '../../src/packages/oci-image.js';
import { mcpAgent } from '../support/cli.js';
import { publish, Registry, startNpmRegistry } from '../support/registries.js';

const PATIENCE = 60_000;

let work: string;
let registry: Registry;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'bake-'));
  registry = await startNpmRegistry();
  publish(registry, 'some-server', '1.0.0', { 'server.js': '#!/usr/bin/env node\n' }, { bin: 'server.js' });
}, PATIENCE);

afterAll(async () => {
  await registry.end();
  rmSync(work, { recursive: true, force: true });
});

/** An image with a file, as an archive: what stands for the runtime's own, whose size would only take time. */
async function base(): Promise<string> {
  const [root, folder, archive] = ['root', 'image', 'base.tar'].map((name) => join(work, name));
  mkdirSync(join(root, 'mcp-agent'), { recursive: true });
  writeFileSync(join(root, 'mcp-agent/file'), 'content');
  const image = await OciImage.empty(folder, 'amd64').with({ folder: root, at: '' }, { Entrypoint: ['/mcp-agent/bin/node'], User: '65532:65532' });
  await image.write(archive, 'ghcr.io/cdk8s-mcp/mcp-agent-runtime:0.0.0');
  return archive;
}

const bake = (...more: string[]) => mcpAgent(['bake', 'npm', 'some-server@1.0.0', '--registry', registry.url, ...more]);

test('with a base, an archive is written that has the package in a layer of its own, the same each time', async () => {
  const archive = await base();
  const files = [join(work, 'one.tar'), join(work, 'other.tar')];
  for (const file of files) {
    const { code, stdout } = await bake('--base', archive, '--tag', 'ghcr.io/acme/some:1', '--into', file, '--', '/data');
    expect(code).toBe(0);
    expect(stdout).toContain(`skopeo copy oci-archive:${file} docker://ghcr.io/acme/some:1`);
  }
  const [one, other] = files.map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'));
  expect(one).toBe(other);

  const folder = join(work, 'read');
  mkdirSync(folder);
  execFileSync('tar', ['xf', files[0], '-C', folder]);
  const json = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const blob = ({ digest }: { digest: string }) => `blobs/${digest.replace(':', '/')}`;
  const [descriptor] = json('index.json').manifests;
  const manifest = json(blob(descriptor));
  const config = json(blob(manifest.config));
  expect(config.config).toMatchObject({
    Entrypoint: ['/mcp-agent/bin/node'], User: '65532:65532', Cmd: ['bridge', '--package', '/mcp-agent-package', '--', '/data'],
  });
  expect(manifest.layers).toHaveLength(2);
  expect(config.rootfs.diff_ids).toEqual(manifest.layers.map(({ digest }: { digest: string }) => digest));
  manifest.layers.forEach((layer: { digest: string }) => {
    expect(`sha256:${createHash('sha256').update(readFileSync(join(folder, blob(layer)))).digest('hex')}`).toBe(layer.digest);
  });
  const names = execFileSync('tar', ['tf', join(folder, blob(manifest.layers[1]))], { encoding: 'utf8' });
  expect(names).toContain('mcp-agent-package/node_modules/some-server/server.js');
  expect(names).toContain('mcp-agent-package/mcp-agent-package.json');
}, PATIENCE);

test('without a base, a folder is written that Docker makes the image from', async () => {
  const context = join(work, 'context');
  expect(await bake('--into', context, '--from', 'registry.example/runtime:1')).toMatchObject({ code: 0 });
  expect(readFileSync(join(context, 'Dockerfile'), 'utf8')).toBe([
    'FROM registry.example/runtime:1',
    'COPY package /mcp-agent-package',
    'LABEL org.opencontainers.image.title="some-server"',
    'LABEL org.opencontainers.image.version="1.0.0"',
    'LABEL mcp-agent.ecosystem="npm"',
    'CMD ["bridge","--package","/mcp-agent-package"]',
    '',
  ].join('\n'));
  expect(readFileSync(join(context, 'package/mcp-agent-package.json'), 'utf8')).toContain('"some-server"');
}, PATIENCE);

test('what is no archive of an image is refused with a way to make one', async () => {
  const file = join(work, 'no.tar');
  mkdirSync(join(work, 'empty'), { recursive: true });
  execFileSync('tar', ['cf', file, '-C', join(work, 'empty'), '.']);
  const { code, stderr } = await bake('--base', file, '--tag', 'x:1', '--into', join(work, 'never.tar'));
  expect(code).toBe(1);
  expect(stderr).toContain('skopeo copy docker://IMAGE oci-archive:FILE');
}, PATIENCE);
