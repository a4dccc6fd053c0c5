import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Slot } from '../contract/dispatch.ts';
import type { TrialGroup } from '../contract/executor.ts';
import { type DataDirectories, remoteJob } from '../contract/remote-job.ts';
import { WorkerDeath } from '../contract/retry-policy.ts';
import type { RunnerModule } from '../contract/trial-runner.ts';
import type { WorkerMessage } from '../contract/worker-message.ts';
import type { GpuReply, GpuRequest } from './gpu-message.ts';

export interface GpuProcessOptions {
  /** As CUDA_VISIBLE_DEVICES takes it: an index or a UUID. */
  readonly gpu: string;
  readonly runner: RunnerModule;
  readonly data: DataDirectories;
  readonly environment: NodeJS.ProcessEnv;
  readonly nodeOptions: readonly string[];
  readonly graceMilliseconds: number;
}

/** What is kept of a process's output, to tell why it died. */
const OUTPUT_CHARACTERS = 2000;

/** One child process that sees one GPU: started at its first group, kept for the next, started anew after a death. */
export class GpuProcess implements Slot {
  readonly #options: GpuProcessOptions;
  #child: ChildProcess | undefined;
  #output = '';

  constructor(options: GpuProcessOptions) {
    this.#options = options;
  }

  async run(group: TrialGroup, report: (message: WorkerMessage) => void, signal: AbortSignal): Promise<void> {
    const { runner, data, gpu, graceMilliseconds } = this.#options;
    const child = this.#child ?? this.#start();
    const remote = group.map(remoteJob);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let timer: NodeJS.Timeout | undefined;
    const onMessage = (reply: GpuReply) => (reply.kind === 'group-over' ? resolve() : report(reply));
    const onClose = (code: number | null, killedBy: NodeJS.Signals | null) =>
      signal.aborted ? resolve() : reject(new WorkerDeath(this.#describeDeath(code, killedBy)));
    const onError = (error: Error) => reject(new WorkerDeath(error.message, { cause: error }));
    const cancel = () => {
      send(child, { kind: 'stop' });
      timer = setTimeout(() => child.kill('SIGKILL'), graceMilliseconds);
    };
    child.on('message', onMessage).on('close', onClose).on('error', onError);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      send(child, { kind: 'run', group: remote, runner, data, gpu });
      await promise;
    } catch (error) {
      this.#child = undefined;
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      child.off('message', onMessage).off('close', onClose).off('error', onError);
    }
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    // The child ends itself when its channel closes, unless it hangs.
    if (child.connected) child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#options.graceMilliseconds);
    await exited;
    clearTimeout(timer);
  }

  #start(): ChildProcess {
    const { gpu, environment, nodeOptions } = this.#options;
    const child = fork(fileURLToPath(new URL('./gpu-worker.ts', import.meta.url)), {
      // PCI order is the order that nvidia-smi shows.
      env: { ...environment, CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: gpu },
      execArgv: [...process.execArgv, ...nodeOptions],
      // JSON, the default, would turn NaN into null.
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    this.#output = '';
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-OUTPUT_CHARACTERS);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('close', () => {
      if (this.#child === child) this.#child = undefined;
    });
    return child;
  }

  #describeDeath(code: number | null, killedBy: NodeJS.Signals | null): string {
    const how = killedBy === null ? `exited with status ${code}` : `was killed by ${killedBy}`;
    const hint = killedBy === 'SIGKILL' ? ', as the system does when its memory runs out' : '';
    const output = this.#output.trim();
    return `the process of GPU ${this.#options.gpu} ${how}${hint}${output === '' ? '' : `; its last output:\n${output}`}`;
  }
}

/** A process that is gone says so by its close event. */
function send(child: ChildProcess, request: GpuRequest): void {
  if (child.connected) child.send(request);
}
