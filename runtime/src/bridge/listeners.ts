import { InMemoryServerEventBus, ServerEvent } from '@modelcontextprotocol/server';
import { Message } from '../observation/messages.js';

/** What each notification is called where modern clients subscribe to it. */
const EVENTS: Readonly<Record<string, ServerEvent>> = {
  'notifications/tools/list_changed': { kind: 'tools_list_changed' },
  'notifications/prompts/list_changed': { kind: 'prompts_list_changed' },
  'notifications/resources/list_changed': { kind: 'resources_list_changed' },
};

/** Tells modern clients that listen what the server says to nobody in particular. */
export class Listeners extends InMemoryServerEventBus {
  public heard({ method }: Message): void {
    const event = EVENTS[method ?? ''];
    if (event) {
      this.publish(event);
    }
  }
}
