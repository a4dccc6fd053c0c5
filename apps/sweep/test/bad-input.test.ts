import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { snapshot, sweep, TINY, workFolder, writeGrid } from './support/run-sweep.ts';

interface Case {
  readonly title: string;
  /** What is in the folder, beside a good grid.json. */
  readonly files?: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  readonly errors: RegExp;
}

const grid = (changes: object) => JSON.stringify({ ...TINY, ...changes });
const base = (changes: object) => grid({ base: { ...TINY.base, ...changes } });
const run = (file: string) => ['grid', '--grid', file];

const cases: readonly Case[] = [
  { title: 'no command', args: [], errors: /Usage: sweep/ },
  { title: 'an unknown command', args: ['gird'], errors: /unknown command 'gird'\s+\(Did you mean grid\?\)/ },
  { title: 'an unknown option', args: ['grid', '--workes', '2'], errors: /'--workes'\s+\(Did you mean --workers\?\)/ },
  {
    title: 'workers that are no number',
    args: [...run('grid.json'), '--workers', 'two'],
    errors: /--workers: expected an integer from 1 to 1024, received two\./,
  },
  {
    title: 'a back end that does not exist',
    args: [...run('grid.json'), '--backend', 'nativ'],
    errors: /--backend: .* received nativ\. Did you mean native\?/,
  },
  {
    title: 'an executor that does not exist',
    args: [...run('grid.json'), '--executor', 'lokal'],
    errors: /--executor: expected one of local, in-process.* received lokal\. Did you mean local\?/,
  },
  {
    title: 'an option that Slurm does not have',
    files: { 'slurm.json': '{"partiton": "main"}' },
    args: [...run('grid.json'), '--executor', 'slurm', '--executor-options', 'slurm.json'],
    errors: /slurm\.json: partiton: .*Did you mean slurm\.json: partition\?/,
  },
  {
    title: 'no Slurm on this machine',
    args: [...run('grid.json'), '--executor', 'slurm'],
    environment: { PATH: '/nowhere' },
    errors:
      /--executor slurm: expected Slurm's programs on this machine, received no scontrol in PATH\. Run it on a login/,
  },
  {
    title: "worker threads for another machine's executor",
    args: [...run('grid.json'), '--executor', 'slurm', '--workers', '2'],
    errors: /--workers: expected an executor that runs trials on this machine, received --executor slurm\./,
  },
  {
    title: 'a template that does not run what it is given',
    files: { 'slurm.json': '{"template": "task.sh"}', 'task.sh': '#!/bin/bash\necho "$@"\n' },
    args: [...run('grid.json'), '--executor', 'slurm', '--executor-options', 'slurm.json'],
    errors: /template .*task\.sh: expected a script that begins with #! and has the line exec "\$@"/,
  },
  {
    title: 'options for an executor that has none',
    files: { 'options.json': '{}' },
    args: [...run('grid.json'), '--executor-options', 'options.json'],
    errors:
      /--executor-options: expected no file: the executor local has no options of its own, received options\.json\./,
  },
  {
    title: 'executor options that are missing',
    args: [...run('grid.json'), '--executor-options', 'options.json'],
    errors: /--executor-options: expected a JSON file, received options\.json, which does not exist\./,
  },
  {
    title: 'executor options that are no JSON',
    files: { 'options.json': '{' },
    args: [...run('grid.json'), '--executor-options', 'options.json'],
    errors: /options\.json: expected JSON, received text that is not/,
  },
  {
    title: 'time between checkpoints that is none',
    args: [...run('grid.json'), '--checkpoint-seconds', '-1'],
    errors:
      /--checkpoint-seconds: expected seconds from one checkpoint of a training to the next, 0 for none, received -1\./,
  },
  { title: 'GPUs named twice', args: [...run('grid.json'), '--gpus', '0,0'], errors: /--gpus: .* received 0,0\./ },
  {
    title: 'a tracking folder in place of a server',
    args: [...run('grid.json'), '--tracking', 'file:./mlruns'],
    errors:
      /--tracking: expected the http or https address of an MLflow server, or off, received an address of scheme file:/,
  },
  {
    title: 'a grid file that is missing',
    args: run('gridd.json'),
    errors: /--grid: expected a grid file, received gridd\.json, which does not exist\. Did you mean grid\.json\?/,
  },
  {
    title: 'a folder for a grid file',
    args: run('.'),
    errors: /--grid: expected a grid file, received \., which is no file/,
  },
  {
    title: 'a grid file of another kind',
    files: { 'grid.yaml': '' },
    args: run('grid.yaml'),
    errors: /--grid: expected a file that ends in \.json or \.ts/,
  },
  {
    title: 'broken JSON',
    files: { 'broken.json': '{"name": "a",' },
    args: run('broken.json'),
    errors:
      /broken\.json: expected JSON, received text that is not: a key in double quotes is missing \(line 1, column 14\)/,
  },
  {
    title: 'a key twice',
    files: { 'twice.json': '{"name": "a", "axes": {"seed": [0], "seed": [1]}}' },
    args: run('twice.json'),
    errors: /twice\.json: expected JSON, received the key "seed" twice in one object \(line 1, column 37\)/,
  },
  {
    title: 'a TypeScript grid that holds itself',
    files: { 'loop.ts': "const base: { base?: object } = {};\nbase.base = base;\nexport default { name: 'a', base };" },
    args: run('loop.ts'),
    errors: /base\.base: expected plain data, received an object that holds itself/,
  },
  {
    title: 'control characters',
    files: { 'a.json': base({ '\u001b[2J\u009b': 1 }) },
    args: run('a.json'),
    errors: /\n {2}\\x1b\[2J\\x9b: expected a field that exists/,
  },
  {
    title: 'eigenvalues beyond float32',
    files: { 'a.json': base({ dataset: { ...TINY.base.dataset, eigenvalues: [1e308, 1e308] } }) },
    args: run('a.json'),
    errors: /dataset\.eigenvalues\.0: expected a number >= 1e-30 and <= 1e\+30, received 1e\+308/,
  },
  {
    title: 'more data points than can be',
    files: { 'a.json': base({ dataset: { ...TINY.base.dataset, count: 1e15 } }) },
    args: run('a.json'),
    errors: /dataset\.count: expected at most 214748364 data points of 5 dimensions, received 1000000000000000\./,
  },
  {
    title: 'two grids',
    args: ['grid', 'one.json', '--grid', 'two.json'],
    errors: /--grid: expected one grid file, received two\.json and one\.json\./,
  },
  {
    title: 'a TypeScript grid that throws',
    files: { 'throws.ts': "export const a = 1;\nthrow new Error('no beta today');\n" },
    args: run('throws.ts'),
    errors:
      /throws\.ts: expected a module that runs, received an error: Error: no beta today \(line 2\)\. Mend the file/,
  },
  {
    title: 'a TypeScript grid that ends the process',
    files: { 'exits.ts': 'process.exit(0);\n' },
    args: run('exits.ts'),
    errors: /exits\.ts: expected a module that runs to its end, received one that calls process\.exit\(0\)\./,
  },
  {
    title: 'a TypeScript grid that never settles',
    files: { 'waits.ts': 'await new Promise(() => {});\nexport default {};\n' },
    args: run('waits.ts'),
    errors: /waits\.ts: expected a module that runs to its end, received one that waits for something that never comes/,
  },
  {
    title: 'a TypeScript grid that does not parse',
    files: { 'syntax.ts': 'export default {' },
    args: run('syntax.ts'),
    errors: /syntax\.ts: expected a module that runs, received an error/,
  },
  {
    title: 'a TypeScript grid without a default export',
    files: { 'named.ts': 'export const grid = {};' },
    args: run('named.ts'),
    errors: /named\.ts: expected a default export, the grid, received exports named grid\./,
  },
  {
    title: 'a misspelt field',
    files: { 'a.json': base({ objectve: {} }) },
    args: run('a.json'),
    errors: /a\.json: there is a problem with this grid\n {2}objectve: .* Did you mean objective\?/,
  },
  {
    title: 'an axis that does not exist',
    files: { 'a.json': grid({ axes: { 'objective.betta': [1] } }) },
    args: run('a.json'),
    errors: /axes\["objective\.betta"\]: .* Did you mean objective\.beta\?/,
  },
  {
    title: 'a latent space larger than the data',
    files: { 'a.json': base({ model: { latentDim: 6 } }) },
    args: run('a.json'),
    errors: /model\.latentDim: expected an integer <= 5, the dimension of the data, received 6\./,
  },
  {
    title: 'a batch larger than the data',
    files: { 'a.json': base({ train: { steps: 1, batchSize: 31 } }) },
    args: run('a.json'),
    errors: /train\.batchSize: expected an integer <= 30, .* received 31\./,
  },
  {
    title: 'a latent space of the rank of the data with a learned variance',
    files: { 'a.json': base({ dataset: { ...TINY.base.dataset, noise: 0 }, likelihood: { learn: 'scalar' } }) },
    args: run('a.json'),
    errors: /model\.latentDim: expected an integer < 3, the rank of the data, .* received 3\./,
  },
  {
    title: 'a data set that contradicts itself',
    files: { 'a.json': base({ dataset: { ...TINY.base.dataset, dim: 2 } }) },
    args: run('a.json'),
    errors: /dataset\.eigenvalues: expected at most dataset\.dim = 2 eigenvalues, received 3\./,
  },
  {
    title: 'a damaged data file',
    files: { 'train-images-idx3-ubyte': 'no images', 'a.json': base({ dataset: { name: 'mnist', count: 30 } }) },
    args: run('a.json'),
    environment: { MNIST_DIR: '.' },
    errors: /train-images-idx3-ubyte: expected .*, received /,
  },
  {
    title: 'a missing study to reuse',
    args: [...run('grid.json'), '--reuse', 'nowhere'],
    errors: /nowhere: expected a study folder, .* received no folder\./,
  },
  {
    title: 'a missing study to report on',
    args: ['report', '--study', 'nowhere'],
    errors: /nowhere: expected a study folder, .* received no folder\./,
  },
  {
    title: 'a study folder that is a file',
    files: { runs: '' },
    args: run('grid.json'),
    errors: /runs.*: expected a place that can be written, received a path that runs through a file/,
  },
];

for (const { title, files = {}, args, environment, errors } of cases) {
  test(`exit 2, nothing written: ${title}`, async (t) => {
    const folder = workFolder(t);
    writeGrid(folder, TINY);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const before = snapshot(folder);
    const finished = await sweep(folder, args, environment);
    t.regex(finished.errors, errors);
    t.notRegex(finished.errors, /\n {4}at /, 'no stack');
    t.is(finished.status, 2);
    t.deepEqual(snapshot(folder), before);
  });
}

test('exit 2, nothing written: the folder of another grid', async (t) => {
  const folder = workFolder(t);
  writeGrid(folder, TINY);
  t.is((await sweep(folder, ['grid', '--grid', 'grid.json', '--out', 'study'])).status, 0);
  writeGrid(folder, { ...TINY, name: 'other' }, 'other.json');
  const before = snapshot(folder);
  const finished = await sweep(folder, ['grid', '--grid', 'other.json', '--out', 'study']);
  t.regex(
    finished.errors,
    /study: expected an empty folder or the study folder of the grid "other", received the study folder of the grid "tiny"\. .*--fresh/,
  );
  t.is(finished.status, 2);
  t.deepEqual(snapshot(folder), before);
});

// Root may write everywhere: there the system refuses nothing.
if (process.getuid?.() !== 0) {
  test('exit 2: a folder that may not be written', async (t) => {
    const folder = workFolder(t);
    writeGrid(folder, TINY);
    mkdirSync(join(folder, 'locked'));
    chmodSync(join(folder, 'locked'), 0o555);
    const finished = await sweep(folder, ['grid', '--grid', 'grid.json', '--out', 'locked/study']);
    t.regex(finished.errors, /expected a place that can be written, received no permission \(EACCES\)/);
    t.is(finished.status, 2);
  });
}

test('help names every option and ends with 0', async (t) => {
  const finished = await sweep(workFolder(t), ['grid', '--help']);
  for (const option of [
    'grid',
    'out',
    'workers',
    'dry-run',
    'fresh',
    'reuse',
    'tracking',
    'backend',
    'executor',
    'gpus',
    'checkpoint-seconds',
  ]) {
    t.regex(finished.output, new RegExp(`--${option}\\b`));
  }
  t.regex(finished.output, /Examples:/);
  t.is(finished.status, 0);
});

test('a grid with a byte order mark, named without --grid', async (t) => {
  const folder = workFolder(t);
  writeFileSync(join(folder, 'marked.json'), `\ufeff${JSON.stringify(TINY)}`);
  const finished = await sweep(folder, ['grid', 'marked.json', '--dry-run']);
  t.is(finished.status, 0, finished.errors);
  t.regex(finished.output, /grid {6}tiny, marked\.json/);
});

test('the version is that of the package', async (t) => {
  const finished = await sweep(workFolder(t), ['--version']);
  t.is(finished.output, `sweep 0.1.0, Node ${process.versions.node}\n`);
  t.is(finished.status, 0);
});
