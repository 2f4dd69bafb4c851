import { CLI, Program, programFile, REGISTER, startProgram } from '../support/program.js';
import { SdkName } from '../support/servers.js';

/** A way to serve a fixture. */
export interface Mode {
  readonly name: string;
  readonly start: (fixture: string) => Promise<Program>;
  /** Checks that can't come out as without it. */
  readonly differs?: RegExp;
}

/** The fixture of an SDK. */
export function fixtureOf(sdk: SdkName): string {
  return programFile(`conformance-${sdk}.mjs`);
}

/** The server by itself, as the SDK's examples have it. */
export const BARE: Mode = { name: 'bare', start: (fixture) => startProgram([fixture, 'http']) };

/** What the suite checks among other things: that a page from elsewhere is refused. */
const HOSTS = { MCP_ALLOWED_HOSTS: 'localhost,127.0.0.1,[::1]' };

/** The ways that must not differ from the server by itself. */
export const MODES: readonly Mode[] = [
  { name: 'serve', start: (fixture) => startProgram([fixture, 'serve'], HOSTS) },
  { name: 'register', start: (fixture) => startProgram(['--import', REGISTER, fixture, 'http']) },
  { name: 'proxy', start: proxied },
  {
    name: 'bridge',
    start: (fixture) => startProgram([CLI, 'bridge', '--', process.execPath, fixture, 'stdio'], HOSTS),
    // Of the modern era: its requests reach the server without a client that could be asked, arguments in headers are not
    // looked at, and whether a method is unknown turns out when HTTP's status is sent already.
    differs: new RegExp(`^(?:${[
      'input-required-result-.*',
      'http-custom-header-server-validation .*',
      'server-stateless sep-2575-(?:missing-capability-http-400|server-rejects-undeclared-capability|http-server-method-not-found-404) .*',
    ].join('|')})$`),
  },
];

/** The fixture by itself behind the proxy. */
async function proxied(fixture: string): Promise<Program> {
  const server = await startProgram([fixture, 'http']);
  const proxy = await startProgram([CLI, 'proxy', '--upstream', `http://127.0.0.1:${server.port}/mcp`], HOSTS);
  return {
    ...proxy,
    end: async (signal) => {
      await server.end(signal);
      return proxy.end(signal);
    },
  };
}
