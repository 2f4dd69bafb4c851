// A scrape of a process with 100 tools that each succeeded and failed, and 1,000 sessions: prints { milliseconds, kibibytes }.
const library = (file) => import(new URL(`../../../runtime/lib/${file}.js`, import.meta.url));
const { startMetricsServer } = await library('management/metrics-server');
const { Metrics } = await library('observation/metrics');
const { Observer } = await library('observation/observer');
const { Conversation } = await library('observation/conversation');

const SCRAPES = 21;
const TOOLS = Array.from({ length: 100 }, (_, index) => `some_tool_${index}`);

const metrics = new Metrics();
const observer = new Observer(metrics);
const say = (conversation, method, params, result) => {
  conversation.received({ id: method, method, params });
  conversation.sent({ id: method, result });
};
const sessions = Array.from({ length: 1_000 }, (_, index) => {
  const conversation = new Conversation(observer, { networkTransport: 'tcp', sessionId: () => `session-${index}` });
  say(conversation, 'initialize', { clientInfo: { name: `client-${index}`, version: '1' } }, { protocolVersion: '2025-11-25' });
  say(conversation, 'tools/list', {}, { tools: TOOLS.map((name) => ({ name })) });
  return conversation;
});
sessions.forEach((conversation, index) => {
  say(conversation, 'tools/call', { name: TOOLS[index % TOOLS.length] }, { content: [] });
  say(conversation, 'tools/call', { name: TOOLS[index % TOOLS.length] }, { content: [], isError: true });
});

const { server, port } = await startMetricsServer(metrics, { port: 0 });
const times = [];
let bytes = 0;
for (let scrape = 0; scrape < SCRAPES; scrape++) {
  const start = performance.now();
  bytes = (await (await fetch(`http://127.0.0.1:${port}/metrics`)).arrayBuffer()).byteLength;
  times.push(performance.now() - start);
}
server.close();
server.closeAllConnections();
console.log(JSON.stringify({ milliseconds: times.sort((a, b) => a - b)[Math.floor(SCRAPES / 2)], kibibytes: bytes / 1024 }));
