// So many agents of 20 tools each in one process, as Prometheus sees them: GET /metrics/K is the runtime's own answer for agent K, which has
// had some calls since the last time. POST /call/K is one more call, of a tool of its own. Prints its port.
import { createServer } from 'node:http';

const library = (file) => import(new URL(`../../../runtime/lib/observation/${file}.js`, import.meta.url));
const { Metrics } = await library('metrics');
const { Observer } = await library('observer');
const { Conversation } = await library('conversation');

const TOOLS = Array.from({ length: 20 }, (_, index) => `some_tool_${index}`);
const TOLD = 'told';

function agent() {
  const metrics = new Metrics();
  metrics.instrumented.of().value = 1;
  metrics.ready.of().value = 1;
  const conversation = new Conversation(new Observer(metrics), { networkTransport: 'tcp', sessionId: () => 'session' });
  let id = 0;
  const say = (method, params, result) => {
    id++;
    conversation.received({ id, method, params }, { protocolVersion: '2025-11-25' });
    conversation.sent({ id, result });
  };
  const call = (name, isError) => say('tools/call', { name }, { content: [], isError });
  say('initialize', { clientInfo: { name: 'client', version: '1' } }, { protocolVersion: '2025-11-25' });
  say('tools/list', {}, { tools: [...TOOLS, TOLD].map((name) => ({ name })) });
  return {
    tell: () => call(TOLD, false),
    render: () => {
      TOOLS.forEach((name, index) => {
        for (let calls = 0; calls <= index % 5; calls++) {
          call(name, calls === 3);
        }
      });
      return metrics.render();
    },
  };
}

const agents = Array.from({ length: Number(process.argv[2]) }, agent);

const server = createServer(async (request, response) => {
  const [, what, index] = request.url.split('/');
  if (what === 'call') {
    agents[index].tell();
    response.end();
  } else {
    const { contentType, text } = await agents[index].render();
    response.setHeader('content-type', contentType).end(text);
  }
}).listen(0, '127.0.0.1', () => console.log(server.address().port));
