import { McpErrorCode } from '../../src';

/**
 * Expects that making something ends in one sentence, which starts with the construct's path, ends in the code, and
 * holds what is given.
 */
export function expectError(make: () => unknown, code: McpErrorCode, ...parts: string[]): void {
  const message = messageOf(make);
  expect(message).toMatch(/^test\/[a-z0-9-]+: /);
  expect(message).toMatch(new RegExp(`\\. \\[${code}\\]$`));
  expect(message).not.toContain('\n');
  for (const part of parts) {
    expect(message).toContain(part);
  }
}

function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}
