import { hostname } from 'node:os';
import { dispatch } from './dispatch.ts';
import type { Executor } from './executor.ts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry-policy.ts';
import { runGroup } from './run-group.ts';
import type { TrialRunner } from './trial-runner.ts';

export interface InProcessOptions {
  readonly runner: TrialRunner;
  readonly policy?: RetryPolicy;
  readonly clock?: () => number;
}

/** Runs trials in this process, one at a time: for debugging. A trial that ends its process ends everything here. */
export function createInProcessExecutor(options: InProcessOptions): Executor {
  const { runner, policy = DEFAULT_RETRY_POLICY, clock = Date.now } = options;
  const worker = `${hostname()}:${process.pid}`;
  return {
    description: 'this process, one trial at a time',
    run: (groups, listener, signal) =>
      dispatch(groups, {
        slots: [{ run: (group, report, stop) => runGroup(group, runner, { worker, report, signal: stop, clock }) }],
        policy,
        clock,
        listener,
        signal,
      }),
    async close() {
      // Nothing outlives `run`.
    },
  };
}
