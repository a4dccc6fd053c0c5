import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startRedisServer, stopRedisServer } from '../../tools/redis/redis-server.ts';

/** The project's own Redis server, and one worker of it at a time. */
export interface RedisFleet {
  readonly url: string;
  readonly passwordFile: string;
  /** Resolves when the worker takes trials. */
  startWorker(slots: number): Promise<void>;
  stopWorker(): Promise<void>;
  stop(): Promise<void>;
}

/** @param sweep the program's file */
export async function startFleet(folder: string, sweep: string): Promise<RedisFleet> {
  const server = await startRedisServer({ directory: join(folder, 'redis') });
  const { url, passwordFile } = server;
  let worker: ChildProcess | undefined;
  const stopWorker = async () => {
    if (worker === undefined || worker.exitCode !== null || worker.signalCode !== null) return;
    const gone = once(worker, 'close');
    worker.kill('SIGTERM');
    await gone;
  };
  return {
    url,
    passwordFile,
    async startWorker(slots) {
      const given = ['--redis', url, '--password-file', passwordFile, '--workers', String(slots)];
      worker = spawn(process.execPath, [sweep, 'worker', ...given, '--scratch', join(folder, 'scratch')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      if (worker.stdout === null) throw new Error('the Redis worker has no output');
      const ready = once(createInterface(worker.stdout), 'line').then(() => true);
      const ended = once(worker, 'close').then(() => false);
      if (!(await Promise.race([ready, ended]))) throw new Error('the Redis worker ended before it was ready');
    },
    stopWorker,
    async stop() {
      await stopWorker();
      await stopRedisServer(server);
    },
  };
}
