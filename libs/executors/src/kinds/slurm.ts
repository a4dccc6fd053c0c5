import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { cacheDirectory } from '@collapse/datasets/cache-directory';
import { studyPaths } from '@collapse/study';
import type { ExecutorKind } from '../contract/executor-kind.ts';
import { packsOfSize } from '../packs/pack-groups.ts';
import { type SlurmOptions, slurmOptions } from '../slurm/slurm-options.ts';

export const slurm: ExecutorKind<SlurmOptions> = {
  name: 'slurm',
  summary: 'job arrays of the Slurm cluster that this machine is a part of',
  documentation: 'docs/slurm.md',
  here: false,
  options: slurmOptions,
  async create(given, { runner, packs, file, clock, environment }) {
    const { createSlurmExecutor } = await import('../slurm/slurm-executor.ts');
    const template =
      given.template === undefined ? {} : { template: resolve(dirname(file?.path ?? ''), given.template) };
    const options = { ...given, ...template };
    const mnistDirectory = environment.MNIST_DIR;
    const data = {
      cacheDirectory: cacheDirectory(environment),
      ...(mnistDirectory === undefined ? {} : { mnistDirectory }),
    };
    return {
      executor: await createSlurmExecutor({ runner, options, data, clock, environment }),
      groupTrials: packsOfSize(packs ? options.packSize : 1),
    };
  },
  outliving: {
    used: (studyDirectory) => existsSync(studyPaths(studyDirectory).slurm),
    async open(environment) {
      const { slurmWork } = await import('../slurm/slurm-executor.ts');
      const { slurmCommands } = await import('../slurm/slurm-commands.ts');
      return slurmWork(slurmCommands(environment));
    },
  },
};
