import { quantity } from '../../src/validation/values';

test.each([
  [1, '1'],
  [1500, '1500'],
  [1024, '1Ki'],
  [1536 * 1024, '1536Ki'],
  [512 * 1024 ** 2, '512Mi'],
  [3 * 1024 ** 3, '3Gi'],
  [2 * 1024 ** 4, '2Ti'],
])('%d bytes are written as %s', (bytes, text) => {
  expect(quantity(bytes)).toBe(text);
});
