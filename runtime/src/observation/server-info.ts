/** What a server says of itself. */
export interface ServerInfo {
  readonly name?: string;
  readonly version?: string;
}

/** Where servers of the modern era name themselves: in the metadata of every result. */
const SERVER_INFO_META_KEY = 'io.modelcontextprotocol/serverInfo';

/** The name and version in a result, of `initialize` in the legacy era and of any method in the modern one; undefined where it has none. */
export function serverInfoIn(result: { readonly [key: string]: unknown } | undefined): ServerInfo | undefined {
  const meta = result?._meta as { readonly [key: string]: unknown } | undefined;
  return (result?.serverInfo ?? meta?.[SERVER_INFO_META_KEY]) as ServerInfo | undefined;
}
