import { timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { PATHS } from '../contract.js';
import { answerText } from '../http/answers.js';
import { asksFor } from '../http/asks-for.js';
import { listen, Listening, started } from '../http/listen.js';
import { Rendered } from '../observation/rendering.js';
import { SettingError } from '../settings/variable.js';

export interface MetricsServerOptions {
  readonly port: number;
  readonly tokenFile?: string;
  readonly tlsDir?: string;
}

/** Serves the metrics and nothing else, so that whoever reads them can do nothing else. */
export async function startMetricsServer(metrics: Rendered, { port, tokenFile, tlsDir }: MetricsServerOptions): Promise<Listening> {
  const handler = handlerOf(metrics, tokenFile);
  if (tokenFile !== undefined) {
    read('MCP_METRICS_TOKEN_FILE', tokenFile); // fails now, not at the first scrape
  }
  if (tlsDir === undefined) {
    return listen(handler, { port }, 'metrics', 'MCP_METRICS_PORT');
  }
  const { createServer } = await import('node:https'); // most have no TLS, and its memory neither
  const file = (name: string) => read('MCP_METRICS_TLS_DIR', join(tlsDir, name));
  const server = createServer({ cert: file('tls.crt'), key: file('tls.key'), ca: file('ca.crt'), requestCert: true, rejectUnauthorized: true }, handler);
  return started(server as never, { port }, 'metrics', 'MCP_METRICS_PORT');
}

function handlerOf(metrics: Rendered, tokenFile: string | undefined) {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!asksFor(request, PATHS.METRICS)) {
      answerText(response, 404, `Not found. The metrics are at ${PATHS.METRICS}.`);
    } else if (tokenFile !== undefined && !isAuthorized(request, tokenFile)) {
      answerText(response, 401, 'A bearer token is needed.', { 'www-authenticate': 'Bearer' });
    } else {
      const { contentType, text } = await metrics.render(request.headers.accept);
      response.writeHead(200, { 'content-type': contentType }).end(text);
    }
  };
  // A scrape that goes wrong, such as for a token file that was taken away, must not take the server with it.
  return (request: IncomingMessage, response: ServerResponse) => answer(request, response).catch((error: Error) => {
    metrics.scrapeFailed(error);
    answerText(response, 500, error.message);
  });
}

/** The file is read at each scrape, since Kubernetes renews it in place. */
function isAuthorized({ headers }: IncomingMessage, tokenFile: string): boolean {
  const expected = Buffer.from(`Bearer ${read('MCP_METRICS_TOKEN_FILE', tokenFile).toString('utf8').trim()}`);
  const given = Buffer.from(headers.authorization ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function read(variable: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new SettingError(`${variable} names ${file}, which can't be read: ${(error as Error).message}. Mount the Secret there, or leave ${variable} out.`);
  }
}
