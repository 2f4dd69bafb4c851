import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { DashboardOptions, dashboardNames } from './dashboard-options';
import { dashboards } from './dashboards';
import { DashboardDelivery, DashboardFile } from './delivery';
import { fail, McpErrorCode } from '../../validation/failure';
import { claimName, namespaceOf } from '../../validation/names';

/** What the API server lets the values of one ConfigMap have together (`MaxSecretSize` in Kubernetes' API). */
const MAX_BYTES = 1024 * 1024;

/** Names become those of objects, behind a prefix. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?$/;

/** The objects that were made, for whoever mounts them. */
export interface DeliveredDashboards {
  readonly objects: readonly ApiObject[];
  /**
   * The volume with all dashboards as files in one folder, for the pod of a Grafana of our own; undefined unless they are to
   * be mounted.
   */
  readonly volume?: { readonly projected: { readonly sources: ReadonlyArray<{ readonly configMap: { readonly name: string } }> } };
}

/** Makes an object of each dashboard: ours that are not left out, and the user's own. */
export function deliver(scope: Construct, metadata: ApiObjectMetadata, options: DashboardOptions = {}): DeliveredDashboards {
  const delivery = options.delivery ?? DashboardDelivery.configMaps();
  delivery._check(scope);
  const objects = filesOf(scope, options).map((file) => {
    const name = `mcp-dashboard-${file.name}`;
    claimName(scope, 'dashboard', namespaceOf(scope, metadata.namespace), name);
    return delivery._object(scope, { ...metadata, name }, file);
  });
  const sources = objects.map(({ name }) => ({ configMap: { name } }));
  return { objects, ...(delivery._isMounted && { volume: { projected: { sources } } }) };
}

function filesOf(scope: Construct, { without, own = {}, dataSource }: DashboardOptions): DashboardFile[] {
  const ours = dashboards({ without: dashboardNames(without), dataSource })
    .map(({ name, json }) => ({ name, content: JSON.stringify(json) }));
  const theirs = Object.entries(own).map(([name, content]) => ({ name, content }));
  const files: DashboardFile[] = [];
  const uids = new Map<unknown, string>();
  for (const file of [...ours, ...theirs]) {
    if (files.some(({ name }) => name === file.name)) {
      fail(scope, McpErrorCode.DASHBOARD_INVALID,
        `dashboards.own has the name "${file.name}", which one of the library's has. Take another, or leave that one out by dashboards.without.`);
    }
    checkFile(scope, file, uids);
    files.push(file);
  }
  return files;
}

/** What Grafana would refuse, or silently do wrong. */
function checkFile(scope: Construct, { name, content }: DashboardFile, uids: Map<unknown, string>): void {
  if (!NAME.test(name)) {
    fail(scope, McpErrorCode.DASHBOARD_INVALID, `dashboards.own has the name "${name}". Use at most 42 lower case letters, digits and hyphens, a letter or digit at both ends.`);
  }
  const bytes = Buffer.byteLength(content);
  if (bytes > MAX_BYTES) {
    fail(scope, McpErrorCode.DASHBOARD_TOO_LARGE,
      `the dashboard "${name}" has ${bytes} bytes, and a ConfigMap takes ${MAX_BYTES}. Split it into several dashboards that link to each other, or take pictures and data out of it.`);
  }
  const { uid, title } = parsed(scope, name, content);
  if (typeof title !== 'string' || title.trim() === '') {
    fail(scope, McpErrorCode.DASHBOARD_INVALID, `the dashboard "${name}" has no title, so Grafana would refuse it. Export it from Grafana as JSON of the classic schema, or add "title".`);
  }
  const owner = uid ? uids.get(uid) : undefined;
  if (owner !== undefined) {
    fail(scope, McpErrorCode.DASHBOARD_INVALID, `the dashboards "${owner}" and "${name}" have the same uid "${uid}", so that Grafana would keep only one of them. Change the uid of yours.`);
  }
  uids.set(uid, name);
}

function parsed(scope: Construct, name: string, content: string): { readonly uid?: unknown; readonly title?: unknown } {
  try {
    const json = JSON.parse(content);
    return typeof json === 'object' && json !== null ? json : {};
  } catch (error) {
    return fail(scope, McpErrorCode.DASHBOARD_INVALID, `the dashboard "${name}" is no JSON: ${(error as Error).message}. Give what Grafana exports.`);
  }
}
