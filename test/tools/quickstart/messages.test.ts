import { withoutStack } from '../../../tools/quickstart/messages';

test('an error that nobody caught is left with its sentence', () => {
  expect(withoutStack([
    'Synthesizing application',
    '/repo/lib/src/validation/failure.js:77',
    '    throw new Error(`${scope.node.path}: ${sentence} [${code}]`);',
    '          ^',
    '',
    'Error: quickstart/weather: server.image is "acme/weather:latest". [MCP_IMAGE_LATEST]',
    '    at fail (/repo/lib/src/validation/failure.js:77:11)',
    '    at <anonymous> (/repo/examples/quickstart/main.ts:15:1)',
    '',
    'Node.js v20.20.2',
    'Error: command "npx tsx main.ts " at /repo/examples/quickstart returned a non-zero exit code 1',
    '    at ChildProcess.<anonymous> (/repo/node_modules/cdk8s-cli/lib/util.js:77:27)',
    '',
  ].join('\n'))).toBe([
    'Synthesizing application',
    'Error: quickstart/weather: server.image is "acme/weather:latest". [MCP_IMAGE_LATEST]',
    'Error: command "npx tsx main.ts " at /repo/examples/quickstart returned a non-zero exit code 1',
  ].join('\n'));
});

test('what a compiler says is kept, with its line of code', () => {
  const said = [
    "src/index.ts:22:14 - error TS2322: Type 'string' is not assignable to type 'number'.",
    '22 export const x: number = "a";',
    '                ~',
  ].join('\n');
  expect(withoutStack(said)).toBe(said);
});
