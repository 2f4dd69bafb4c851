export { instrument, type InstrumentOptions } from './instrument/instrument.js';
export { serve, type ServeOptions } from './serve/serve.js';
export type { ServerContext, ServerFactory } from './serve/factory.js';
export type { AnyServer, McpServerLike, ProtocolLike } from './observation/observe-server.js';
export type { Running } from './runtime.js';
export { SettingError } from './settings/variable.js';
