import { parseOptions } from '@collapse/trials';
import { z } from 'zod';

const word = (meaning: string) =>
  z
    .string()
    .regex(/^[\w@%+=:,.-]+$/)
    .describe(meaning);
const count = (meaning: string) => z.int().min(1).describe(meaning);

/** Arguments of sbatch that the executor itself gives. */
const OWN = ['array', 'job-name', 'output', 'error', 'open-mode', 'requeue', 'no-requeue', 'chdir', 'parsable', 'wait'];
/** Arguments with which sbatch submits nothing, or something else. */
const NO_SUBMISSION = ['help', 'usage', 'version', 'test-only', 'wrap'];

const extraArgument = z
  .string()
  .regex(/^--[a-z][a-z-]*(?:=\P{Cc}*)?$/u)
  .refine((argument) => !isReserved(argument.slice(2).split('=')[0] ?? ''))
  .describe(
    `--NAME or --NAME=VALUE, as sbatch takes it, but none of ${[...OWN, ...NO_SUBMISSION].join(', ')}, nor the beginning of one`,
  );

/** sbatch takes the beginning of a long option for the whole, such as --outp for --output. */
function isReserved(name: string): boolean {
  return [...OWN, ...NO_SUBMISSION].some((reserved) => reserved.startsWith(name));
}

/** The file of --executor-options for `--executor slurm`. */
export const slurmOptions = z.strictObject({
  partition: word('partitions, with commas between them').optional(),
  account: word('an account').optional(),
  timeLimit: z
    .string()
    .regex(/^\d+(:\d{2}){0,2}$|^\d+-\d{1,2}(:\d{2}){0,2}$/)
    .describe('minutes, HH:MM:SS or D-HH:MM:SS')
    .optional(),
  memory: z
    .string()
    .regex(/^\d+[KMGT]?$/)
    .describe('megabytes, or a number with K, M, G or T')
    .optional(),
  cpus: count('processors of a task, and threads of one native operation').default(1),
  gpu: z
    .union([z.boolean(), word('a kind of GPU, as --gres names it')])
    .default(false)
    .describe('whether each task has one GPU'),
  limit: count('tasks of one array that may run at once').optional(),
  trialsPerTask: count('trials, or packs of them, that a task runs one after another').default(1),
  packSize: count('trials of one shape that train together').default(1),
  template: z.string().min(1).describe('a batch script that ends with exec "$@"').optional(),
  extra: z.array(extraArgument).default([]),
  retries: z.int().min(0).default(2),
  stallSeconds: z.number().positive().default(1800),
  pollSeconds: z.number().positive().default(5),
  settleSeconds: z.number().min(0).default(10),
  heapMegabytes: count("of a task's JavaScript heap").optional(),
});

export type SlurmOptions = z.output<typeof slurmOptions>;

/** @throws UserError for an option that does not exist, with the nearest name, or a value that makes no sense */
export function parseSlurmOptions(value: unknown, source: string): SlurmOptions {
  return parseOptions(slurmOptions, value, source);
}
