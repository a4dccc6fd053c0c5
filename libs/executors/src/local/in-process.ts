import { hostname } from 'node:os';
import { dispatch, type Slot } from '../contract/dispatch.ts';
import type { Executor } from '../contract/executor.ts';
import { keepRunner } from '../contract/keep-runner.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../contract/retry-policy.ts';
import { runGroup } from '../contract/run-group.ts';
import type { RunnerModule } from '../contract/trial-runner.ts';

export interface InProcessOptions {
  readonly runner: RunnerModule;
  readonly policy?: RetryPolicy;
  readonly clock?: () => number;
}

/** Runs trials in this process, one at a time: for debugging. A trial that ends its process ends everything here. */
export function createInProcessExecutor(options: InProcessOptions): Executor {
  const { runner, policy = DEFAULT_RETRY_POLICY, clock = Date.now } = options;
  const runners = keepRunner();
  const slot: Slot = {
    async run(group, report, signal) {
      const onNotice = (line: string) => report({ kind: 'notice', line, timestamp: Math.trunc(clock()) });
      await runGroup(
        group,
        async (jobs, context) => {
          const run = await runners(runner, onNotice);
          await run(jobs, context);
        },
        { worker: `${hostname()}:${process.pid}`, report, signal, clock },
      );
    },
  };
  return {
    description: 'this process, one trial at a time',
    run: (groups, listener, signal) => dispatch(groups, { slots: [slot], policy, clock, listener, signal }),
    async close() {
      // Nothing outlives `run`.
    },
  };
}
