import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { dependsOnRuntime } from '../../../testbed/images/recipes/runtime-package';
import { IMAGES } from '../../../testbed/images/table';
import { ROOT } from '../../support/run';

const FOLDERS = IMAGES.flatMap(({ folder }) => folder ?? []).filter(dependsOnRuntime);

test('there are servers on serve()', () => {
  expect(FOLDERS.map((folder) => relative(ROOT, folder))).toContain('examples/serve/servers/notes');
});

describe.each(FOLDERS.map((folder) => relative(ROOT, folder)))('the lock file of %s', (folder) => {
  const locked = json(folder, 'package-lock.json').packages['node_modules/mcp-agent-runtime'];

  test('pins what the runtime depends on now; "npm run images:lock" writes it', () => {
    const { dependencies, peerDependencies } = json('runtime', 'package.json');
    expect(locked).toMatchObject({ dependencies, peerDependencies });
  });

  test('has no hash of the runtime itself, which is another one with each change', () => {
    expect(locked).not.toHaveProperty('integrity');
  });
});

function json(...path: string[]): any {
  return JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));
}
