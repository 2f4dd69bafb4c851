import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { objectsIn } from '../../../e2e/helpers/manifests';
import { shortName } from '../../../testbed/images/image';
import { IMAGES } from '../../../testbed/images/table';
import { imagesIn } from '../../../tools/quickstart/images';
import { ROOT } from '../../support/run';

const GOLDEN = join(ROOT, 'e2e', 'agent', 'golden');

describe('the table of images', () => {
  test('has each image once, by its name and by the short one', () => {
    expect(new Set(IMAGES.map(({ name }) => name)).size).toBe(IMAGES.length);
    expect(new Set(IMAGES.map(shortName)).size).toBe(IMAGES.length);
  });

  // Those of today's examples are looked for where they are synthesized, in test/examples.
  test.each(readdirSync(GOLDEN))('has the images that users got by %s', (file) => {
    const named = imagesIn(objectsIn(join(GOLDEN, file)));
    expect(named.size).toBeGreaterThan(0);
    expect(IMAGES.map(({ name }) => name)).toEqual(expect.arrayContaining([...named]));
  });

  describe.each(IMAGES.map((image) => [image.name, image] as const))('%s', (name, { version, layers, user, folder }) => {
    test('has a registry, so that no node adds one, and a tag that says its version', () => {
      // A tag like "latest" would be pulled anew.
      expect(name).toMatch(/^([a-z0-9-]+(\.[a-z0-9-]+)+|localhost)(\/[a-z0-9-]+)+:[a-zA-Z0-9.-]+$/);
      expect([version, `v${version}`]).toContain(name.slice(name.lastIndexOf(':') + 1));
    });

    test('begins with the layer that all have', () => {
      expect(layers[0].kind).toBe('base');
    });

    if (folder) {
      test('has a Dockerfile that makes the same, for clusters that have Docker', () => {
        expect(existsSync(join(folder, 'Dockerfile'))).toBe(true);
        expect(user).toMatch(/^[1-9]/);
      });
    }
  });
});
