import { askFrom } from '../helpers/client';
import { Example } from '../helpers/example';
import { onExample } from '../helpers/on-example';
import { EVERYTHING, NAMESPACE, NOTES, THINKING, WEATHER } from '../helpers/quickstart';

const STRANGERS = 'mcp-quickstart-strangers';

/** What a client meets when packets are rejected or dropped; a name that is not known, or an HTTP status, is neither. */
const UNREACHABLE = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|MCP error -32001: Request timed out)$/;

onExample(Example.synthesize('quickstart'), 'the quickstart, as a new user does it', ({ step, cluster, ask }) => {
  afterAll(() => cluster()?.deleteNamespaces(STRANGERS));

  step('all servers of it run', () => {
    const deployments = cluster().list('deployments', '--namespace', NAMESPACE).map(({ metadata }) => metadata.name);
    expect(deployments.sort()).toEqual(['everything', 'notes', 'thinking', 'weather']);
  });

  step('a client in the same namespace lists the tools of each server and calls one', async () => {
    const [weather, everything, thinking, notes] = await ask(WEATHER, EVERYTHING, THINKING, NOTES);

    expect(weather.error).toBeUndefined();
    expect(weather.tools).toEqual(['list_cities', 'get_forecast']);
    expect(weather.result?.structuredContent).toEqual({ low: 18, high: 28, rain: 4 });

    expect(everything.error).toBeUndefined();
    expect(everything.tools).toEqual(expect.arrayContaining(['echo', 'get-sum', 'get-tiny-image']));
    expect(everything.result?.content).toEqual([{ type: 'text', text: 'The sum of 2 and 3 is 5.' }]);

    expect(thinking.error).toBeUndefined();
    expect(thinking.tools).toEqual(['sequentialthinking']);
    expect(thinking.result?.isError).not.toBe(true);

    expect(notes.error).toBeUndefined();
    expect(notes.tools).toEqual(['add_note', 'list_notes']);
    expect(notes.result?.content).toEqual([{ type: 'text', text: '1. hello' }]);
  });

  step('a client in another namespace is refused by the NetworkPolicy', async () => {
    cluster().createNamespace(STRANGERS);

    const answers = await askFrom(cluster(), STRANGERS, WEATHER, EVERYTHING, THINKING, NOTES);

    answers.forEach(({ error }) => expect(error).toMatch(UNREACHABLE));
    cluster().deleteNamespaces(STRANGERS);
  });

  step('servers that any replica can stand in for are scaled by HorizontalPodAutoscalers, and two of each run', () => {
    const autoscalers = cluster().list('horizontalpodautoscalers', '--namespace', NAMESPACE);
    expect(autoscalers.map(({ spec }) => [spec.scaleTargetRef.name, spec.minReplicas]).sort()).toEqual([['notes', 2], ['thinking', 2], ['weather', 2]]);

    expect(cluster().get('deployment', 'weather', '--namespace', NAMESPACE).status.readyReplicas).toBe(2);
    expect(cluster().get('deployment', 'everything', '--namespace', NAMESPACE).status.readyReplicas).toBe(1);
  });
});
