import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { AnyExecutorKind } from '@collapse/executors/contract';
import { EXECUTOR_KINDS } from '@collapse/executors/kinds';
import { UserError } from '@collapse/trials';
import type { Command } from 'commander';
import { BACKENDS, type ExecutionChoice } from '../execution/execution-choice.ts';
import { readExecutorOptions } from '../execution/executor-options-file.ts';
import type { PlanOptions } from '../plan.ts';
import { executorHelp } from '../terminal/executor-help.ts';
import { fromUser, PROJECT_FOLDER } from '../user-path.ts';
import { namedOne, numberFrom, oneOf } from './option-values.ts';

/** Where trials run, as commander hands it over. */
export interface ExecutionArguments {
  readonly workers?: string;
  readonly backend: string;
  readonly executor: string;
  readonly executorOptions?: string;
  readonly packs: string;
  readonly gpus?: string;
  readonly checkpointSeconds?: string;
}

/** What the command line gives, as commander hands it over. */
export interface GridArguments extends ExecutionArguments {
  readonly grid?: string;
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly fresh?: boolean;
  readonly reuse?: string;
  readonly tracking?: string;
}

export interface GridOptions {
  readonly plan: Omit<PlanOptions, 'input' | 'onNotice'>;
  readonly execution: ExecutionChoice;
  readonly dryRun: boolean;
}

/** Where the option is left out. */
const CHECKPOINT_SECONDS = '60';

export const DEMO_GRID = join(PROJECT_FOLDER, 'experiments', 'demo.ts');

/** Resolves every option once. @throws UserError for one that makes no sense */
export function resolveGridOptions(given: GridArguments): GridOptions {
  const path = (value: string | undefined) => (value === undefined ? null : fromUser(value));
  return {
    plan: {
      gridFile: path(given.grid) ?? DEMO_GRID,
      out: path(given.out),
      runs: fromUser('runs'),
      reuse: path(given.reuse),
      fresh: given.fresh ?? false,
    },
    execution: resolveExecution(given),
    dryRun: given.dryRun ?? false,
  };
}

/** The options of every command that trains, with what executors there are. */
export function addExecutionOptions(command: Command, kinds: readonly AnyExecutorKind[] = EXECUTOR_KINDS): Command {
  return command
    .option('--workers <n>', 'worker threads (default: as many as the machine has room for)')
    .option(
      '--tracking <uri|off>',
      "an MLflow server to send to (default: MLFLOW_TRACKING_URI, else the project's own if up)",
    )
    .option('--backend <name>', 'auto, native or wasm', 'auto')
    .option('--executor <name>', `where trials run: ${kinds.map(({ name }) => name).join(', ')}`, kinds[0]?.name)
    .option('--executor-options <file>', 'JSON options of that executor')
    .option(
      '--packs <auto|off>',
      'train trials of one shape together, and many steps a call, where that is faster',
      'auto',
    )
    .option(
      '--checkpoint-seconds <n>',
      'seconds from one checkpoint of a training to the next, more where one takes long; 0: a trial that is cut off is trained from its first step',
      CHECKPOINT_SECONDS,
    )
    .option('--gpus <list>', 'one process for each of these GPUs, such as 0,1; or all')
    .addHelpText('after', executorHelp(kinds));
}

/** @throws UserError for an option that makes no sense */
export function resolveExecution(
  given: ExecutionArguments,
  kinds: readonly AnyExecutorKind[] = EXECUTOR_KINDS,
): ExecutionChoice {
  return {
    kind: namedOne('--executor', given.executor, kinds),
    backend: oneOf('--backend', given.backend, BACKENDS),
    workers: given.workers === undefined ? null : positiveInteger('--workers', given.workers),
    gpus: given.gpus === undefined ? [] : gpuList(given.gpus),
    checkpointSeconds: numberFrom('--checkpoint-seconds', given.checkpointSeconds ?? CHECKPOINT_SECONDS, {
      least: 0,
      words: 'seconds from one checkpoint of a training to the next, 0 for none',
    }),
    packs: oneOf('--packs', given.packs, ['auto', 'off']) === 'auto',
    file: given.executorOptions === undefined ? null : readExecutorOptions(fromUser(given.executorOptions)),
  };
}

function positiveInteger(field: string, received: string): number {
  const value = Number(received);
  if (/^\d+$/.test(received) && value >= 1 && value <= 1024) return value;
  throw new UserError({
    field,
    expected: 'an integer from 1 to 1024',
    received,
    remedy: 'Leave it out for as many as the machine has room for.',
  });
}

/** `0,1` or GPU UUIDs; `all` asks nvidia-smi. */
function gpuList(received: string): string[] {
  const gpus = received === 'all' ? presentGpus() : received.split(',').map((gpu) => gpu.trim());
  if (gpus.length > 0 && gpus.every((gpu) => /^[\w-]+$/.test(gpu)) && new Set(gpus).size === gpus.length) return gpus;
  throw new UserError({
    field: '--gpus',
    expected: 'GPU indices or UUIDs with commas between them, each once, or all',
    received: received === 'all' ? 'all, but nvidia-smi lists none' : received,
    remedy: 'List them with `nvidia-smi -L`, or leave the option out to train on the CPU.',
  });
}

function presentGpus(): string[] {
  try {
    const lines = execFileSync('nvidia-smi', ['-L'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return Array.from(lines.matchAll(/^GPU (\d+):/gm), ([, index]) => index ?? '');
  } catch (error) {
    // No nvidia-smi, or no driver for it to ask: there are none.
    if (error instanceof Error && ('code' in error || 'status' in error)) return [];
    throw error;
  }
}
