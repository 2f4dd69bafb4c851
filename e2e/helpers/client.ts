import { Cluster } from './cluster';
import { RunningClient } from './job';

/** A server to connect to, and the tool to call there. */
export interface Question {
  readonly url: string;
  readonly tool: string;
  readonly arguments?: Record<string, unknown>;
  /** Of the protocol, by the official SDK that speaks it. @default "legacy" */
  readonly era?: 'legacy' | 'modern';
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
  const args = ['ask.mjs', ...questions.map((question) => JSON.stringify(question))];
  const output = await RunningClient.start(cluster, { namespace, args, seconds: 90 }).output();
  return output.trim().split('\n').map((line) => JSON.parse(line));
}
