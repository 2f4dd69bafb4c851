import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ServerContext, ServerFactory } from './factory.js';
import { McpRequest } from '../http/served.js';
import { AnyServer } from '../observation/observe-server.js';
import { TransportLike } from '../observation/observe-transport.js';

/** The Streamable HTTP transport of the legacy era, which both SDKs have under different names. */
export interface HttpTransport extends TransportLike {
  handleRequest(request: IncomingMessage, response: ServerResponse, parsedBody?: unknown): Promise<void>;
  close(): Promise<void>;
}

export interface HttpTransportOptions {
  readonly sessionIdGenerator: (() => string) | undefined;
  readonly onsessioninitialized?: (sessionId: string) => void | Promise<void>;
  readonly eventStore?: unknown;
  readonly maxRequestBodySize: number;
}

/** The modern era, where the SDK has it. */
export interface ModernEra {
  /** Whether the SDK takes a request for one of the legacy era. */
  isLegacy(request: McpRequest, parsedBody: unknown): Promise<boolean>;
  handle(request: McpRequest, response: ServerResponse, parsedBody?: unknown): Promise<void>;
  /** Ends subscriptions with their final result. */
  close(): Promise<void>;
}

/** What differs between the two SDKs. */
export interface Sdk {
  /** The package and its version's first number, for `mcp_server_info`. */
  readonly name: string;
  transport(options: HttpTransportOptions): HttpTransport;
  modern?(factory: ServerFactory, maxBodyBytes: number, onerror: (error: Error) => void): ModernEra;
}

type V1 = typeof import('@modelcontextprotocol/sdk/server/streamableHttp.js');
type V2 = typeof import('@modelcontextprotocol/server');
type V2Node = typeof import('@modelcontextprotocol/node');

/** The SDK that a server was built with. */
export async function sdkOf(server: AnyServer): Promise<Sdk> {
  for (const load of isLikeV2(server) ? LOADERS : []) {
    const v2 = await load<V2>('@modelcontextprotocol/server');
    if (v2 && (server instanceof v2.McpServer || server instanceof v2.Server)) {
      return sdkV2(v2, await load<V2Node>('@modelcontextprotocol/node'));
    }
  }
  const v1 = await LOADERS[0]<V1>('@modelcontextprotocol/sdk/server/streamableHttp.js') ?? await LOADERS[1]<V1>('@modelcontextprotocol/sdk/server/streamableHttp.js');
  if (!v1) {
    throw new Error('serve() needs the SDK that the server was built with: install @modelcontextprotocol/sdk, '
      + 'or @modelcontextprotocol/server together with @modelcontextprotocol/node.');
  }
  return {
    name: '@modelcontextprotocol/sdk 1',
    transport: (options) => new v1.StreamableHTTPServerTransport(options as never) as unknown as HttpTransport,
  };
}

/** Whether it is worth the 30 MB that it takes to load the SDK v2, which may be installed beside the other for something else. */
function isLikeV2(server: AnyServer): boolean {
  return 'getNegotiatedProtocolVersion' in ('server' in server ? server.server : server);
}

/** @param bus what modern clients' subscriptions hear; one of its own by default */
export function sdkV2(v2: V2, node: V2Node | undefined, bus?: InstanceType<V2['InMemoryServerEventBus']>): Sdk {
  if (!node) {
    throw new Error('serve() needs @modelcontextprotocol/node beside @modelcontextprotocol/server: run npm install @modelcontextprotocol/node.');
  }
  return {
    name: '@modelcontextprotocol/server 2',
    transport: (options) => new node.NodeStreamableHTTPServerTransport(options as never) as unknown as HttpTransport,
    modern: (factory, maxRequestBodySize, onerror) => {
      const handler = v2.createMcpHandler((context) => factory(context as ServerContext) as never, { legacy: 'reject', bus, onerror, maxRequestBodySize });
      const handle = node.toNodeHandler(handler, { onerror, maxRequestBodySize });
      return {
        isLegacy: (request, parsedBody) => v2.isLegacyRequest(headOf(request), parsedBody),
        handle: (request, response, parsedBody) => handle(request as never, response as never, parsedBody),
        close: () => handler.close(),
      };
    },
  };
}

/** A request without its body, which was read already. */
function headOf({ method, url, headers }: McpRequest): Request {
  const pairs = Object.entries(headers).flatMap(([name, value]): [string, string][] => value === undefined ? [] : [[name, String(value)]]);
  return new Request(new URL(url ?? '/', 'http://localhost'), { method, headers: pairs });
}

/**
 * Both ways in which a program may have loaded its SDK. An ES module and a CommonJS module of one package are two copies
 * with classes of their own, and an instance is known by the very class that made it.
 */
const LOADERS: readonly (<Module>(specifier: string) => Promise<Module | undefined>)[] = [
  (specifier) => present(() => import(specifier)),
  (specifier) => present(() => createRequire(process.argv[1] ? pathToFileURL(process.argv[1]) : import.meta.url)(specifier)),
];

async function present<Module>(load: () => Promise<Module> | Module): Promise<Module | undefined> {
  try {
    return await load();
  } catch (error) {
    if (['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return undefined;
    }
    throw error;
  }
}
