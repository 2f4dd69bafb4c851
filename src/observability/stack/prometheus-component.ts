import { Component, PROXY_PORT } from './component';

/** The name of the Prometheus resource. */
export const PROMETHEUS_NAME = 'mcp';

/** What of its API is let through: questions, and not what stops or empties it. */
const READ_PATHS = ['/api/v1/*', '/api/v1/*/*', '/api/v1/*/*/*', '/federate', '/metrics'];

/** What stands before Prometheus, and around it. */
export const PROMETHEUS: Component = {
  name: 'mcp-prometheus',
  pods: { 'app.kubernetes.io/name': 'prometheus', 'operator.prometheus.io/name': PROMETHEUS_NAME },
  upstream: 9090,
  paths: READ_PATHS,
  guards: { resource: 'prometheuses', name: PROMETHEUS_NAME },
};

/** Where it is asked. */
export function prometheusUrl(namespace: string): string {
  return `https://${PROMETHEUS.name}.${namespace}.svc:${PROXY_PORT}`;
}
