import { McpServer } from './mcp-server';
import { Sessions } from './sessions';

/** The labels by which Services, budgets and policies find the pods of an agent. They can never change. */
export function selectorLabels(name: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/component': 'mcp-server',
  };
}

/** How the runtime stands to the server; there is none where the pod has no runtime. */
export const RUNTIME_LABEL = 'mcp/runtime';

/** The labels of an agent's objects and pods. */
export function agentLabels(name: string, server: McpServer, sessions: Sessions, version: string | undefined): Record<string, string> {
  return {
    ...selectorLabels(name),
    'app.kubernetes.io/part-of': 'mcp',
    'app.kubernetes.io/managed-by': 'cdk8s-mcp',
    ...(version === undefined ? {} : { 'app.kubernetes.io/version': labelValue(version) }),
    'mcp/protocol-era': server.protocol,
    'mcp/transport': server.transport,
    'mcp/sessions': sessions.kind,
    ...(server.runtimeRole ? { [RUNTIME_LABEL]: server.runtimeRole } : {}),
  };
}

/** A label that tells an agent's two Services apart, so that a monitor selects one of them. */
export const SERVICE_ROLE = 'mcp/service';

/** Tags may be longer than labels and end in what a label must not end in. */
function labelValue(text: string): string {
  return text.slice(0, 63).replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}
