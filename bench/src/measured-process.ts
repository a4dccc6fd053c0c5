import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface MeasuredProcess {
  /** Milliseconds from start to end. */
  readonly wall: number;
  /** Highest memory of the process with all its children, MiB; a page that several share counts once. */
  readonly peakMemory: number;
  readonly status: number | null;
  readonly output: string;
}

export interface MeasureOptions {
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** CPU cores it may use, such as [0, 1]; all of them where it is left out. */
  readonly cores?: readonly number[];
  /** Between two looks at the memory. */
  readonly intervalMilliseconds?: number;
  /** Told the memory of every look, MiB, and when, milliseconds since the start. */
  readonly onMemory?: (memory: number, at: number) => void;
}

/** Runs a command to its end, and watches its memory. */
export async function measureProcess(options: MeasureOptions): Promise<MeasuredProcess> {
  const { command, directory, environment, cores, intervalMilliseconds = 100, onMemory } = options;
  const pinned = cores ? ['taskset', '-c', cores.join(','), ...command] : command;
  const [program = '', ...given] = pinned;
  const began = performance.now();
  const child = spawn(program, given, {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  let peakMemory = 0;
  const look = () => {
    if (child.pid === undefined) return;
    const memory = descendants(child.pid).reduce((total, id) => total + memoryOf(id), 0);
    peakMemory = Math.max(peakMemory, memory);
    onMemory?.(memory, performance.now() - began);
  };
  const timer = setInterval(look, intervalMilliseconds);
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { wall: performance.now() - began, peakMemory, status, output };
  } finally {
    clearInterval(timer);
  }
}

/** The same, and its failure is an error that carries its last words. */
export async function measureSuccess(options: MeasureOptions): Promise<MeasuredProcess> {
  const measured = await measureProcess(options);
  if (measured.status === 0) return measured;
  throw new Error(
    `${options.command.join(' ')}: ended with status ${measured.status}: ${measured.output.slice(-2000)}`,
  );
}

function descendants(id: number): number[] {
  const children = fromProc(() =>
    readdirSync(`/proc/${id}/task`).flatMap((thread) =>
      readFileSync(`/proc/${id}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    ),
  );
  return [id, ...(children ?? []).flatMap(descendants)];
}

/** Proportional set size, MiB. */
function memoryOf(id: number): number {
  const rollup = fromProc(() => readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'));
  return Number(/^Pss:\s+(\d+)/m.exec(rollup ?? '')?.[1] ?? 0) / 1024;
}

/** Null where the process has ended meanwhile. */
function fromProc<Result>(read: () => Result): Result | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null;
    throw error;
  }
}
