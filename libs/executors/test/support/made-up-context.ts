import type { ExecutorContext, RunnerModule } from '../../src/contract/index.ts';

/** What the command line hands to a kind of executor when nothing but --executor is given. */
export function contextFor(runner: RunnerModule, given: Partial<ExecutorContext> = {}): ExecutorContext {
  return {
    runner,
    backend: 'wasm',
    workers: null,
    gpus: [],
    packs: true,
    file: null,
    code: () => null,
    environment: {},
    clock: Date.now,
    ...given,
  };
}
