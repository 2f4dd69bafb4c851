// Starts the registry on what was put into the image. It writes beside what it has, which an image does not let it: hence a copy.
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

cpSync('/storage', '/tmp/storage', { recursive: true });
process.argv.push('--config', fileURLToPath(new URL('config.yaml', import.meta.url)), '--listen', '0.0.0.0:4873');
await import('verdaccio/bin/verdaccio');
