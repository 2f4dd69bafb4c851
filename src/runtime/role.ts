/** How the runtime stands to a server, where it is in the pod; the label `mcp/runtime` has its name. */
export enum RuntimeRole {
  /** The server is built on the runtime's `serve()`. */
  SERVE = 'serve',
  /** The runtime is loaded into the process of a server that serves by itself. */
  REGISTER = 'register',
  /** The runtime serves what a stdio server says. */
  BRIDGE = 'bridge',
  /** The runtime stands before a server, in a container of its own. */
  PROXY = 'proxy',
}

/** How the runtime gets into a pod, for errors that say it is missing. */
export const RUNTIME_WAYS = 'Use McpServer.node(...) for a server on an official SDK for Node, McpServer.stdio(...) for one over stdio, or put the runtime before it: '
  + 'McpServer.http(image, { port, proxy: McpProxy.sidecar() }).';
