/** Whether a body opens a session: an `initialize` request, or a batch with one. */
export function isInitialize(body: unknown): boolean {
  return Array.isArray(body) ? body.some(isInitialize) : (body as { method?: unknown } | null)?.method === 'initialize';
}
