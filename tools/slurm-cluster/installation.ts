import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Slurm and munge as set-up unpacked them: see tools/setup/slurm.ts. */
export interface SlurmInstallation {
  readonly plugins: string;
  /** What their programs need to find each other, over the environment given. */
  environment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
  /** The path of one of their programs, such as slurmd. */
  program(name: string): string;
}

const ROOT = resolve(import.meta.dirname, '../..');

/** @throws Error where set-up has not brought them */
export function findInstallation(folder = join(ROOT, '.native', 'slurm')): SlurmInstallation {
  if (!existsSync(join(folder, 'stamp'))) {
    throw new Error(`${folder} has no Slurm: run \`npm run setup -- slurm\` (Debian or Ubuntu, no root needed).`);
  }
  // lib/x86_64-linux-gnu or that of another processor.
  const libraries = readdirSync(join(folder, 'usr/lib'))
    .map((name) => join(folder, 'usr/lib', name))
    .filter((path) => existsSync(join(path, 'slurm-wlm')));
  const plugins = libraries.map((path) => join(path, 'slurm-wlm'));
  const programs = ['usr/bin', 'usr/sbin'].map((name) => join(folder, name));
  return {
    plugins: plugins.join(delimiter),
    environment: (base) => ({
      ...base,
      PATH: [...programs, base.PATH].join(delimiter),
      LD_LIBRARY_PATH: [...libraries, ...plugins, ...(base.LD_LIBRARY_PATH ? [base.LD_LIBRARY_PATH] : [])].join(
        delimiter,
      ),
    }),
    program(name) {
      const found = programs.map((path) => join(path, name)).find(existsSync);
      if (found === undefined) throw new Error(`${folder} has no program ${name}; remove it and run set-up again.`);
      return found;
    },
  };
}
