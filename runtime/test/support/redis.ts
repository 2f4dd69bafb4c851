import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './running.js';

/** A Redis of a test's own. */
export interface TestRedis {
  readonly port: number;
  readonly url: string;
  /** Stops it, as where its node dies. */
  kill(): Promise<void>;
  /** Starts it again, empty, where it was. */
  restart(): Promise<void>;
  /** Stops it for good. */
  end(): Promise<void>;
}

/** Starts the system's redis-server without a file on disk. */
export async function startRedis(args: (folder: string) => readonly string[] = () => []): Promise<TestRedis> {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    throw new Error('redis-server is needed to test sessions that outlive their process: run "apt-get install redis-server" (or brew install redis).');
  }
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const start = async () => {
    const redis = spawn('redis-server', ['--port', String(port), '--save', '', '--dir', folder, '--bind', '127.0.0.1', ...args(folder)], { stdio: 'ignore' });
    await untilOpen(port);
    return redis;
  };
  let redis = await start();
  const kill = async () => {
    if (redis.exitCode === null && redis.signalCode === null) {
      redis.kill('SIGKILL');
      await once(redis, 'exit');
    }
  };
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart: async () => {
      redis = await start();
    },
    end: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilOpen(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([once(socket, 'connect').then(() => true, () => false)]);
    socket.destroy();
    if (open) {
      return;
    }
    await sleep(50);
  }
  throw new Error('redis-server does not listen within 10 s');
}
