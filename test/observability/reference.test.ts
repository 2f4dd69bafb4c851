import { readFileSync } from 'node:fs';
import { PAGE, referencePage } from '../../tools/reference/generate';

test('docs/observability-reference.md is what the code says; npm run reference writes it anew', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(referencePage());
});
