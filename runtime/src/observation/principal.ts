/** Who proved who they are, as the SDKs' `AuthInfo` has it: the subject of the token, else the client it was issued to. */
export function principalOf(authInfo: unknown): string | undefined {
  const info = authInfo as { clientId?: unknown; extra?: { sub?: unknown } } | undefined;
  const named = info?.extra?.sub ?? info?.clientId;
  return typeof named === 'string' && named !== '' ? named : undefined;
}
