import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from './cluster';
import { CLIENT_IMAGE } from './images';

/** A server to connect to, and the tool to call there. */
export interface Question {
  readonly url: string;
  readonly tool: string;
  readonly arguments?: Record<string, unknown>;
}

/** What the server said, or why it could not be asked. */
export interface Answer {
  readonly url: string;
  readonly tools?: string[];
  readonly result?: { readonly content: unknown[]; readonly structuredContent?: unknown; readonly isError?: boolean };
  readonly error?: string;
}

/** Lets a client in a pod of a namespace ask servers, and returns their answers in the order of the questions. */
export async function askFrom(cluster: Cluster, namespace: string, ...questions: Question[]): Promise<Answer[]> {
  const job = JSON.parse(cluster.pipe(JSON.stringify(clientJob(questions)), 'create', '--namespace', namespace, '--filename', '-', '--output', 'json'));
  const { name } = job.metadata;
  await finished(cluster, namespace, name);
  const answers = cluster.kubectl('logs', `job/${name}`, '--namespace', namespace).trim().split('\n').map((line) => JSON.parse(line));
  cluster.kubectl('delete', 'job', name, '--namespace', namespace);
  return answers;
}

/** Succeeded or not: an answer says itself what went wrong. */
async function finished(cluster: Cluster, namespace: string, job: string): Promise<void> {
  const ended = ({ type, status }: { type: string; status: string }) => status === 'True' && (type === 'Complete' || type === 'Failed');
  while (!cluster.get('job', job, '--namespace', namespace).status?.conditions?.some(ended)) {
    await sleep(500);
  }
}

/** A pod that Pod Security's level `restricted` admits. */
function clientJob(questions: Question[]): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { generateName: 'e2e-client-' },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: 90,
      template: {
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [{
            name: 'client',
            image: CLIENT_IMAGE.name,
            imagePullPolicy: 'IfNotPresent',
            args: ['.', ...questions.map((question) => JSON.stringify(question))],
            securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
            resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
          }],
        },
      },
    },
  };
}
