import { METRICS } from '../../src/runtime/contract';
import { Example } from '../helpers/example';
import { NOTHING_FAILED } from '../helpers/load';
import { onExample } from '../helpers/on-example';

onExample(Example.synthesize('packages'), 'examples/packages: stdio servers from registries', ({ step, url, ask, load, metrics }) => {
  const CONVERT = { url: url('time'), tool: 'convert_time' };
  const NOON = { source_timezone: 'UTC', time: '12:00', target_timezone: 'Asia/Tokyo' };
  const ENTITY = { name: 'Lisbon', entityType: 'city', observations: ['sunny'] };

  step('clients of both eras get right answers of the server from PyPI, and one of the server from npm', async () => {
    const answers = await ask(
      { ...CONVERT, arguments: NOON, era: 'legacy' },
      { ...CONVERT, arguments: NOON, era: 'modern' },
      { url: url('memory'), tool: 'create_entities', arguments: { entities: [ENTITY] } },
    );
    expect(answers.map(({ error, tools }) => [error, tools])).toEqual([
      [undefined, ['get_current_time', 'convert_time']],
      [undefined, ['get_current_time', 'convert_time']],
      [undefined, expect.arrayContaining(['create_entities', 'read_graph'])],
    ]);
    expect(answers.map(({ result }) => JSON.stringify(result?.content))).toEqual([
      expect.stringContaining('T21:00:00+09:00'), expect.stringContaining('T21:00:00+09:00'), expect.stringContaining('Lisbon'),
    ]);
  });

  step('each session has a process of its own, each call is counted once, and all processes but those that wait are ended', async () => {
    const result = await load({
      ...CONVERT, sessions: 3, rate: 10, calls: 60, seconds: 60, deadlineSeconds: 30, cases: [{ arguments: NOON, answer: 'T21:00:00+09:00' }],
    });
    expect(result).toMatchObject({ ...NOTHING_FAILED, started: 60, ok: 60, sessions: { opened: 3, lost: 0 } });

    const seen = await metrics('time');
    expect(seen.instrumented).toEqual([1]);
    expect(seen.calls('convert_time')).toBe(62);
    expect(seen.openedSessions).toBe(4);
    expect(seen.sum(METRICS.children.name, { state: 'busy' })).toBe(0);
    expect(seen.sum(METRICS.childrenEnded.name, { reason: 'crash' })).toBe(0);
    expect([seen.inFlight, seen.sessions]).toEqual([0, 0]);
  });

  step('what one session of the server from npm has written, another one reads', async () => {
    const [{ result }] = await ask({ url: url('memory'), tool: 'read_graph' });
    expect(result?.structuredContent).toMatchObject({ entities: [ENTITY] });

    const seen = await metrics('memory');
    expect([seen.calls('create_entities'), seen.calls('read_graph'), seen.openedSessions]).toEqual([1, 1, 2]);
    expect([seen.inFlight, seen.sessions]).toEqual([0, 0]);
  });
});
