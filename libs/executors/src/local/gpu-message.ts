import type { DataDirectories, RemoteJob } from '../contract/remote-job.ts';
import type { RunnerModule } from '../contract/trial-runner.ts';
import type { WorkerMessage } from '../contract/worker-message.ts';

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
