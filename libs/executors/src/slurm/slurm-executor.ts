import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '@collapse/datasets';
import { UserError } from '@collapse/trials';
import { dispatch } from '../contract/dispatch.ts';
import type { Executor, OutlivingWork } from '../contract/executor.ts';
import type { DataDirectories } from '../contract/remote-job.ts';
import type { RunnerModule } from '../contract/trial-runner.ts';
import { unsettledBatches } from './batch.ts';
import { cancelBatches } from './cancel.ts';
import { type SlurmCommands, SlurmRefusal, slurmCommands } from './slurm-commands.ts';
import type { SlurmOptions } from './slurm-options.ts';
import { SlurmQueue } from './slurm-queue.ts';
import { requireSlurmPath } from './submission.ts';
import { trialsOnSlurm } from './work-under-way.ts';

export interface SlurmExecutorOptions {
  readonly runner: RunnerModule;
  readonly options: SlurmOptions;
  /** Where nodes find data and keep what they compute of it. */
  readonly data?: DataDirectories;
  readonly clock?: () => number;
  /** Has PATH, and whatever else Slurm's programs need. */
  readonly environment?: NodeJS.ProcessEnv;
}

const DEFAULT_TEMPLATE = join(import.meta.dirname, 'task-template.sh');

/**
 * Runs trials as job arrays of a Slurm cluster that shares the study folder and this installation.
 * @throws UserError where Slurm is not to be had, or has no such partition
 */
export async function createSlurmExecutor(given: SlurmExecutorOptions): Promise<Executor> {
  const { runner, options, clock = Date.now, environment = process.env } = given;
  const { data = { cacheDirectory: cacheDirectory() } } = given;
  const template = readTemplate(options.template ?? DEFAULT_TEMPLATE);
  const commands = slurmCommands(environment);
  const { maxArraySize } = await commands.check(options.partition);
  const policy = { retries: options.retries, stallMilliseconds: 1000 * options.stallSeconds };
  const settings = { runner, data, threads: options.cpus };
  return {
    description: describe(options, maxArraySize),
    async run(groups, listener, signal) {
      const studyDirectory = groups[0]?.[0]?.studyDirectory;
      if (signal.aborted || studyDirectory === undefined) return;
      requireSlurmPath(studyDirectory);
      const queue = new SlurmQueue({ commands, options, settings, studyDirectory, template, maxArraySize, clock });
      const all = await queue.adopt(groups);
      const slot = queue.run.bind(queue);
      try {
        await dispatch(all, { slots: all.map(() => ({ run: slot })), policy, clock, listener, signal });
      } catch (error) {
        // What Slurm has taken goes on where it only refuses more; nothing else can go on without the controller.
        if (!(error instanceof SlurmRefusal)) await queue.cancel();
        throw error;
      } finally {
        await queue.end();
      }
    },
    async close() {
      // Tasks outlive the controller.
    },
    outliving: slurmWork(commands),
  };
}

/** The tasks of any study, without an executor to run more. */
export function slurmWork(commands: SlurmCommands = slurmCommands(process.env)): OutlivingWork {
  return {
    underWay: (directory) => new Set(trialsOnSlurm(directory).map(({ trialId }) => trialId)),
    trials: trialsOnSlurm,
    async cancel(studyDirectory) {
      const { tasks, left } = await cancelBatches(unsettledBatches(studyDirectory), commands);
      const more = left === 0 ? '' : `; ${left} are still ending, \`squeue\` shows them`;
      return `${tasks} task${tasks === 1 ? '' : 's'} on Slurm cancelled${more}`;
    },
  };
}

function describe({ partition, limit, trialsPerTask, packSize, gpu }: SlurmOptions, maxArraySize: number): string {
  return [
    `Slurm${partition === undefined ? '' : `, partition ${partition}`}`,
    `arrays of up to ${maxArraySize} tasks${limit === undefined ? '' : `, ${limit} of them at once`}`,
    ...(trialsPerTask > 1 ? [`${trialsPerTask} trials${packSize > 1 ? ' or packs' : ''} a task`] : []),
    ...(gpu === false ? [] : ['one GPU a task']),
  ].join(', ');
}

function readTemplate(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const received = `${path} (${error.code})`;
    throw new UserError(
      { field: 'template', expected: 'a file that can be read', received, remedy: 'Give the path of one.' },
      { cause: error },
    );
  }
  if (text.startsWith('#!') && /^\s*(exec\s+)?"\$@"\s*$/m.test(text)) return text;
  throw new UserError({
    field: `template ${path}`,
    expected: 'a script that begins with #! and has the line exec "$@"',
    received: 'a file without one of them',
    remedy: 'Begin with a copy of libs/executors/src/slurm/task-template.sh.',
  });
}
