import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ExecutionContext } from 'ava';

export interface Child {
  readonly process: ChildProcess;
  /** Resolves with all lines once so many have been printed, or the child has ended. */
  lines(count: number): Promise<readonly string[]>;
  /** Kills it with SIGKILL, unless it has ended, and waits for the end. */
  kill(): Promise<void>;
}

/** Halves a child's start, once a child that was not killed has filled it. */
const compileCache = mkdtempSync(join(tmpdir(), 'compile-cache-'));
process.once('exit', () => rmSync(compileCache, { recursive: true, force: true }));

/** Runs a script of this folder with the Node that runs the test. */
export function startChild(t: ExecutionContext, script: string, ...args: string[]): Child {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const seen: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const closed = once(reader, 'close');
  reader.on('line', (line) => seen.push(line));
  return {
    process: child,
    async lines(count) {
      let ended = false;
      void closed.then(() => {
        ended = true;
      });
      while (seen.length < count && !ended) await Promise.race([once(reader, 'line'), closed]);
      return seen;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
