// What it costs to observe one call, by itself: prints microseconds of CPU a call, the median of many blocks.
const library = (file) => import(new URL(`../../../runtime/lib/observation/${file}.js`, import.meta.url));
const { Metrics } = await library('metrics');
const { Observer } = await library('observer');
const { Conversation } = await library('conversation');

const BLOCKS = 41;
const CALLS = 20_000;

const conversation = new Conversation(new Observer(new Metrics()), { networkTransport: 'tcp', sessionId: () => 'session' });
conversation.received({ id: 'first', method: 'tools/list' });
conversation.sent({ id: 'first', result: { tools: [{ name: 'add' }] } });

const block = () => {
  const before = process.cpuUsage();
  for (let id = 0; id < CALLS; id++) {
    conversation.received({ id, method: 'tools/call', params: { name: 'add', arguments: { a: id, b: 1 } } }, { protocolVersion: '2025-11-25' });
    conversation.sent({ id, result: { content: [{ type: 'text', text: '1' }] } });
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
};

const blocks = Array.from({ length: BLOCKS }, block).sort((a, b) => a - b);
if (conversation.inFlight !== 0) {
  throw new Error('calls were not settled');
}
console.log(blocks[Math.floor(BLOCKS / 2)]);
