import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import { digestOf, replaceFolder, type SetupContext, type Step, setupFile } from './step.ts';
import { pythonFolder } from './uv.ts';

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

/** uv reads no PIP_ variables: a mirror, certificate or timeout set for pip alone is passed on. */
function withPipSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PIP_INDEX_URL, PIP_FIND_LINKS, PIP_CERT, PIP_DEFAULT_TIMEOUT } = environment;
  const settings = {
    UV_DEFAULT_INDEX: environment.UV_INDEX_URL ?? PIP_INDEX_URL,
    UV_FIND_LINKS: PIP_FIND_LINKS,
    SSL_CERT_FILE: PIP_CERT,
    UV_HTTP_TIMEOUT: PIP_DEFAULT_TIMEOUT,
  };
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value));
  return { ...given, ...environment };
}
