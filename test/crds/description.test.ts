import { shortDescription } from '../../crds/description';

test('keeps the first sentence', () => {
  expect(shortDescription('The port of a Service.\nIt takes precedence over targetPort.')).toBe('The port of a Service.');
});

test('joins the lines of one sentence', () => {
  expect(shortDescription('The port\n  of a Service.')).toBe('The port of a Service.');
});

test('does not take an abbreviation or a version for the end of a sentence', () => {
  expect(shortDescription('A duration, e.g. 30s, since v1.2 at least. More.')).toBe('A duration, e.g. 30s, since v1.2 at least.');
});

test('cuts a long sentence between words', () => {
  const short = shortDescription('word '.repeat(100));
  expect(short).toMatch(/word…$/);
  expect(short.length).toBeLessThanOrEqual(200);
});

test('cuts a long word', () => {
  expect(shortDescription('x'.repeat(300))).toBe(`${'x'.repeat(199)}…`);
});
