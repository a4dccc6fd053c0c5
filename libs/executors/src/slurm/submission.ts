import { fileURLToPath } from 'node:url';
import { UserError } from '@collapse/trials';
import type { BatchFiles } from './batch.ts';
import type { SlurmOptions } from './slurm-options.ts';

/**
 * Slurm drops backslashes in the name of a log file, and then fills in nothing.
 * @throws UserError for a study folder that has one
 */
export function requireSlurmPath(studyDirectory: string): void {
  if (!studyDirectory.includes('\\')) return;
  throw new UserError({
    field: 'study folder',
    expected: 'a path without a backslash, which Slurm drops',
    received: studyDirectory,
    remedy: 'Choose another folder with --out.',
  });
}

/** The arguments of sbatch for an array of so many tasks. */
export function sbatchArguments(
  files: BatchFiles,
  tasks: number,
  studyDirectory: string,
  options: SlurmOptions,
): string[] {
  const { partition, account, timeLimit, memory, cpus, gpu, limit, extra, heapMegabytes } = options;
  const given = [
    ['partition', partition],
    ['account', account],
    ['time', timeLimit],
    ['mem', memory],
    // One process a GPU: TensorFlow takes hold of every GPU that its process sees.
    ['gres', gpu === false ? undefined : gpu === true ? 'gpu:1' : `gpu:${gpu}:1`],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
  return [
    `--job-name=${files.name}`,
    `--array=0-${tasks - 1}${limit === undefined ? '' : `%${limit}`}`,
    '--requeue',
    '--open-mode=append',
    // Slurm fills in what follows a percent sign.
    `--output=${files.logs.replaceAll('%', '%%')}/%a.txt`,
    `--chdir=${studyDirectory}`,
    '--ntasks=1',
    `--cpus-per-task=${cpus}`,
    ...given,
    ...extra,
    files.template,
    process.execPath,
    ...(heapMegabytes === undefined ? [] : [`--max-old-space-size=${heapMegabytes}`]),
    fileURLToPath(new URL('./task.ts', import.meta.url)),
    files.directory,
  ];
}
