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

/** MaxArraySize of Slurm has this limit. */
const MOST_TASKS = 4_000_001;

/** Array job, its index or indices, state, node, reason, name. */
export const QUEUE_FORMAT = '%F|%K|%T|%N|%r|%j';

/** Reads what `squeue --noheader --format=QUEUE_FORMAT` printed. */
export function parseQueue(text: string): Map<string, ArrayListing> {
  const arrays = new Map<string, { jobId: string; tasks: Map<number, TaskState> }>();
  for (const line of text.split('\n')) {
    const [jobId, indices, state, node, reason, ...name] = line.split('|');
    if (jobId === undefined || indices === undefined || state === undefined || name.length === 0) continue;
    if (!/^\d+$/.test(jobId) || state === '') continue;
    const key = name.join('|');
    const array = arrays.get(key) ?? { jobId, tasks: new Map<number, TaskState>() };
    arrays.set(key, array);
    for (const index of parseIndices(indices))
      array.tasks.set(index, { state, node: node ?? '', reason: reason ?? '' });
  }
  return arrays;
}

/** The tasks of `3`, `0-4,7` or `0-40:2%10`: Slurm lists waiting tasks of an array together. */
export function parseIndices(text: string): number[] {
  const [ranges = ''] = text.split('%');
  return ranges.split(',').flatMap((range) => {
    const match = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(range);
    if (match === null) return [];
    const first = Number(match[1]);
    const last = Number(match[2] ?? first);
    const step = Number(match[3] ?? 1);
    if (step === 0 || last - first > MOST_TASKS) return [];
    return Array.from(
      { length: Math.max(0, Math.floor((last - first) / step) + 1) },
      (_, index) => first + index * step,
    );
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
