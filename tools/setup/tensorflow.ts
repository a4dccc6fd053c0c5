import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import { digestOf, replaceFolder, type SetupContext, type Step, setupFile } from './step.ts';
import { pythonFolder, withPipSettings } from './uv.ts';

export const libraryFolder = ({ root }: SetupContext) => join(root, '.native', 'lib');
const requirements = (context: SetupContext) => setupFile(context, `requirements-${context.variant}.txt`);

/** TensorFlow's shared libraries and headers, and for a GPU NVIDIA's, from their Python wheels; no Python code of theirs is run. */
export const tensorflow: Step = {
  title: 'TensorFlow libraries',
  digest: (context) => digestOf([readFileSync(requirements(context))]),
  stamp: (context) => join(libraryFolder(context), 'stamp'),
  async run(context) {
    const bin = join(pythonFolder(context), 'bin');
    await replaceFolder(libraryFolder(context), async (folder) => {
      // The wheels are chosen for this Python and platform whatever Python the machine has: only their libraries are used.
      const target = ['--target', folder, '--python-version', '3.12', '--python-platform', 'x86_64-manylinux_2_28'];
      const options = ['--quiet', '--no-deps', '--only-binary', ':all:', '--require-hashes', ...target];
      await $({
        quiet: true,
        env: withPipSettings(process.env),
      })`${join(bin, 'uv')} pip install --python ${join(bin, 'python')} ${options} -r ${requirements(context)}`;
    });
  },
};
