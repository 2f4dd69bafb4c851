import { Given, read, UsageError } from './command-line.js';
import { Installation } from '../packages/install.js';

/** The options that say what is installed, and from where. */
export const PACKAGE_OPTIONS = ['registry', 'integrity', 'index', 'hash', 'program'] as const;

export const PACKAGE_HELP = `  --registry URL     npm: the registry (default: https://registry.npmjs.org); NPM_TOKEN may hold a token for it
  --integrity HASH   npm: sha512-..., as "npm view NAME@VERSION dist.integrity" prints it
  --index URL        pypi: the index (default: https://pypi.org/simple); NETRC may name a file with a password for it
  --hash HASH        pypi: sha256:..., of the wheel
  --program NAME     which of the package's programs is the server, where it has several`;

type PackageOption = (typeof PACKAGE_OPTIONS)[number];

/** Of each kind, so that each keeps its options. */
type Source = Installation extends infer One ? One extends Installation ? Omit<One, 'into' | 'platform'> : never : never;

/** Reads "npm NAME@VERSION" or "pypi NAME==VERSION", with options. */
export function readPackage<Name extends string>(
  args: readonly string[], names: readonly Name[],
): { readonly given: Given<Name | PackageOption>; readonly source: Source } {
  const given = read<Name | PackageOption>(args, names);
  const [ecosystem, name, ...others] = given.words;
  if (name === undefined || others.length > 0) {
    throw new UsageError('Give a kind and a package, as in npm @modelcontextprotocol/server-filesystem@2026.7.10, or pypi mcp-server-time==2026.8.18.');
  }
  const { registry = 'https://registry.npmjs.org', integrity, index = 'https://pypi.org/simple', hash, program } = given.options;
  switch (ecosystem) {
    case 'npm':
      refuse(given, ecosystem, 'index', 'hash');
      return { given, source: { ecosystem, package: name, registry: url('registry', registry), integrity, program } };
    case 'pypi':
      refuse(given, ecosystem, 'registry', 'integrity');
      return { given, source: { ecosystem, package: name, index: url('index', index), hash, program } };
    default:
      throw new UsageError(`"${ecosystem}" is no kind of package; there are npm and pypi.`);
  }
}

function refuse({ options }: Given<PackageOption>, ecosystem: string, ...names: readonly PackageOption[]): void {
  const wrong = names.find((name) => options[name] !== undefined);
  if (wrong !== undefined) {
    throw new UsageError(`--${wrong} means nothing to ${ecosystem}.`);
  }
}

function url(option: string, value: string): string {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw new UsageError(`--${option} is "${value}", which is no URL of http or https.`);
  }
  return value;
}
