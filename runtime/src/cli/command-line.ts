import { parseArgs, ParseArgsConfig } from 'node:util';

/** Arguments that make no sense. The process ends with its message, which says what to do, and code 2. */
export class UsageError extends Error {
  public override readonly name = 'UsageError';
}

/** One command of `mcp-agent`. */
export interface CliCommand {
  /** How it is called, without the program's name. */
  readonly usage: string;
  /** What it does, in a line, and what its options mean. */
  readonly help: string;
  /** Runs it; what goes on after it resolved, such as a server, keeps the process alive. */
  run(args: readonly string[]): Promise<void>;
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** What was given to a command. */
export interface Given<Name extends string> {
  readonly options: Readonly<Partial<Record<Name, string>>>;
  /** What belongs to no option. */
  readonly words: readonly string[];
  /** What follows `--`; undefined without it. */
  readonly rest: readonly string[] | undefined;
}

/** Reads arguments of which each option takes a value. */
export function read<Name extends string>(args: readonly string[], names: readonly Name[]): Given<Name> {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const options: Options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    const { values, positionals } = parseArgs({ args: [...own], options, allowPositionals: true, strict: true });
    return { options: values as Given<Name>['options'], words: positionals, rest: end < 0 ? undefined : args.slice(end + 1) };
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}.`);
  }
}

/** The value of an option that must be given. */
export function needed<Name extends string>({ options }: Given<Name>, name: Name, example: string): string {
  const value = options[name];
  if (value === undefined || value === '') {
    throw new UsageError(`--${name} is missing; give it as in --${name} ${example}.`);
  }
  return value;
}
