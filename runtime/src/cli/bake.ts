import { CliCommand, needed, UsageError } from './command-line.js';
import { PACKAGE_HELP, PACKAGE_OPTIONS, readPackage } from './package-options.js';
import { bakeArchive, bakeContext, RUNTIME_IMAGE } from '../packages/bake.js';

export const bake: CliCommand = {
  usage: `bake npm NAME@VERSION --into DIR [-- ARGUMENT...]
       bake npm NAME@VERSION --base FILE --into FILE --tag IMAGE:TAG [-- ARGUMENT...]
       bake pypi NAME==VERSION ...`,
  help: `Makes an image with a stdio server in it: it starts faster than one that is installed, and needs no registry.
  Without --base: a folder for "docker build", with a Dockerfile; with it: an OCI archive, for "skopeo copy" or "docker load".
${PACKAGE_HELP}
  --platform NAME    what the package is to run on, linux/amd64 or linux/arm64 (default: this machine)
  --from IMAGE       the runtime's image in the Dockerfile (default: ${RUNTIME_IMAGE})
  --base FILE        an OCI archive of the runtime's image
  --tag IMAGE:TAG    the name of the image in the archive
  --into PATH        the folder, or the archive`,
  async run(args) {
    const { given, source } = readPackage(args, [...PACKAGE_OPTIONS, 'into', 'base', 'from', 'tag', 'platform']);
    const { options: { base, from, platform }, rest = [] } = given;
    const installation = { ...source, into: needed(given, 'into', base === undefined ? 'context' : 'server.tar'), platform: toolOptions(source.ecosystem, platform) };
    if (base === undefined) {
      const { name, version } = await bakeContext(installation, { from: from ?? RUNTIME_IMAGE, args: rest });
      process.stdout.write(`${name} ${version} is in ${installation.into}; make the image by: docker build --tag IMAGE:TAG ${installation.into}\n`);
    } else {
      if (from !== undefined) {
        throw new UsageError('--base and --from exclude each other: the one is an archive, the other a name.');
      }
      const tag = needed(given, 'tag', 'ghcr.io/acme/files:1.0.0');
      const { manifest: { name, version }, digest } = await bakeArchive(installation, { base, tag, args: rest });
      process.stdout.write(`${name} ${version} is in ${installation.into}, ${digest}; `
        + `push it by: skopeo copy oci-archive:${installation.into} docker://${tag}\n`);
    }
  },
};

/** Platforms as images name them, and what npm and pip call them. */
const PLATFORMS: Readonly<Record<string, { readonly npm: readonly string[]; readonly pypi: readonly string[] }>> = {
  'linux/amd64': platformOf('x64', 'x86_64'),
  'linux/arm64': platformOf('arm64', 'aarch64'),
};

function platformOf(node: string, machine: string) {
  const wheels = ['manylinux_2_28', 'manylinux2014'].flatMap((standard) => ['--platform', `${standard}_${machine}`]);
  return { npm: ['--os', 'linux', '--cpu', node, '--libc', 'glibc'], pypi: wheels };
}

function toolOptions(ecosystem: 'npm' | 'pypi', platform: string | undefined): readonly string[] {
  if (platform !== undefined && !Object.hasOwn(PLATFORMS, platform)) {
    throw new UsageError(`--platform is "${platform}"; there are ${Object.keys(PLATFORMS).join(' and ')}.`);
  }
  return platform === undefined ? [] : PLATFORMS[platform][ecosystem];
}
