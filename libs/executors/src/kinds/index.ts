import type { AnyExecutorKind } from '../contract/executor-kind.ts';
import { inProcess } from './in-process.ts';
import { local } from './local.ts';
import { redis } from './redis.ts';
import { slurm } from './slurm.ts';

/** Every executor there is, in the order of the help; the first is the default. */
export const EXECUTOR_KINDS: readonly [AnyExecutorKind, ...AnyExecutorKind[]] = [local, inProcess, slurm, redis];
