/** The name under which the SDK's modules find what follows their classes. */
export const HOOK = 'mcp-agent-runtime.observe';

/** The modules of the official SDKs that define a class to follow. */
const MODULES: readonly { readonly path: RegExp; readonly classes: readonly RegExp[] }[] = [
  {
    path: /\/@modelcontextprotocol\/sdk\/dist\/(esm|cjs)\/(shared\/protocol|server\/mcp)\.js$/,
    classes: [/\bclass (Protocol|McpServer)\b/],
  },
  {
    path: /\/@modelcontextprotocol\/server\/dist\/[^/]+\.[mc]js$/,
    classes: [/\b(?:var|const|let) (Protocol) = class\b/, /\b(?:var|const|let) (McpServer) = class\b/],
  },
];

/**
 * The source of an SDK's module, with a line at its end that hands its classes over; undefined for every other module.
 *
 * @param url the module's URL or path
 */
export function handingOver(url: string, source: string): string | undefined {
  const found = MODULES.find(({ path }) => path.test(url.replaceAll('\\', '/')));
  const names = found?.classes.flatMap((pattern) => pattern.exec(source)?.[1] ?? []) ?? [];
  if (names.length === 0) {
    return undefined;
  }
  return `${source}\n;${names.map((name) => `globalThis[Symbol.for('${HOOK}')]?.(${name}, '${name}');`).join(' ')}\n`;
}

/** Whether a module may define such a class, so that no other source is read. */
export function mayHandOver(url: string): boolean {
  return MODULES.some(({ path }) => path.test(url.replaceAll('\\', '/')));
}
