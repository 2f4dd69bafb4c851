import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { goProgram } from './go-program';
import { PROMETHEUS } from '../testbed/images/parts/monitoring';

/** A Prometheus of this machine's own, on blocks that exist; it scrapes nothing. */
export class LocalPrometheus {
  /** Starts it, and waits until it answers. */
  public static async on(blocks: string): Promise<LocalPrometheus> {
    const folder = mkdtempSync(join(dirname(blocks), '.prometheus-'));
    linkFiles(blocks, folder);
    writeFileSync(join(folder, 'prometheus.yml'), '{}\n');
    const port = await freePort();
    const prometheus = spawn(goProgram(PROMETHEUS), [
      `--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${folder}`, '--storage.tsdb.retention.time=100y',
      // Equal bounds: the blocks are never joined behind a measurement's back.
      '--storage.tsdb.min-block-duration=2h', '--storage.tsdb.max-block-duration=2h',
      `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn',
    ], { stdio: ['ignore', 'inherit', 'inherit'] });
    const started = new LocalPrometheus(`http://127.0.0.1:${port}`, prometheus, folder);
    await started.ready();
    return started;
  }

  private constructor(public readonly url: string, private readonly process: ChildProcess, private readonly folder: string) {}

  /** Ends it, and removes all but the blocks. */
  public async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill();
    await ended;
    rmSync(this.folder, { recursive: true });
  }

  private async ready(): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt++) {
      if (this.process.exitCode !== null) {
        throw new Error(`Prometheus ended with status ${this.process.exitCode}; its log says why`);
      }
      const answer = await fetch(`${this.url}/-/ready`).catch(() => undefined);
      if (answer?.ok) {
        return;
      }
      await sleep(100);
    }
    throw new Error('Prometheus was not ready within a minute');
  }
}

/** Prometheus locks and cleans its folder, and takes no block that is a symbolic link: these are the same files under a second name. */
function linkFiles(from: string, to: string): void {
  for (const { name, parentPath } of readdirSync(from, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) {
    const folder = join(to, relative(from, parentPath));
    mkdirSync(folder, { recursive: true });
    linkSync(join(parentPath, name), join(folder, name));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
