import { request } from 'node:https';
import { Cluster } from './cluster';

/** What somebody was answered. */
export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** What is read through kube-rbac-proxy: a Service or pod, `service/mcp-prometheus`, and its port. */
export interface Guarded {
  readonly namespace: string;
  readonly to: string;
  readonly port: number;
}

/** Asks for paths one after the other, as somebody who shows a token, or none. The proxy's certificate is its own, so nobody checks it. */
export async function readGuarded(
  cluster: Cluster, { namespace, port, to }: Guarded, token: string | undefined, ...paths: string[]
): Promise<Reply[]> {
  return cluster.forwarded(namespace, to, port, async (address) => {
    const replies: Reply[] = [];
    for (const path of paths) {
      replies.push(await get(`${address.replace('http:', 'https:')}${path}`, token));
    }
    return replies;
  });
}

function get(url: string, token: string | undefined): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    request(url, { headers, rejectUnauthorized: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => body += chunk);
      response.on('end', () => resolve({ status: response.statusCode!, body }));
    }).on('error', reject).end();
  });
}
