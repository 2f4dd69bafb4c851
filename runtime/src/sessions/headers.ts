/** What HTTP says from hop to hop, and is not passed on. */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade',
]);

/** Headers as they came, name after value, without some; names are compared in lower case. */
export function withoutHeaders(raw: readonly string[], names: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    if (!names.has(raw[at].toLowerCase())) {
      kept.push(raw[at], raw[at + 1]);
    }
  }
  return kept;
}
