import Module, { register } from 'node:module';
import { HOOK, handingOver, mayHandOver } from './sources.js';

/** What is called with each class that an SDK's module hands over. */
export type Handover = (found: new (...args: never[]) => object, name: string) => void;

/** What `node:module` has from 22.15 on. */
interface SyncHooks {
  registerHooks?(hooks: { load(url: string, context: object, nextLoad: (url: string, context: object) => Loaded): Loaded }): void;
}

interface Loaded {
  readonly format: string;
  readonly source?: string | Uint8Array | null;
}

/** Has every official SDK that is loaded from now on hand its classes over, as ES module and as CommonJS. */
export function followModules(handover: Handover): void {
  (globalThis as Record<symbol, unknown>)[Symbol.for(HOOK)] = handover;
  const { registerHooks } = Module as unknown as SyncHooks;
  if (registerHooks) {
    registerHooks({
      load(url, context, nextLoad) {
        const result = nextLoad(url, context);
        const changed = result.source && mayHandOver(url) ? handingOver(url, Buffer.from(result.source as Uint8Array).toString('utf8')) : undefined;
        return changed === undefined ? result : { ...result, source: changed };
      },
    });
  } else {
    register('./loader-hooks.js', import.meta.url);
    followCommonJs();
  }
}

/** The hooks of older Nodes don't see what `require` loads. */
function followCommonJs(): void {
  const prototype = Module.prototype as unknown as { _compile(content: string, filename: string): unknown };
  const compile = prototype._compile;
  prototype._compile = function (content, filename) {
    return compile.call(this, (mayHandOver(filename) && handingOver(filename, content)) || content, filename);
  };
}
