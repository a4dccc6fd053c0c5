import { spawn } from 'node:child_process';
import { join } from 'node:path';

export type TestOutcome = 'passed' | 'failed' | 'timed out';

export interface TestRun {
  readonly outcome: TestOutcome;
  readonly seconds: number;
  /** What the tests printed. */
  readonly output: string;
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
    let output = '';
    let late = false;
    const keep = (text: string) => {
      output = (output + text).slice(-100_000);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const limit = setTimeout(() => {
      late = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, 1000 * limitSeconds);
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(limit);
      const outcome = late ? 'timed out' : status === 0 ? 'passed' : 'failed';
      resolve({ outcome, seconds: (performance.now() - began) / 1000, output });
    });
  });
}
