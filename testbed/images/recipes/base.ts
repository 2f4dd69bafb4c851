import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stampOf } from '../../../tools/once';
import { debianFiles, debianStamp } from '../debian/files';
import { Recipe } from '../recipe';

/** The users that upstream images run as, by id. */
const ACCOUNTS: Readonly<Record<string, number>> = { 'root': 0, 'data': 999, 'app': 1000, 'istio-proxy': 1337, 'nobody': 65534, 'nonroot': 65532 };

/** The folder in Debian's package that has one file per certificate authority. */
const AUTHORITIES = 'usr/share/ca-certificates/mozilla';

/** What a program expects of any system: users, certificate authorities, a folder for temporary files. The lowest layer of every image. */
export function base(): Recipe {
  return {
    kind: 'base',
    stamp: () => stampOf([__filename], debianStamp(['ca-certificates'])),
    fill: (root) => {
      write(root, 'etc/passwd', Object.entries(ACCOUNTS).map(([name, id]) => `${name}:x:${id}:${id}:${name}:/:/sbin/nologin`));
      write(root, 'etc/group', Object.entries(ACCOUNTS).map(([name, id]) => `${name}:x:${id}:`));
      // glibc would ask DNS before /etc/hosts otherwise.
      write(root, 'etc/nsswitch.conf', ['hosts: files dns']);
      write(root, 'etc/ssl/certs/ca-certificates.crt', authorities());
      mkdirSync(join(root, 'tmp'));
      chmodSync(join(root, 'tmp'), 0o1777);
    },
  };
}

/** All certificates in one file, as Debian's update-ca-certificates would write it: Go, Node.js, Python and OpenSSL look for that. */
function authorities(): string[] {
  const folder = join(debianFiles(['ca-certificates']), AUTHORITIES);
  return readdirSync(folder).sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
}

function write(root: string, path: string, lines: string[]): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), `${lines.join('\n')}\n`);
}
