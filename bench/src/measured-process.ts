import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface MeasuredProcess {
  /** Milliseconds from start to end. */
  readonly wall: number;
  /** Highest memory of the process with all its children, MiB; a page that several share counts once. */
  readonly peakMemory: number;
  /** Seconds of processor time, of its children too. */
  readonly cpu: number;
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
  /** Asked at every look; once it says so the process is told to end, as by Ctrl-C. */
  readonly isEnough?: () => boolean;
}

/** Runs a command to its end, and watches its memory. */
export async function measureProcess(options: MeasureOptions): Promise<MeasuredProcess> {
  const { command, directory, environment, cores, intervalMilliseconds = 100 } = options;
  const { onMemory, isEnough } = options;
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
  let cpu = 0;
  let told = false;
  const look = () => {
    if (child.pid === undefined) return;
    const family = descendants(child.pid);
    const memory = family.reduce((total, id) => total + memoryOf(id), 0);
    peakMemory = Math.max(peakMemory, memory);
    cpu = Math.max(
      cpu,
      family.reduce((total, id) => total + cpuOf(id), 0),
    );
    if (!told && isEnough?.()) told = child.kill('SIGINT');
    onMemory?.(memory, performance.now() - began);
  };
  const timer = setInterval(look, intervalMilliseconds);
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { wall: performance.now() - began, peakMemory, cpu, status, output };
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

/** Linux counts in hundredths of a second. */
const TICKS_A_SECOND = 100;

/** Seconds of processor time, with those of children that have ended. */
function cpuOf(id: number): number {
  const stat = fromProc(() => readFileSync(`/proc/${id}/stat`, 'utf8'));
  // The second field is a name in brackets, which may hold anything.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return fields.slice(11, 15).reduce((total, ticks) => total + Number(ticks), 0) / TICKS_A_SECOND;
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
