import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import { digestOf, type SetupContext, type Step, setupFile } from './step.ts';
import { pythonFolder, withPipSettings } from './uv.ts';

const requirements = (context: SetupContext) => setupFile(context, 'requirements-mlflow.txt');

/** The local MLflow server that sweep:mlflow starts and the tests talk to, in .venv. */
export const mlflow: Step = {
  title: 'MLflow server',
  digest: (context) => digestOf([readFileSync(requirements(context))]),
  stamp: (context) => join(pythonFolder(context), 'mlflow.stamp'),
  async run(context) {
    const bin = join(pythonFolder(context), 'bin');
    await $({
      quiet: true,
      env: withPipSettings(process.env),
    })`${join(bin, 'uv')} pip install --python ${join(bin, 'python')} --quiet --require-hashes -r ${requirements(context)}`;
  },
};
