export type { SlurmExecutorOptions } from './slurm-executor.ts';
export { createSlurmExecutor, slurmWork } from './slurm-executor.ts';
export type { SlurmOptions } from './slurm-options.ts';
export { parseSlurmOptions, slurmOptions } from './slurm-options.ts';
