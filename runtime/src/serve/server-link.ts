import { OpenProbeLink } from '../management/probe-session.js';
import { Message } from '../observation/messages.js';
import { AnyServer } from '../observation/observe-server.js';

/** A way to a server of this process for the probe alone: no network, and no count in the metrics. */
export function serverLink(build: () => Promise<AnyServer>): OpenProbeLink {
  return async (receive, lost) => {
    const transport = {
      onmessage: undefined as ((message: Message) => void) | undefined,
      onclose: undefined as (() => void) | undefined,
      start: async () => {},
      send: async (message: Message) => receive(message),
      close: async () => transport.onclose?.(),
    };
    const server = await build();
    await server.connect(transport as never);
    const onclose = transport.onclose;
    transport.onclose = () => {
      onclose?.();
      lost('the server closed the connection');
    };
    return { send: (message) => transport.onmessage?.(message), close: transport.close };
  };
}
