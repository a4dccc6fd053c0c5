import { hostname } from 'node:os';
import { type MessagePort, threadId } from 'node:worker_threads';
import type { TrialGroup } from '../contract/executor.ts';
import { keepRunner } from '../contract/keep-runner.ts';
import { runGroup } from '../contract/run-group.ts';
import type { RunnerModule } from '../contract/trial-runner.ts';
import type { WorkerMessage } from '../contract/worker-message.ts';

/** A group on its way to a thread. The data sets' arrays lie on SharedArrayBuffers, so that posting copies none. */
export interface ThreadTask {
  readonly group: TrialGroup;
  readonly runner: RunnerModule;
  /** Carries WorkerMessages to the controller; any message from it means: stop. */
  readonly port: MessagePort;
}

const runners = keepRunner();

export default async function runThreadTask({ group, runner, port }: ThreadTask): Promise<void> {
  const stop = new AbortController();
  port.once('message', () => stop.abort());
  const report = (message: WorkerMessage) => port.postMessage(message);
  const onNotice = (line: string) => report({ kind: 'notice', line, timestamp: Date.now() });
  await runGroup(
    group,
    async (jobs, context) => {
      const run = await runners(runner, onNotice);
      await run(jobs, context);
    },
    { worker: `${hostname()}:${process.pid}/thread-${threadId}`, report, signal: stop.signal, clock: Date.now },
  );
  port.close();
}
