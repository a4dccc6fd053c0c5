/** Executes examples/why-did-it-collapse.ipynb and leaves its outputs in it. */
import { spawnSync } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';
import { pinnedPython } from '../../tools/python/pinned-environment.ts';

const EXAMPLES = resolve(import.meta.dirname, '..');

const python = pinnedPython({
  folder: join(EXAMPLES, '.venv', 'notebook'),
  requirements: join(EXAMPLES, 'requirements.txt'),
  what: 'PyTorch and Jupyter (about 2.5 GB)',
});
const { status } = spawnSync(
  python,
  [join(EXAMPLES, 'execute_notebook.py'), join(EXAMPLES, 'why-did-it-collapse.ipynb')],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      // Cells start `npx sweep`, which runs on the project's Node.
      PATH: [join(EXAMPLES, '..', 'node_modules', '.bin'), process.env.PATH].join(delimiter),
      // Its spinner would be among the outputs.
      npm_config_progress: 'false',
      CUDA_VISIBLE_DEVICES: '',
    },
  },
);
process.exitCode = status ?? 1;
