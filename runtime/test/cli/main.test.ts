import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mcpAgent } from '../support/cli.js';

const PATIENCE = 30_000;

test('--help tells of every command, and --version the version of the package', async () => {
  const { code, stdout } = await mcpAgent(['--help']);
  expect(code).toBe(0);
  ['bridge', 'proxy', 'probe', 'install', 'bake', 'copy'].forEach((command) => expect(stdout).toContain(`mcp-agent ${command}`));
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(await mcpAgent(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  expect((await mcpAgent(['install', '--help'])).stdout).toContain('--integrity');
}, PATIENCE);

test.each([
  [[], 'A command is missing; there are: bridge, proxy, probe, install, bake, copy.'],
  [['serve'], 'There is no command "serve"'],
  [['bridge'], 'The server\'s command is missing'],
  [['bridge', 'node', 'server.js'], 'write the server\'s command after two dashes, as in bridge -- node server.js'],
  [['bridge', '--port', '80'], 'Unknown option \'--port\''],
  [['proxy'], '--upstream is missing'],
  [['probe'], '--config is missing'],
  [['probe', 'x'], '"x" is no option'],
  [['install', 'gem', 'x'], '"gem" is no kind of package'],
  [['install', 'npm'], 'Give a kind and a package'],
  [['install', 'npm', 'x@1.0.0'], '--into is missing'],
  [['install', 'npm', 'x@1.0.0', '--hash', 'sha256:0', '--into', '/tmp/x'], '--hash means nothing to npm'],
  [['install', 'pypi', 'x==1', '--index', 'somewhere', '--into', '/tmp/x'], 'which is no URL of http or https'],
  [['bake', 'npm', 'x@1.0.0', '--into', 'x', '--platform', 'windows'], 'there are linux/amd64 and linux/arm64'],
  [['copy'], 'Give one folder'],
])('wrong arguments end with code 2 and a sentence: %j', async (args, sentence) => {
  const { code, stderr } = await mcpAgent(args);
  expect(stderr).toContain(sentence);
  expect(code).toBe(2);
}, PATIENCE);

test.each([
  [['bridge', '--', 'no-such-program'], 'There is no program "no-such-program"'],
  [['bridge', '--package', '/nowhere'], 'No package is installed in /nowhere'],
  [['install', 'npm', 'x@^1', '--into', '/tmp/never'], '"x@^1" names no exact version'],
  [['install', 'pypi', 'x>=1', '--into', '/tmp/never'], '"x>=1" names no exact version'],
  [['install', 'npm', 'x@1.0.0', '--into', tmpdir()], 'it holds other things'],
  [['copy', '/proc/no'], 'can\'t be copied to /proc/no'],
])('what can\'t be done ends with code 1 and a sentence: %j', async (args, sentence) => {
  const { code, stderr } = await mcpAgent(args);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain('    at ');
  expect(code).toBe(1);
}, PATIENCE);

test('copy leaves a runtime that runs', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'copy-')), 'mcp-agent');
  expect(await mcpAgent(['copy', folder])).toMatchObject({ code: 0 });
  expect(existsSync(join(folder, 'lib/cli/main.js'))).toBe(true);
  expect(existsSync(join(folder, 'package.json'))).toBe(true);
  writeFileSync(join(folder, 'lib/cli/main.js'), ''); // an earlier one is written over
  await mcpAgent(['copy', folder]);
  expect(readFileSync(join(folder, 'lib/cli/main.js'), 'utf8')).not.toBe('');
}, PATIENCE);
