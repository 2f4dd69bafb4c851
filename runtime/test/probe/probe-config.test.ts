import { parseProbeConfig } from '../../src/probe/probe-config.js';

const weather = { namespace: 'mcp', agent: 'weather', url: 'http://weather.mcp:8000/mcp' };
const parse = (more: object, ...targets: object[]) => parseProbeConfig(JSON.stringify({ targets, ...more }));

test('what is not said has its default, and a target may differ from the others', () => {
  const { concurrency, targets } = parse({ timeoutSeconds: 5 }, weather, { ...weather, agent: 'files', intervalSeconds: 3, era: 'legacy' });
  expect(concurrency).toBe(20);
  expect(targets).toMatchObject([
    { agent: 'weather', intervalSeconds: 15, timeoutSeconds: 5, era: 'auto', expect: 'answers' },
    { agent: 'files', intervalSeconds: 3, timeoutSeconds: 3, era: 'legacy' },
  ]);
});

test.each([
  ['targets is missing', {}, undefined],
  ['targets[0] must be an object', {}, 'weather'],
  ['the configuration has "interval", which means nothing; there are: intervalSeconds', { interval: 3 }, weather],
  ['targets[0] has "token", which means nothing', {}, { ...weather, token: 'x' }],
  ['agent of targets[0] is missing', {}, { ...weather, agent: undefined }],
  ['namespace of targets[0] must be a text', {}, { ...weather, namespace: 1 }],
  ['and must be an MCP endpoint without credentials', {}, { ...weather, url: 'http://me:secret@weather/mcp' }],
  ['url of targets[0] is "weather:8000"', {}, { ...weather, url: 'weather:8000' }],
  ['era of targets[0] is "old", and must be one of: auto, legacy, modern', {}, { ...weather, era: 'old' }],
  ['timeoutSeconds of targets[0] is 20, longer than the interval of 15 s', {}, { ...weather, timeoutSeconds: 20 }],
  ['concurrency of the configuration is 0, and must be a number from 1 to 1000', { concurrency: 0 }, weather],
  ['intervalSeconds of targets[0] is "15"', {}, { ...weather, intervalSeconds: '15' }],
  ['targets[0] expects to be refused and has a tokenFile', {}, { ...weather, expect: 'unauthorized', tokenFile: '/token' }],
  ['targets[0] has only one of certFile and keyFile', {}, { ...weather, certFile: '/tls.crt' }],
])('an error says: %s', (sentence, more, target) => {
  expect(() => parseProbeConfig(JSON.stringify({ ...more, ...target && { targets: [target] } }))).toThrow(sentence);
});

test('targets that name no namespace are in the one that is given beside', () => {
  const { namespace, ...nowhere } = weather;
  expect(parseProbeConfig(JSON.stringify({ targets: [nowhere, { ...weather, agent: 'files' }] }), 'own').targets).toMatchObject([
    { namespace: 'own' }, { namespace: 'mcp' },
  ]);
  expect(() => parse({}, nowhere)).toThrow('namespace of targets[0] is missing');
});

test('two targets of one name are refused, and what is no JSON', () => {
  expect(() => parse({}, weather, weather)).toThrow('Two targets are the agent weather in the namespace mcp');
  expect(() => parseProbeConfig('targets:')).toThrow('It is no JSON');
});
