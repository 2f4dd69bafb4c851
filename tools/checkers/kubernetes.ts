import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goModuleFiles } from '../go-module';

const SWAGGER = 'api/openapi-spec/swagger.json';

/** The newest patch release of every Kubernetes minor that manifests are checked against, oldest first, and its go.sum checksum. */
const RELEASES = [
  { version: 'v1.34.4', sum: 'h1:Yy6R4QB8C9kJPp25GFqEvX5XQwY5qzKeqD0Xx6oAcmk=' },
  { version: 'v1.35.4', sum: 'h1:o/8dBC/pHVpYoGV4OAIytAlNPZbdYVTXJHoYvXC4qzM=' },
  { version: 'v1.36.3', sum: 'h1:qDQdoMiluAE2Eab6Fa52YV+WjiGz9mZFFoagEA6cI+o=' },
  { version: 'v1.37.2', sum: 'h1:A2VDEiObzkYqFTKhSsn0ZEb0RlLEXpHWj93gi2HqEwE=' },
];

/** The Kubernetes minors that manifests are checked against, oldest first: `1.34` and so on. */
export const KUBERNETES_MINORS = RELEASES.map(({ version }) => minorOf(version));

/** The pinned release of a minor: `v1.34.4` for `1.34`. */
export function releaseOf(minor: string): string {
  return pinned(minor).version;
}

/** The OpenAPI definitions of a Kubernetes minor, by name. */
export function definitionsOf(minor: string): Record<string, any> {
  const folder = goModuleFiles({ module: 'k8s.io/kubernetes', ...pinned(minor), files: [SWAGGER] });
  return JSON.parse(readFileSync(join(folder, SWAGGER), 'utf8')).definitions;
}

function pinned(minor: string) {
  const release = RELEASES.find(({ version }) => minorOf(version) === minor);
  if (!release) {
    throw new Error(`Kubernetes ${minor} is not among the pinned minors: ${KUBERNETES_MINORS.join(', ')}`);
  }
  return release;
}

/** `1.34` of `v1.34.4`. */
function minorOf(version: string): string {
  return version.slice(1, version.lastIndexOf('.'));
}
