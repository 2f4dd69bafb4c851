import { Example } from '../helpers/example';
import { NOTHING_FAILED } from '../helpers/load';
import { onExample } from '../helpers/on-example';

onExample(Example.synthesize('register'), 'examples/register: a server as it is, with the runtime loaded into it', ({ step, url, ask, load, metrics }) => {
  const DAYS = { url: url('calendar'), tool: 'days_between' };

  step('the runtime sees the messages of the server', async () => {
    expect((await metrics('calendar')).instrumented).toEqual([1]);
  });

  step('a client gets right answers, and errors of tools as the server words them', async () => {
    const answers = await ask(
      { ...DAYS, arguments: { from: '2026-01-01', to: '2026-03-01' } },
      { ...DAYS, arguments: { from: 'yesterday', to: '2026-03-01' } },
    );
    expect(answers.map(({ result }) => result)).toEqual([
      { content: [{ type: 'text', text: '59 days' }], structuredContent: { days: 59 } },
      { content: [{ type: 'text', text: '"yesterday" is no date' }], isError: true },
    ]);
  });

  step('each call is counted once, each session ended, and nothing left in flight', async () => {
    const result = await load({
      ...DAYS, cases: [{ arguments: { from: '2026-02-01', to: '2026-03-01' }, answer: '28 days' }], sessions: 4, rate: 20, calls: 100, seconds: 60,
    });
    expect(result).toMatchObject({ ...NOTHING_FAILED, started: 100, ok: 100, sessions: { opened: 4, lost: 0 } });

    const seen = await metrics('calendar');
    expect([seen.calls('days_between'), seen.calls('days_between', 'tool_error')]).toEqual([102, 1]);
    expect(seen.openedSessions).toBe(6);
    expect([seen.inFlight, seen.sessions]).toEqual([0, 0]);
  });
});
