/** One thing that a checker holds against one object. */
export interface Finding {
  /** What the object was checked against: a Kubernetes minor, or the name of the check. */
  readonly version: string;
  /** `Kind/name`, or the file when the object could not be read. */
  readonly resource: string;
  readonly message: string;
}

/** Findings as lines to print; what several versions say alike is said once. */
export function findingLines(findings: readonly Finding[]): string[] {
  const versions = new Map<string, string[]>();
  for (const { version, resource, message } of findings) {
    const line = `${resource}: ${message}`;
    versions.set(line, [...(versions.get(line) ?? []), version]);
  }
  return [...versions].map(([line, of]) => `${line} [${[...new Set(of)].join(', ')}]`);
}
