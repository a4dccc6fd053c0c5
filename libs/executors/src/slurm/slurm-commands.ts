import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { nearestName, UserError } from '@collapse/trials';
import { NOTHING_LISTED, parseQueue, QUEUE_FORMAT, type QueueListing } from './queue-listing.ts';

const run = promisify(execFile);

/** Slurm's programs, as far as they are used. Every value is an argument of its own: no shell reads any. */
export interface SlurmCommands {
  /** @throws UserError where Slurm is not installed or does not answer, or has no such partition */
  check(partition: string | undefined): Promise<{ readonly maxArraySize: number }>;
  /** @returns the job's id. @throws SlurmBusy or UserError where it is refused */
  submit(args: readonly string[]): Promise<string>;
  /** All arrays of these names that Slurm still knows, in one call. @throws SlurmBusy */
  queue(names: readonly string[]): Promise<QueueListing>;
  /** How tasks ended that the queue has forgotten; empty where Slurm keeps no accounts. */
  ended(taskIds: readonly string[]): Promise<Map<string, string>>;
  /** Ends jobs, or single tasks written as JOB_INDEX. */
  cancel(ids: readonly string[]): Promise<void>;
}

/** Slurm cannot answer now, or takes no more jobs for a while: to be asked again. */
export class SlurmBusy extends UserError {
  override readonly name = 'SlurmBusy';

  /** @param received what Slurm said */
  constructor(received: string, options?: ErrorOptions) {
    super(
      {
        field: '--executor slurm',
        expected: 'a Slurm controller that answers',
        received,
        remedy: 'Try `sinfo`; when that works, run this again.',
      },
      options,
    );
  }
}

/** Slurm will not have such a job. Jobs that it took before go on. */
export class SlurmRefusal extends UserError {
  override readonly name = 'SlurmRefusal';
}

const IDS_IN_ONE_CALL = 500;

export function slurmCommands(environment: NodeJS.ProcessEnv): SlurmCommands {
  // Without SLURM_BITSTR_LEN squeue cuts long lists of array indices short.
  const env = { ...environment, SLURM_BITSTR_LEN: '0' };
  const call = async (program: string, args: readonly string[]): Promise<string> => {
    try {
      const { stdout } = await run(program, args, { env, maxBuffer: 1 << 28 });
      return stdout;
    } catch (error) {
      throw describeFailure(program, error);
    }
  };
  return {
    async check(partition) {
      const configuration = await orBusy(call('scontrol', ['show', 'config']));
      const partitions = partition === undefined ? '' : await orBusy(call('sinfo', ['--noheader', '--format=%R']));
      if (partition !== undefined) requirePartitions(partition, partitions);
      return { maxArraySize: Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(configuration)?.[1] ?? 1001) };
    },
    async submit(args) {
      try {
        // With several clusters the name of the one that took the job follows.
        const [jobId = ''] = (await call('sbatch', ['--parsable', ...args])).trim().split(';');
        if (/^\d+$/.test(jobId)) return jobId;
        throw new CommandFailure(`sbatch: a reply without the number of a job: ${JSON.stringify(jobId.slice(0, 200))}`);
      } catch (error) {
        if (!(error instanceof CommandFailure)) throw error;
        throw new SlurmRefusal({
          field: 'sbatch',
          expected: 'a job that Slurm accepts',
          received: error.message,
          remedy: 'Change the options in the file of --executor-options; `sinfo` lists partitions and what nodes have.',
        });
      }
    },
    async queue(names) {
      if (names.length === 0) return NOTHING_LISTED;
      const args = ['--noheader', '--states=all', `--name=${names.join(',')}`, `--format=${QUEUE_FORMAT}`];
      return parseQueue(await orBusy(call('squeue', args)));
    },
    async ended(taskIds) {
      const states = new Map<string, string>();
      try {
        for (const ids of inParts(taskIds)) {
          const format = ['--noheader', '--parsable2', '--allocations', '--format=JobID,State'];
          for (const line of (await call('sacct', [...format, `--jobs=${ids.join(',')}`])).split('\n')) {
            const [id, state] = line.split('|');
            // "CANCELLED by 1000"
            if (id !== undefined && state) states.set(id, state.split(' ')[0] ?? state);
          }
        }
      } catch (error) {
        // Most clusters of one's own keep no accounts: how a task ended is then not known.
        if (!(error instanceof CommandFailure || error instanceof SlurmBusy)) throw error;
      }
      return states;
    },
    async cancel(ids) {
      for (const part of inParts(ids)) {
        try {
          await call('scancel', part);
        } catch (error) {
          // One that has ended meanwhile.
          if (!(error instanceof CommandFailure)) throw error;
        }
      }
    },
  };
}

/** A program that ended with an error of which nothing more is known. */
class CommandFailure extends Error {}

function describeFailure(program: string, error: unknown): Error {
  if (!(error instanceof Error && 'code' in error)) return error instanceof Error ? error : new Error(String(error));
  if (error.code === 'ENOENT' || error.code === 'EACCES') {
    return new UserError(
      {
        field: '--executor slurm',
        expected: `Slurm's programs on this machine`,
        received: `no ${program} in PATH`,
        remedy: "Run it on a login node of the cluster, or load the cluster's module for Slurm.",
      },
      { cause: error },
    );
  }
  const output = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  const message = `${program}: ${output.replaceAll(/^\w+: (error: )?/gm, '').replaceAll('\n', '; ') || error.message}`;
  return BUSY.test(message) ? new SlurmBusy(message, { cause: error }) : new CommandFailure(message, { cause: error });
}

const BUSY =
  /unable to contact|connection refused|timed out|temporarily|try again|submit limit|MaxSubmit|MaxJob|too many|socket|protocol authentication/i;

/** For questions that Slurm always has an answer to. */
async function orBusy(answer: Promise<string>): Promise<string> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof CommandFailure ? new SlurmBusy(error.message, { cause: error }) : error;
  }
}

function requirePartitions(wanted: string, listed: string): void {
  const present = [...new Set(listed.split('\n').filter((name) => name !== ''))];
  const missing = wanted.split(',').find((name) => !present.includes(name));
  if (missing === undefined) return;
  const near = nearestName(missing, present);
  throw new UserError({
    field: 'partition',
    expected: `one of this cluster's partitions (${present.join(', ')})`,
    received: missing,
    remedy: near === null ? 'Write one of them, or leave it out for the default.' : `Did you mean ${near}?`,
  });
}

function inParts(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / IDS_IN_ONE_CALL) }, (_, part) =>
    ids.slice(part * IDS_IN_ONE_CALL, (part + 1) * IDS_IN_ONE_CALL),
  );
}
