import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import type { TestServer } from '../../../../tools/redis/test-server.ts';
import { journal, type Running, results, startSweep } from '../../test/support/run-sweep.ts';

export interface FleetWorker extends Running {
  /** What it has printed so far. */
  log(): string;
}

/** Workers and controllers as users start them, on one server, with keys of a test's own. */
export interface Fleet {
  readonly study: string;
  worker(options?: WorkerStart): FleetWorker;
  grid(args?: readonly string[]): Running;
  /** Waits until something holds; `what` is for the error. */
  until(what: string, holds: () => boolean): Promise<void>;
}

export interface WorkerStart {
  readonly port?: number;
  /** Come last, and so count more. */
  readonly args?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

const PATIENCE_MILLISECONDS = 90_000;

export function fleet(t: ExecutionContext, folder: string, server: TestServer, prefix: string): Fleet {
  const study = join(folder, 'study');
  const password = { REDIS_PASSWORD: server.password };
  const started: Running[] = [];
  const start = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) => {
    const running = startSweep(folder, args, { ...password, ...environment });
    started.push(running);
    return running;
  };
  writeFileSync(join(folder, 'redis.json'), JSON.stringify({ url: server.url, prefix }));
  t.teardown(async () => {
    for (const { process } of started) process.kill('SIGKILL');
    await Promise.all(started.map(({ finished }) => finished));
  });
  return {
    study,
    worker({ port = server.port, args = [], environment = {} } = {}) {
      const place = ['--redis', `redis://127.0.0.1:${port}`, '--prefix', prefix];
      const running = start(
        ['worker', ...place, '--workers', '1', '--scratch', join(folder, 'scratch'), ...args],
        environment,
      );
      let log = '';
      running.process.stdout?.on('data', (text: string) => {
        log += text;
      });
      return { ...running, log: () => log };
    },
    grid: (args = []) =>
      start(['grid', '--grid', 'grid.json', '--out', 'study', '--tracking', 'off', ...args].concat(REDIS)),
    async until(what, holds) {
      for (const end = performance.now() + PATIENCE_MILLISECONDS; !holds(); ) {
        if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
        await sleep(50);
      }
    },
  };
}

const REDIS = ['--executor', 'redis', '--executor-options', 'redis.json'];

/** The table without what differs between any two runs. */
export function table(study: string): Record<string, unknown>[] {
  return results(study).map(({ seconds: _, ...row }) => row);
}

/** Ids of finished trials in the order of the journal. */
export function finishedIn(study: string): string[] {
  if (!existsSync(join(study, 'journal.jsonl'))) return [];
  return journal(study).flatMap(({ kind, trialId }) => (kind === 'finished' && trialId !== undefined ? [trialId] : []));
}
