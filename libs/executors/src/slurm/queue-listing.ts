/** What squeue says of one task of an array. */
export interface TaskState {
  /** Such as PENDING, RUNNING or TIMEOUT. */
  readonly state: string;
  /** Empty where it has not been given one. */
  readonly node: string;
  /** Why it waits. */
  readonly reason: string;
}

/** Tasks that Slurm still knows, by the name of their array's job. */
export interface ArrayListing {
  readonly jobId: string;
  readonly tasks: ReadonlyMap<number, TaskState>;
}

/** What squeue printed. */
export interface QueueListing {
  /** By the name of their job. */
  readonly arrays: ReadonlyMap<string, ArrayListing>;
  /** Lines that lack fields: the tasks that they are about are there, in a state that is not known. */
  readonly damaged: readonly DamagedLine[];
}

export interface DamagedLine {
  readonly text: string;
  /** null where it does not say which. */
  readonly jobId: string | null;
  /** null where it does not say which, or not all of them. */
  readonly indices: ReadonlySet<number> | null;
}

export const NOTHING_LISTED: QueueListing = { arrays: new Map(), damaged: [] };

/** MaxArraySize of Slurm has this limit. */
const MAX_TASKS = 4_000_001;

/** Array job, its index or indices, state, node, reason, name. */
export const QUEUE_FORMAT = '%F|%K|%T|%N|%r|%j';

/** Reads what `squeue --noheader --format=QUEUE_FORMAT` printed. */
export function parseQueue(text: string): QueueListing {
  const arrays = new Map<string, { jobId: string; tasks: Map<number, TaskState> }>();
  const damaged: DamagedLine[] = [];
  for (const line of text.split('\n')) {
    // A banner of a wrapper around squeue says nothing of a task.
    if (!/^\s*\d+\s*$|\|/.test(line)) continue;
    const [jobId = '', list = '', state = '', node = '', reason = '', ...name] = line.split('|');
    const key = name.join('|');
    const known = /^\d+$/.test(jobId) ? jobId : null;
    const ranges = rangesOf(list);
    const whole = ranges.every((range) => range !== null);
    const indices = ranges.flatMap((range) => range ?? []);
    if (known === null || state === '' || key === '' || !whole) {
      damaged.push({ text: line, jobId: known, indices: whole ? new Set(indices) : null });
    }
    if (known === null || state === '' || key === '') continue;
    const array = arrays.get(key) ?? { jobId, tasks: new Map<number, TaskState>() };
    arrays.set(key, array);
    for (const index of indices) array.tasks.set(index, { state, node, reason });
  }
  return { arrays, damaged };
}

/** Whether a damaged line may be about a task: it is then not known to have ended, though nothing else lists it. */
export function mayBeListed({ damaged }: QueueListing, jobId: string | null, index: number): boolean {
  return damaged.some(
    (line) =>
      (line.jobId === null || jobId === null || line.jobId === jobId) &&
      (line.indices === null || line.indices.has(index)),
  );
}

/** The tasks of `3`, `0-4,7` or `0-40:2%10`: Slurm lists waiting tasks of an array together. Ranges that cannot be are passed over. */
export function parseIndices(text: string): number[] {
  return rangesOf(text).flatMap((range) => range ?? []);
}

/** The tasks of each range; null for one that cannot be. */
function rangesOf(text: string): (number[] | null)[] {
  const [ranges = ''] = text.split('%');
  return ranges.split(',').map((range) => {
    const match = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(range);
    if (match === null) return null;
    const first = Number(match[1]);
    const last = Number(match[2] ?? first);
    const step = Number(match[3] ?? 1);
    if (step === 0 || last < first || last - first > MAX_TASKS) return null;
    return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
  });
}

/** Whether a task in this state may still run, or run again. */
export function isLive(state: string): boolean {
  return LIVE.has(state);
}

const LIVE = new Set([
  'PENDING',
  'RUNNING',
  'CONFIGURING',
  'COMPLETING',
  'RESIZING',
  'SIGNALING',
  'STAGE_OUT',
  'STOPPED',
  'SUSPENDED',
  'REQUEUED',
  'REQUEUE_FED',
  'REQUEUE_HOLD',
  'SPECIAL_EXIT',
  'RESV_DEL_HOLD',
]);
