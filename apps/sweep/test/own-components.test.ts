import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'ava';
import type { ListedComponent } from '../src/components/list-components.ts';
import { LOGISTIC, linkProject, writeLogisticGrid } from './support/own-components.ts';
import { results, sweep, type TINY, workFolder, writeGrid } from './support/run-sweep.ts';

const RUN = ['grid', '--grid', 'grid.json', '--out', 'study'];
const read = (...path: string[]) => readFileSync(join(...path), 'utf8');

test.serial('a likelihood from outside the checkout: trained, recorded, reported, measured again', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeLogisticGrid(folder);
  const first = await sweep(folder, RUN);
  t.is(first.status, 0, first.errors);
  t.is(first.errors, '');
  const { components } = JSON.parse(read(study, 'grid.json'));
  const [{ sha256 }] = components;
  t.deepEqual(components, [
    {
      file: './logistic.ts',
      folder: '..',
      kind: 'likelihood',
      name: 'logistic',
      sha256,
      summary: 'logistic density around the location',
    },
  ]);
  t.deepEqual(
    results(study).map((row) => [row.status, row['likelihood.scale'], row['components.likelihood logistic']]),
    [0.5, 0.5, 1, 1].map((scale) => ['done', scale, sha256]),
  );
  const page = read(study, 'report/index.html');
  t.true(
    page.includes(
      `likelihood <code>logistic</code> of <code>./logistic.ts</code>, sha256 <code>${sha256.slice(0, 12)}`,
    ),
  );
  const again = await sweep(folder, RUN);
  t.regex(again.output, /^trials +4: 4 done already, 0 to train$/m);

  const evaluate = ['evaluate', '--study', 'study', '--set', 'evaluation.marginalSamples=4'];
  const evaluated = await sweep(folder, evaluate);
  t.is(evaluated.status, 0, evaluated.errors);
  t.true(results(study).every((row) => Number.isFinite(row.mutual_information)));

  const text = read(folder, 'logistic.ts');
  writeFileSync(join(folder, 'logistic.ts'), `${text}// changed\n`);
  const changed = await sweep(folder, evaluate);
  t.is(changed.status, 2);
  t.regex(changed.errors, /^\.\/logistic\.ts: expected the component that the trials were planned with/);
  const planned = await sweep(folder, [...RUN, '--dry-run']);
  t.regex(planned.errors, /The likelihood "logistic" of \.\/logistic\.ts has changed since the study was trained/);
  t.regex(planned.output, /^trials +4: 0 done already, 4 to train$/m);

  // The file is gone: what is there is reported all the same.
  renameSync(join(folder, 'logistic.ts'), join(folder, 'elsewhere.ts'));
  const gone = await sweep(folder, evaluate);
  t.is(gone.status, 2);
  t.regex(gone.errors, /\.\/logistic\.ts, which does not exist .*--components/);
  for (const command of ['report', 'status']) {
    const alone = await sweep(folder, [command, '--study', 'study']);
    t.is(alone.status, 0, alone.errors);
  }
});

test.serial('a TypeScript grid, tanh networks and a likelihood of each kind in one grid', async (t) => {
  const folder = workFolder(t);
  writeLogisticGrid(folder);
  symlinkSync(resolve(import.meta.dirname, '../../../libs/trials'), join(folder, 'node_modules/@collapse/trials'));
  const grid = { ...LOGISTIC, axes: { 'likelihood.kind': ['gaussian', 'logistic'] } };
  writeFileSync(
    join(folder, 'grid.ts'),
    `import { defineGrid } from '@collapse/trials';\nexport default defineGrid(${JSON.stringify(grid)});\n`,
  );
  const run = await sweep(folder, ['grid', 'grid.ts', '--out', 'study']);
  t.is(run.status, 0, run.errors);
  const rows = results(join(folder, 'study'));
  t.deepEqual(
    rows.map((row) => [row['likelihood.kind'], typeof row['components.likelihood logistic']]),
    [
      ['gaussian', 'object'],
      ['logistic', 'string'],
    ],
  );
});

for (const [what, change, expected] of [
  [
    'an unknown component, with the nearest name of all',
    { base: { ...LOGISTIC.base, likelihood: { kind: 'logistc' } }, axes: {} },
    /likelihood\.kind: .*received "logistc"\. Did you mean "logistic"\?/,
  ],
  [
    'a field that the component does not take, with its file',
    { base: { ...LOGISTIC.base, likelihood: { kind: 'logistic', scal: 1 } } },
    /likelihood\.scal: .*Did you mean likelihood\.scale\? The likelihood "logistic" is in \.\/logistic\.ts\./,
  ],
  ['a file that is not there', { components: ['./logistik.ts'] }, /\.\/logistik\.ts, which does not exist/],
  [
    'the same name twice',
    { components: ['./logistic.ts', './twin.ts'] },
    /^ {2}\.\/twin\.ts:6: .*"logistic", which \.\/logistic\.ts:6 has too/m,
  ],
  ['a list that is none', { components: './logistic.ts' }, /components: expected a list/],
  [
    'data of another kind',
    { components: ['./counts.ts'], base: { ...LOGISTIC.base, likelihood: { kind: 'geometric' } }, axes: {} },
    /likelihood\.kind: .*not whole numbers from 0 on, received "geometric"\. .* The likelihood "geometric" is in \.\/counts\.ts\./,
  ],
  [
    'a density that does not integrate to one, before anything is started',
    { components: ['./wrong.ts'] },
    /\.\/wrong\.ts:\d+: expected logDensity of the likelihood "logistic" with .*whose integral over the line is 1, received 0\.5/,
  ],
] as const) {
  test.serial(`refused: ${what}`, async (t) => {
    const folder = workFolder(t);
    writeLogisticGrid(folder);
    const text = read(folder, 'logistic.ts');
    writeFileSync(join(folder, 'twin.ts'), text);
    writeFileSync(join(folder, 'wrong.ts'), text.replace('Math.log(scale)', 'Math.log(2 * scale)'));
    writeFileSync(join(folder, 'counts.ts'), text.replace("'logistic'", "'geometric'").replace("'real'", "'count'"));
    writeGrid(folder, { ...LOGISTIC, ...change } as unknown as typeof TINY);
    const { status, output, errors } = await sweep(folder, [...RUN, '--dry-run']);
    t.is(status, 2, output);
    t.regex(errors, expected);
    t.false(existsSync(join(folder, 'study')));
  });
}

