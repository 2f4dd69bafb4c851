import { readFileSync, writeFileSync } from 'node:fs';
import { checked } from './check';
import { simulated } from './command';

/** A table of a page, between the command that makes it and an end. */
const TABLE = /(<!-- npm run simulate -- (.*) -->\n)[^]*?(<!-- end -->)/g;

/** The commands whose tables a page has. */
export function commandsOf(page: string): string[][] {
  return [...page.matchAll(TABLE)].map(([, , command]) => command.split(' '));
}

/** A page with its tables made anew. */
export function documented(page: string): string {
  return page.replace(TABLE, (_, begin: string, command: string, end: string) => {
    const [first, ...others] = command.split(' ');
    return `${begin}${first === '--check' ? checked(others).table : simulated([first, ...others])}\n${end}`;
  });
}

export function document(file: string): void {
  writeFileSync(file, documented(readFileSync(file, 'utf8')));
}
