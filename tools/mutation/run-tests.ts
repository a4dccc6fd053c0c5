import { spawn } from 'node:child_process';
import { join } from 'node:path';

export type TestOutcome = 'passed' | 'failed' | 'timed out';

export interface TestRun {
  readonly outcome: TestOutcome;
  readonly seconds: number;
  /** What the tests printed. */
  readonly output: string;
}

/** Process groups of the tests that run. */
const running = new Set<number>();

/** Stops all tests that run, with their children. */
export function stopTests(): void {
  for (const group of running) process.kill(-group, 'SIGKILL');
}

/** Runs test files by ava until the first failure, in the copy `directory`. */
export function runTests(directory: string, files: readonly string[], limitSeconds: number): Promise<TestRun> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const bin = join(directory, 'node_modules', '.bin');
    const child = spawn(join(bin, 'ava'), ['--fail-fast', '--timeout=5m', ...files], {
      cwd: directory,
      // A group of its own, so that what hangs is stopped with all its children.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, NODE_NO_WARNINGS: '1' },
    });
    const { pid } = child;
    if (pid !== undefined) running.add(pid);
    let output = '';
    let late = false;
    const keep = (text: string) => {
      output = (output + text).slice(-100_000);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const limit = setTimeout(() => {
      late = true;
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    }, 1000 * limitSeconds);
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(limit);
      if (pid !== undefined) running.delete(pid);
      const outcome = late ? 'timed out' : status === 0 ? 'passed' : 'failed';
      resolve({ outcome, seconds: (performance.now() - began) / 1000, output });
    });
  });
}
