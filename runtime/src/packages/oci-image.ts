import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { blobOf, Blob, writeLayer } from './layer.js';
import { SettingError } from '../settings/variable.js';

/** What an image is started with. */
export interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>>;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly layers: readonly Descriptor[];
  readonly config: Descriptor;
}

interface Config {
  readonly os: string;
  readonly architecture: string;
  readonly config?: ImageConfig;
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] };
  readonly history?: readonly object[];
}

const MEDIA = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
} as const;

/** An image as files: the layout that OCI specifies, which skopeo, crane, podman, containerd and Docker (25 and newer) read. */
export class OciImage {
  /** An image without any layer. */
  public static empty(folder: string, architecture: string): OciImage {
    mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
    const config: Config = { os: 'linux', architecture, rootfs: { type: 'layers', diff_ids: [] } };
    return new OciImage(folder, { layers: [], config: { mediaType: MEDIA.config, digest: '', size: 0 } }, config);
  }

  /** Unpacks an archive of the layout into a folder that is empty. */
  public static async read(archive: string, folder: string): Promise<OciImage> {
    await unpack(archive, folder);
    const layout = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const blob = ({ digest }: Descriptor) => layout(`blobs/${digest.replace(':', '/')}`);
    if (!existsSync(join(folder, 'index.json'))) {
      throw new SettingError(`${archive} is no OCI archive: it has no index.json. Make one by "skopeo copy docker://IMAGE oci-archive:FILE", `
        + 'or "docker save" of Docker 25 or newer.');
    }
    const images: Descriptor[] = (layout('index.json').manifests as Descriptor[]).flatMap((one) => one.mediaType.includes('index') ? blob(one).manifests : [one]);
    if (images.length !== 1) {
      throw new SettingError(`${archive} holds ${images.length} images, and must hold one. Copy that of one platform alone, `
        + 'as in "skopeo copy --override-arch amd64 docker://IMAGE oci-archive:FILE".');
    }
    const manifest: Manifest = blob(images[0]);
    return new OciImage(folder, manifest, blob(manifest.config));
  }

  private constructor(private readonly folder: string, private readonly manifest: Manifest, private readonly config: Config) {}

  public get entrypoint(): readonly string[] {
    return this.config.config?.Entrypoint ?? [];
  }

  /** The image with a layer more, of one folder, and started otherwise. */
  public async with(content: { readonly folder: string; readonly at: string }, config: ImageConfig): Promise<OciImage> {
    const file = join(this.folder, 'blobs/sha256/.layer');
    const layer = this.keep(await writeLayer([content], file));
    const { config: before = {}, rootfs, history, ...rest } = this.config;
    return new OciImage(this.folder, { ...this.manifest, layers: [...this.manifest.layers, { mediaType: MEDIA.layer, ...layer }] }, {
      ...rest,
      config: { ...before, ...config, Labels: { ...before.Labels, ...config.Labels } },
      rootfs: { ...rootfs, diff_ids: [...rootfs.diff_ids, layer.digest] },
      ...history ? { history: [...history, { created_by: `mcp-agent: ${content.at === '' ? 'the root' : content.at}` }] } : {},
    });
  }

  /** Writes the image as an archive; resolves with the digest by which a registry will know it. */
  public async write(archive: string, name: string): Promise<string> {
    const config = await this.keepJson(this.config);
    const manifest = await this.keepJson({
      ...this.manifest, schemaVersion: 2, mediaType: MEDIA.manifest, config: { mediaType: MEDIA.config, ...config },
    });
    const { os, architecture } = this.config;
    const descriptor: Descriptor = {
      mediaType: MEDIA.manifest,
      ...manifest,
      platform: { os, architecture },
      annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name.slice(name.lastIndexOf(':') + 1) },
    };
    const used = new Set([config, manifest, ...this.manifest.layers].map(({ digest }) => digest));
    writeFileSync(join(this.folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [descriptor] }));
    writeFileSync(join(this.folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
    const blobs = join(this.folder, 'blobs/sha256');
    readdirSync(blobs).filter((hash) => !used.has(`sha256:${hash}`)).forEach((hash) => rmSync(join(blobs, hash)));
    await writeLayer([{ folder: this.folder, at: '' }], archive); // an archive is a tar too, and as reproducible
    return manifest.digest;
  }

  private keep({ file, digest, size }: Blob): { readonly digest: string; readonly size: number } {
    renameSync(file, join(this.folder, 'blobs', digest.replace(':', '/')));
    return { digest, size };
  }

  private async keepJson(content: object): Promise<{ readonly digest: string; readonly size: number }> {
    const file = join(this.folder, 'blobs/sha256/.json');
    writeFileSync(file, JSON.stringify(content));
    return this.keep(await blobOf(file));
  }
}

/** What an archive of the layout holds: nothing else is unpacked, wherever its name points. */
const NAMES = /^(?:\.\/)?(index\.json|blobs\/sha256\/[0-9a-f]{64})$/;

async function unpack(archive: string, folder: string): Promise<void> {
  const entries = extract();
  const reading = pipeline(createReadStream(archive), entries);
  const unpacking = (async () => {
    for await (const entry of entries) {
      const [, name] = NAMES.exec(entry.header.name) ?? [];
      if (name !== undefined && entry.header.type === 'file') {
        const file = join(folder, name);
        mkdirSync(dirname(file), { recursive: true });
        await pipeline(entry, createWriteStream(file));
      } else {
        entry.resume();
      }
    }
  })();
  try {
    await Promise.all([reading, unpacking]);
  } catch (error) {
    throw new SettingError(`${archive} can't be read as an archive: ${(error as Error).message}.`);
  }
}
