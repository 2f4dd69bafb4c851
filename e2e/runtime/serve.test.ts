import { Example } from '../helpers/example';
import { NOTHING_FAILED } from '../helpers/load';
import { onExample } from '../helpers/on-example';

onExample(Example.synthesize('serve'), 'examples/serve: servers on serve(), on both SDKs', ({ step, url, ask, load, metrics }) => {
  const LENGTH = { url: url('units'), tool: 'convert_length', arguments: { value: 2, from: 'km', to: 'm' } };

  step('clients of the eras that each speaks get right answers', async () => {
    const answers = await ask(
      { url: url('notes'), tool: 'add_note', arguments: { note: 'milk' } },
      { ...LENGTH, era: 'legacy' },
      { ...LENGTH, era: 'modern' },
    );
    expect(answers).toEqual([
      { url: url('notes'), tools: ['add_note', 'list_notes'], result: { content: [{ type: 'text', text: '1. milk' }] } },
      { url: url('units'), tools: ['convert_length'], result: expect.objectContaining({ structuredContent: { value: 2000 } }) },
      { url: url('units'), tools: ['convert_length'], result: expect.objectContaining({ structuredContent: { value: 2000 } }) },
    ]);
  });

  step('sessions are whole behind a plain Service: what another replica has is forwarded, and no call is lost or counted twice', async () => {
    const result = await load({
      url: url('notes'), tool: 'add_note', cases: [{ arguments: { note: '{{token}}' }, answer: '{{token}}' }], sessions: 9, rate: 20, calls: 180, seconds: 60,
    });
    expect(result).toMatchObject({ ...NOTHING_FAILED, started: 180, ok: 180, sessions: { opened: 9, lost: 0 } });

    const seen = await metrics('notes');
    expect(seen.instrumented).toEqual([1, 1, 1]);
    expect(seen.calls('add_note')).toBe(181);
    expect(seen.openedSessions).toBe(10);
    expect(seen.forwarded('forwarded')).toBeGreaterThan(0);
    expect([seen.forwarded('lost'), seen.forwarded('unreachable')]).toEqual([0, 0]);
    expect([seen.inFlight, seen.sessions]).toEqual([0, 0]);
  });

  step('clients without a session are answered by any replica, and forwarded by none', async () => {
    const before = await metrics('units');
    const result = await load({
      url: url('units'),
      tool: 'convert_length',
      era: 'modern',
      sessions: 4,
      rate: 20,
      calls: 100,
      seconds: 60,
      cases: [{ arguments: { value: 3, from: 'foot', to: 'inch' }, answer: '36' }, { arguments: { value: 1, from: 'parsec', to: 'm' }, answer: 'parsec' }],
    });
    expect(result).toMatchObject({ failed: 0, lost: 0, duplicates: 0 });
    expect([result.started, result.ok, result.toolErrors]).toEqual([100, 50, 50]);

    const seen = await metrics('units');
    expect(seen.instrumented).toEqual([1, 1]);
    expect([seen.calls('convert_length'), seen.calls('convert_length', 'tool_error')]).toEqual([102, 50]);
    expect([seen.openedSessions, seen.forwarded('forwarded')]).toEqual([1, before.forwarded('forwarded')]);
    expect([seen.inFlight, seen.sessions]).toEqual([0, 0]);
  });
});
