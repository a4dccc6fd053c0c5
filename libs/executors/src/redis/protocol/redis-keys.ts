/** Every key of ours in Redis. BullMQ's own begin with `<prefix>:<queue>:`. */
export interface RedisKeys {
  readonly prefix: string;
  /** Hash: studies that have jobs, a StudyEntry by the name of the queue. */
  readonly studies: string;
  /** Hash: workers, a WorkerEntry by their id. */
  readonly workers: string;
  /** Set: checksums of data sets that some worker cannot make for itself. */
  readonly wantedData: string;
  /** Hash: a data set in pieces, under its checksum. */
  data(checksum: string): string;
  /** Hash: what a job's trials wrote, `<trial id>/<file>` by file. */
  files(queue: string, id: string): string;
  /** Stream: what happens in a queue. */
  events(queue: string): string;
  /** String: the token of the worker that has a job. */
  lock(queue: string, jobId: string): string;
}

export function redisKeys(prefix: string): RedisKeys {
  return {
    prefix,
    studies: `${prefix}:studies`,
    workers: `${prefix}:workers`,
    wantedData: `${prefix}:data:wanted`,
    data: (checksum) => `${prefix}:data:${checksum}`,
    files: (queue, id) => `${prefix}:files:${queue}:${id}`,
    events: (queue) => `${prefix}:${queue}:events`,
    lock: (queue, jobId) => `${prefix}:${queue}:${jobId}:lock`,
  };
}
