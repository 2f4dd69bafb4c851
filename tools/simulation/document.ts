import { readFileSync, writeFileSync } from 'node:fs';
import { simulated } from './command';

/** A table of a page, between the command that makes it and an end. */
const TABLE = /(<!-- npm run simulate -- (.*) -->\n)[^]*?(<!-- end -->)/g;

/** The commands whose tables a page has. */
export function commandsOf(page: string): string[][] {
  return [...page.matchAll(TABLE)].map(([, , command]) => command.split(' '));
}

/** A page with its tables made anew: all of them, or those of some commands. */
export function documented(page: string, isWanted: (args: readonly string[]) => boolean = () => true): string {
  return page.replace(TABLE, (whole, begin: string, command: string, end: string) => {
    const args = command.split(' ');
    if (!isWanted(args)) {
      return whole;
    }
    const { head, table } = simulated(args);
    return `${begin}${head}\n\n${table}\n${end}`;
  });
}

export function document(file: string): void {
  writeFileSync(file, documented(readFileSync(file, 'utf8')));
}
