/** What Node prints above an error that nobody caught: the place, the line of code, a caret below it. */
const CODE_FRAME = /^\S+:\d+\n.*\n\s*\^+\n/gm;

/** Where in the code an error was thrown, and the version of Node, which ends what it prints. */
const STACK = /^(\s+at .*|Node\.js v.*)\n?/gm;

/** What a failed command said, without where in the code: its reader wants to know what is wrong with the input. */
export function withoutStack(output: string): string {
  return output.replace(CODE_FRAME, '').replace(STACK, '').replace(/\n{2,}/g, '\n').trim();
}
