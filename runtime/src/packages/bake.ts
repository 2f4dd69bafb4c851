import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { install, Installation } from './install.js';
import { Manifest } from './manifest.js';
import { OciImage } from './oci-image.js';
import { VERSION } from '../version.js';

/** Where a package lies in an image. */
export const PACKAGE_HOME = '/mcp-agent-package';

/** The runtime's image, whose entry point is `mcp-agent`. */
export const RUNTIME_IMAGE = `ghcr.io/cdk8s-mcp/mcp-agent-runtime:${VERSION}`;

/** How the server in an image is started. */
function commandOf(args: readonly string[]): string[] {
  return ['bridge', '--package', PACKAGE_HOME, ...args.length > 0 ? ['--', ...args] : []];
}

function labelsOf({ ecosystem, name, version }: Manifest): Record<string, string> {
  return { 'org.opencontainers.image.title': name, 'org.opencontainers.image.version': version, 'mcp-agent.ecosystem': ecosystem };
}

/**
 * Writes what Docker, or any other builder, makes an image from: the package, and a Dockerfile that puts it into the
 * runtime's image.
 *
 * @param from the runtime's image
 */
export async function bakeContext(
  source: Installation, { from, args }: { readonly from: string; readonly args: readonly string[] },
): Promise<Manifest> {
  const context = source.into;
  const manifest = await install({ ...source, into: join(context, 'package') });
  const labels = Object.entries(labelsOf(manifest)).map(([name, value]) => `LABEL ${name}=${JSON.stringify(value)}\n`).join('');
  writeFileSync(join(context, 'Dockerfile'),
    `FROM ${from}\nCOPY package ${PACKAGE_HOME}\n${labels}CMD ${JSON.stringify(commandOf(args))}\n`);
  return manifest;
}

export interface ArchiveOptions {
  /** An OCI archive of the runtime's image. */
  readonly base: string;
  /** The new image's name, with a tag. */
  readonly tag: string;
  readonly args: readonly string[];
}

/** Writes an image, as an OCI archive: the runtime's own, and a layer with the package. Needs no Docker. */
export async function bakeArchive(
  source: Installation, { base, tag, args }: ArchiveOptions,
): Promise<{ readonly manifest: Manifest; readonly digest: string }> {
  mkdirSync(dirname(resolve(source.into)), { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'mcp-agent-bake-'));
  try {
    const manifest = await install({ ...source, into: join(work, 'package') });
    const image = await (await OciImage.read(base, join(work, 'image')))
      .with({ folder: join(work, 'package'), at: PACKAGE_HOME.slice(1) }, { Cmd: commandOf(args), Labels: labelsOf(manifest) });
    return { manifest, digest: await image.write(source.into, tag) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
