import { existsSync } from 'node:fs';
import { checker } from '../../tools/checkers/binaries';

// The first run on a machine builds the checker.
jest.setTimeout(180_000);

test('a checker is built once', () => {
  const program = checker('kubeconform');
  expect(existsSync(program)).toBe(true);
  expect(checker('kubeconform')).toBe(program);
});

test('without Go the error says what to install', () => {
  const { PATH } = process.env;
  process.env.PATH = '/nowhere';
  try {
    jest.isolateModules(() => { // what a process has learnt of Go is not asked for again
      const { checker: anew } = jest.requireActual<typeof import('../../tools/checkers/binaries')>('../../tools/checkers/binaries');
      expect(() => anew('kubeconform')).toThrow(/^Go is needed: install Go 1\.26 or newer/);
    });
  } finally {
    process.env.PATH = PATH;
  }
});
