/**
 * What `node --import mcp-agent-runtime/register server.js` puts around a program that serves MCP with an official SDK:
 * metrics, health, and an end that loses no call. The program itself is not changed.
 */
import type { IncomingMessage } from 'node:http';
import { isMainThread } from 'node:worker_threads';
import { asksFor } from '../http/asks-for.js';
import { isAnsweredBy } from '../http/front.js';
import { HttpProbe } from '../management/http-probe.js';
import { learner } from '../management/learner.js';
import { PROBE_HEADER } from '../observation/observer.js';
import { Around, Base, surround } from '../runtime.js';
import { followClasses } from './follow-classes.js';
import { followModules } from './follow-modules.js';
import { followRequests } from './follow-requests.js';
import { isPackageManager } from './is-package-manager.js';
import { keepFromChildren } from './keep-from-children.js';
import { ServedProgram } from './served-program.js';
import { holdSignals } from '../drain/hold-signals.js';
import { readSettings } from '../settings/settings.js';
import { SettingError } from '../settings/variable.js';

async function takeOver(): Promise<void> {
  const base = new Base(readSettings(), 'register');
  let around: Around | undefined;
  followModules(followClasses(base.observer));
  const isProbe = ({ headers }: IncomingMessage) => headers[PROBE_HEADER] === base.observer.probeVersion;
  const requests = followRequests(base.settings.port, (request, response) => {
    if (!around || isProbe(request)) {
      return false;
    }
    if (!asksFor(request, base.settings.path)) {
      return isAnsweredBy(around.routes, request, response);
    }
    around.front(request as never, response as never);
    return true;
  });
  const probe = new HttpProbe({
    url: () => requests.port() === undefined ? undefined : new URL(`http://127.0.0.1:${requests.port()}${base.settings.path}`),
    version: base.observer.probeVersion,
    headers: { [PROBE_HEADER]: base.observer.probeVersion },
    learn: learner(base),
  });
  around = await surround(base, new ServedProgram(base, requests.passOn, probe.probe));
  holdSignals(around.stop, base.log);
}

try {
  if (!isPackageManager()) {
    keepFromChildren(import.meta.url);
    if (isMainThread) {
      await takeOver();
    }
  }
} catch (error) {
  if (!(error instanceof SettingError)) {
    throw error;
  }
  process.stderr.write(`mcp-agent-runtime: ${error.message}\n`);
  process.exit(2);
}
