import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process that answers questions, a line of JSON for a line of JSON. */
export interface Contestant {
  readonly name: string;
  readonly version: string;
  ask<Answer>(question: object): Promise<Answer>;
  close(): Promise<void>;
}

export interface ContestantOptions {
  readonly name: string;
  readonly command: readonly string[];
  /** The one CPU core it may use. */
  readonly core: number;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Starts it pinned to its core, and waits until it says its version. @throws Error when it ends early, with its last words */
export async function startContestant({ name, command, core, environment }: ContestantOptions): Promise<Contestant> {
  const child = spawn('taskset', ['-c', String(core), ...command], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2000);
  });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended with status ${code}: ${lastWords}`)));
  });
  // An end that nobody waits for is no failure; whoever asks next sees it.
  failed.catch(() => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const line = await Promise.race([lines.next(), failed]);
    return line.done ? await failed : JSON.parse(line.value);
  };
  const { version } = await next();
  return {
    name,
    version,
    ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return next();
    },
    async close() {
      child.stdin.end();
      await failed.catch(() => {});
    },
  };
}
