import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { keepFromChildren } from '../../src/register/keep-from-children.js';

const REGISTER = fileURLToPath(new URL('../../lib/register/register.js', import.meta.url));

/** A program that starts another one on Node, and a thread, and prints how the one ended and what the other said. */
const PARENT = `
  const { spawnSync } = require('node:child_process');
  const { Worker } = require('node:worker_threads');
  const { status, stderr } = spawnSync(process.execPath, ['-e', ''], { encoding: 'utf8' });
  new Worker("require('node:worker_threads').parentPort.postMessage('lives')", { eval: true })
    .once('message', (said) => { console.log(JSON.stringify({ status, stderr, said })); process.exit(0); })
    .once('error', (error) => { console.error(error); process.exit(1); });
`;

test('programs and threads that a server starts are left alone', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', PARENT], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, NODE_OPTIONS: `--import=${REGISTER}`, MCP_PORT: '1', MCP_METRICS_PORT: '39121', MCP_MANAGEMENT_PORT: '39122' },
  });
  expect(stdout === '' ? stderr : JSON.parse(stdout)).toEqual({ status: 0, stderr: '', said: 'lives' });
}, 90_000);

test.each([
  ['--import=mcp-agent-runtime/register', undefined],
  ['--max-old-space-size=400 --import=/mcp-agent/lib/register/register.js --no-warnings', '--max-old-space-size=400 --no-warnings'],
  ['--import file:///mcp-agent/lib/register/register.js --import=./other.js', '--import=./other.js'],
  ['--import=./other.js', '--import=./other.js'],
  [undefined, undefined],
])('of NODE_OPTIONS %s they inherit %s', (NODE_OPTIONS, kept) => {
  const env: NodeJS.ProcessEnv = { NODE_OPTIONS };
  keepFromChildren('file:///mcp-agent/lib/register/register.js', env);
  expect(env.NODE_OPTIONS).toBe(kept);
});
