import type { LoadOptions } from '@collapse/datasets';
import type { TrialJob } from './executor.ts';
import type { RunnerModule } from './trial-runner.ts';
import type { WorkerMessage } from './worker-message.ts';

/** A job without its data, which each process loads for itself. */
export interface RemoteJob extends Omit<TrialJob, 'dataset'> {
  /** The controller's; a process that loads other values must not train on them. */
  readonly datasetChecksum: string;
}

export type DataDirectories = Pick<LoadOptions, 'mnistDirectory' | 'cacheDirectory'>;

/** From the controller to a process. */
export type GpuRequest =
  | {
      readonly kind: 'run';
      readonly group: readonly RemoteJob[];
      readonly runner: RunnerModule;
      readonly data: DataDirectories;
      readonly gpu: string;
    }
  | { readonly kind: 'stop' };

/** From a process to the controller. */
export type GpuReply = WorkerMessage | { readonly kind: 'group-over' };
