import { Example } from '../helpers/example';
import { NOTHING_FAILED } from '../helpers/load';
import { onExample } from '../helpers/on-example';

onExample(Example.synthesize('proxy'), 'examples/proxy: a Python server behind the proxy', ({ step, url, ask, load, metrics }) => {
  const DESCRIBE = { url: url('statistics'), tool: 'describe' };

  step('clients of both eras get right answers', async () => {
    const question = { ...DESCRIBE, arguments: { numbers: [1, 2, 6] } };
    const answers = await ask({ ...question, era: 'legacy' }, { ...question, era: 'modern' });
    expect(answers.map(({ tools, result }) => [tools, result?.structuredContent])).toEqual(
      Array(2).fill([['describe', 'correlation'], { mean: 3, median: 2, deviation: expect.closeTo(2.6458, 3) }]),
    );
  });

  step('sessions are whole over the replicas, though the server keeps them in memory; each call is counted once', async () => {
    const result = await load({
      ...DESCRIBE,
      sessions: 6,
      rate: 15,
      calls: 90,
      seconds: 60,
      cases: [{ arguments: { numbers: [1, 2, 9] }, answer: '"median":2' }, { arguments: { numbers: [1] }, answer: 'at least 2 items' }],
    });
    expect(result).toMatchObject({ failed: 0, lost: 0, duplicates: 0, sessions: { opened: 6, lost: 0 } });
    expect([result.started, result.ok, result.toolErrors]).toEqual([90, 45, 45]);

    const seen = await metrics('statistics');
    expect(seen.instrumented).toEqual([1, 1]);
    expect([seen.calls('describe'), seen.calls('describe', 'tool_error')]).toEqual([92, 45]);
    expect(seen.openedSessions).toBe(7);
    expect(seen.forwarded('forwarded')).toBeGreaterThan(0);
    expect([seen.inFlight, seen.sessions]).toEqual([0, 0]);
  });

  step('clients of the modern era are served by any replica', async () => {
    const result = await load({
      ...DESCRIBE, era: 'modern', sessions: 2, rate: 10, calls: 30, seconds: 60, cases: [{ arguments: { numbers: [4, 8] }, answer: '"mean":6' }],
    });
    expect(result).toMatchObject({ ...NOTHING_FAILED, started: 30, ok: 30 });
    expect((await metrics('statistics')).calls('describe')).toBe(122);
  });
});
