import { Question } from './client';
import { Load } from './load';

/** The namespace that the example's YAML makes and uses. */
export const NAMESPACE = 'mcp-quickstart';

/** What the stateless server is asked. */
export const WEATHER: Question = {
  url: `http://weather.${NAMESPACE}.svc.cluster.local/mcp`,
  tool: 'get_forecast',
  arguments: { city: 'Lisbon', month: 7 },
};

/** What the server with sessions in its memory is asked. */
export const EVERYTHING: Question = {
  url: `http://everything.${NAMESPACE}.svc.cluster.local/mcp`,
  tool: 'get-sum',
  arguments: { a: 2, b: 3 },
};

/** What the stdio server is asked. */
export const THINKING: Question = {
  url: `http://thinking.${NAMESPACE}.svc.cluster.local/mcp`,
  tool: 'sequentialthinking',
  arguments: { thought: 'One session, one process.', nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 },
};

/** What the server on the runtime is asked. */
export const NOTES: Question = { url: `http://notes.${NAMESPACE}.svc.cluster.local/mcp`, tool: 'add_note', arguments: { note: 'hello' } };

/** Calls of the stateless server by four clients, as many as two small replicas answer beside all else on a small machine. */
export const WEATHER_LOAD: Load = {
  url: WEATHER.url,
  tool: WEATHER.tool,
  cases: [
    { arguments: { city: 'Lisbon', month: 7 }, answer: '"low":18,"high":28,"rain":4' },
    { arguments: { city: 'Lisbon', month: 1 }, answer: '"high"' },
  ],
  sessions: 4,
  rate: 20,
};
