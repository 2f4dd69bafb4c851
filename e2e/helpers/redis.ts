import { RESTRICTED_CONTAINER, restrictedPod } from './restricted';

/** The image of a Redis, by the name that the table has. */
export const REDIS_IMAGE = 'docker.io/library/redis:7.0';

/** The Secret with its URL, under the key `url`. */
export const REDIS_SECRET = 'redis';

/** A Redis for sessions, with a password, and the Secret that tells of it. What it holds goes with its pod. */
export function redis(namespace: string): any[] {
  const password = 'not-a-secret-of-anybody';
  const labels = { app: 'redis' };
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: REDIS_SECRET, namespace }, stringData: { password, url: `redis://:${password}@redis:6379` } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'redis', namespace },
      spec: { selector: labels, ports: [{ port: 6379 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'redis', namespace },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            securityContext: restrictedPod(999),
            containers: [{
              name: 'redis',
              image: REDIS_IMAGE,
              command: ['sh', '-c', 'exec redis-server --save "" --protected-mode no --requirepass "$PASSWORD"'],
              env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: REDIS_SECRET, key: 'password' } } }],
              readinessProbe: { tcpSocket: { port: 6379 }, periodSeconds: 2 },
              securityContext: RESTRICTED_CONTAINER,
              resources: { requests: { cpu: '50m', memory: '32Mi' }, limits: { memory: '128Mi' } },
            }],
          },
        },
      },
    },
  ];
}