/** Blocks of a page that name the file they are. */
function blocksOf(page: string): (readonly [file: string, text: string])[] {
  const blocks = read(resolve(import.meta.dirname, '../../../docs'), page).matchAll(
    /^```\w+ title="(.+)"\n([\s\S]*?)^```$/gm,
  );
  return Array.from(blocks, ([, file = '', text = '']) => [file, text]);
}

async function runNode(folder: string, args: readonly string[]): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((settle) => child.on('close', (status) => settle({ status, output })));
}

test.serial('every example of docs/extending.md runs', async (t) => {
  const folder = workFolder(t);
  linkProject(folder);
  const project = resolve(import.meta.dirname, '../../..');
  symlinkSync(join(project, 'libs/components'), join(folder, 'node_modules/@collapse/components'));
  const blocks = blocksOf('extending.md');
  t.deepEqual(
    blocks.map(([file]) => file),
    ['grid.json', 'logistic.ts', 'gated.ts', 'capacity.ts', 'sign-descent.ts', 'logistic.test.ts'],
  );
  for (const [file, text] of blocks) writeFileSync(join(folder, file), text);
  const run = await sweep(folder, RUN);
  t.is(run.status, 0, run.errors);
  const rows = results(join(folder, 'study'));
  t.is(rows.length, 4);
  t.true(rows.every((row) => row.status === 'done' && Number.isFinite(row.objective)));
  const grid = JSON.parse(read(folder, 'grid.json'));
  const descent = {
    ...grid,
    name: 'descent',
    components: [...grid.components, './sign-descent.ts'],
    base: { ...grid.base, optimizer: { name: 'sign-descent' } },
    axes: {},
  };
  writeGrid(folder, descent);
  const other = await sweep(folder, ['grid', '--grid', 'grid.json', '--out', 'descent']);
  t.is(other.status, 0, other.errors);
  const tested = await runNode(folder, ['--test']);
  t.is(tested.status, 0, tested.output);
});

test.serial('sweep new: each kind works as it is written, and the links lead to the project', async (t) => {
  const folder = workFolder(t);
  for (const kind of ['likelihood', 'network', 'objective', 'optimizer']) {
    const made = await sweep(folder, ['new', kind, `my-${kind}`, '--out', 'mine']);
    t.is(made.status, 0, made.errors);
  }
  const mine = join(folder, 'mine');
  const { dependencies } = JSON.parse(read(mine, 'package.json'));
  t.true('@collapse/models' in dependencies);
  for (const [name, link] of Object.entries<string>(dependencies)) {
    const target = resolve(mine, link.replace(/^file:/, ''));
    t.is(JSON.parse(read(target, 'package.json')).name, name);
    // What `npm install` makes of it.
    const place = join(mine, 'node_modules', name);
    mkdirSync(resolve(place, '..'), { recursive: true });
    symlinkSync(target, place);
  }
  const tested = await runNode(mine, ['--test']);
  t.is(tested.status, 0, tested.output);
  const compiler = join(mine, 'node_modules/typescript/bin/tsc');
  const typed = await runNode(mine, [compiler, '-p', '.']);
  t.is(typed.status, 0, typed.output);
  for (const kind of ['likelihood', 'network', 'objective', 'optimizer']) {
    const planned = await sweep(mine, ['grid', `my-${kind}-grid.ts`, '--dry-run']);
    t.is(planned.status, 0, planned.errors);
  }
  const before = readdirSync(mine).sort();
  const twice = await sweep(folder, ['new', 'likelihood', 'my-likelihood', '--out', 'mine']);
  t.is(twice.status, 2);
  t.regex(twice.errors, /mine\/my-likelihood\.ts: expected no such file/);
  t.deepEqual(readdirSync(mine).sort(), before);
  const taken = await sweep(folder, ['new', 'likelihood', 'gaussian']);
  t.is(taken.status, 2);
  t.regex(taken.errors, /NAME: expected a name that no likelihood has that is built in/);
});

test.serial('sweep components lists what there is, a grid’s own with its file', async (t) => {
  const folder = workFolder(t);
  writeLogisticGrid(folder);
  const listed = await sweep(folder, ['components', '--grid', 'grid.json', '--json']);
  t.is(listed.status, 0, listed.errors);
  const components: ListedComponent[] = JSON.parse(listed.output);
  const scale = {
    name: 'scale',
    type: 'a number > 0',
    default: 1,
    optional: false,
    description: 'of the density, data units',
  };
  t.deepEqual(
    components.find(({ name }) => name === 'logistic'),
    {
      part: 'likelihood',
      name: 'logistic',
      summary: 'logistic density around the location',
      fields: [scale],
      source: './logistic.ts',
      builtIn: false,
    },
  );
  const project = resolve(import.meta.dirname, '../../..');
  for (const { name, source } of components) t.true(name === 'logistic' || existsSync(join(project, source)), source);
  const text = await sweep(folder, ['components']);
  t.regex(text.output, /^ {2}gaussian: /m);
  t.false(text.output.includes('logistic'));
});
