/** A value in whose texts, however deep, `{{token}}` is replaced. */
export function filledIn(value, token) {
  if (typeof value === 'string') return value.replaceAll('{{token}}', token);
  if (Array.isArray(value)) return value.map((item) => filledIn(item, token));
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filledIn(item, token)]));
  }
  return value;
}
