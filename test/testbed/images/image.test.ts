import { contentName, Image, imageNamed, shortName } from '../../../testbed/images/image';

const IMAGE: Image = { name: 'registry.example:5000/shop/serve:1.2.3', version: '1.2.3', layers: [layer('one'), layer('two')] };

function layer(stamp: string) {
  return { kind: 'base', stamp: () => stamp, fill: () => undefined };
}

describe('the name of an image\'s content', () => {
  test.each(Object.entries<Partial<Image>>({
    'a layer': { layers: [layer('one'), layer('other')] },
    'the order of layers': { layers: [layer('two'), layer('one')] },
    'the entry point': { entrypoint: ['/serve'] },
    'the command': { command: ['serve'] },
    'the user': { user: '1:1' },
    'the signal': { stopSignal: 'SIGINT' },
    'the folder that it starts in': { workingDirectory: '/data' },
    'a variable': { env: { MODE: 'test' } },
  }))('changes with %s', (_, change) => {
    expect(contentName({ ...IMAGE, ...change })).not.toBe(contentName(IMAGE));
  });

  test('stays where nothing has changed', () => {
    expect(contentName({ ...IMAGE, layers: [layer('one'), layer('two')] })).toBe(contentName(IMAGE));
  });
});

describe('an image is found', () => {
  test('by the name that pods use, and by its last part', () => {
    expect(shortName(IMAGE)).toBe('serve');
    expect(imageNamed([IMAGE], 'registry.example:5000/shop/serve:1.2.3')).toBe(IMAGE);
    expect(imageNamed([IMAGE], 'serve')).toBe(IMAGE);
  });

  test('or the names that there are are told', () => {
    expect(() => imageNamed([IMAGE], 'registry.example:5000/shop/serve:1.2.4'))
      .toThrow('no image registry.example:5000/shop/serve:1.2.4 in testbed/images; there are serve');
  });
});
