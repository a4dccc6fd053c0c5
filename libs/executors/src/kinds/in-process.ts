import type { ExecutorKind } from '../contract/executor-kind.ts';
import { eachAlone } from '../packs/pack-groups.ts';
import { local } from './local.ts';

export const inProcess: ExecutorKind<Readonly<Record<string, never>>> = {
  name: 'in-process',
  summary: 'this process, one trial at a time, for debugging',
  here: true,
  options: local.options,
  async create(options, context) {
    const { runner, clock, gpus } = context;
    // A GPU is chosen by the environment that a process starts with.
    if (gpus.length > 0) return local.create(options, context);
    const { createInProcessExecutor } = await import('../local/in-process.ts');
    return { executor: createInProcessExecutor({ runner, clock }), groupTrials: eachAlone };
  },
};
