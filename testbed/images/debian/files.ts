import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { apt, libraryClosure } from './catalogue';
import { cacheFolder } from '../../../tools/cache';
import { filledOnce, progress, stampOf } from '../../../tools/once';

/** What no program reads in an image. */
const NOT_NEEDED = ['usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/lintian', 'usr/share/doc-base', 'usr/share/bug', 'usr/share/info'];

/** The folder that holds the files of packages and of the libraries that they need, without having run their scripts. */
export function debianFiles(names: readonly string[], without: readonly string[] = []): string {
  return filledOnce(cacheFolder('debian'), debianStamp(names, without), (folder) => {
    progress(`fetching ${names.join(', ')} from Debian`);
    const archives = join(folder, '.archives');
    mkdirSync(archives);
    download(libraryClosure(names, without).map(({ name, version }) => `${name}=${version}`), archives);
    readdirSync(archives).sort().forEach((archive) => apt('dpkg-deb', '--extract', join(archives, archive), folder));
    [archives, ...NOT_NEEDED.map((path) => join(folder, path))].forEach((path) => rmSync(path, { recursive: true, force: true }));
  });
}

/** A short hash of the packages' content. */
export function debianStamp(names: readonly string[], without: readonly string[] = []): string {
  return stampOf([__filename], ...libraryClosure(names, without).map(({ sha256 }) => sha256));
}

/** apt takes no folder to download to but the current one, and warns when its own user can't write there. */
function download(packages: string[], folder: string): void {
  const args = ['download', '-qq', '-o', 'APT::Sandbox::User=root', ...packages];
  const { status, stderr, error } = spawnSync('apt-get', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`apt-get download failed; if it says 404, run "apt-get update": ${stderr || error?.message}`);
  }
}
