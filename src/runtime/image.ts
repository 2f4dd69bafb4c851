import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the runtime lies, in its own image and in the containers that it is copied into: `mcp-agent-runtime` as npm has it, and a Node. */
export const RUNTIME_HOME = '/mcp-agent';

/** The command of the runtime. It names its own Node, so that it runs in images that have none, or no shell. */
export const RUNTIME_COMMAND: readonly string[] = [`${RUNTIME_HOME}/bin/node`, `${RUNTIME_HOME}/lib/cli/main.js`];

/** What makes the Node of an image observe the server that it runs. */
export const REGISTER_OPTION = `--import=${RUNTIME_HOME}/lib/register/register.js`;

/** The runtime that was made and tested with this version of the constructs. */
export const RUNTIME_IMAGE = `ghcr.io/cdk8s-mcp/mcp-agent-runtime:${versionOfThisPackage()}`;

function versionOfThisPackage(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    const { name, version } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    if (name === 'cdk8s-mcp') {
      return version;
    }
  }
  throw new Error(`cdk8s-mcp can't find its package.json above ${__dirname}, and so not its version. Install it as a package, and leave it out of bundles.`);
}
