/** How the programs of npm, yarn and pnpm are called, as a command or by their files. */
const PACKAGE_MANAGER = /[\\/](npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)(-cli)?(\.[cm]?js)?$/;

/**
 * Whether a program is a package manager: one on Node itself, that has the same options, and starts the server. It must
 * be left alone, or it would take the server's ports.
 *
 * @param program the program that Node runs
 */
export function isPackageManager(program = process.argv[1]): boolean {
  return PACKAGE_MANAGER.test(program ?? '');
}
