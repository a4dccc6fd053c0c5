import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { sweep, workFolder } from './support/run-sweep.ts';

const EXPERIMENTS = join(import.meta.dirname, '../../../experiments');

for (const [title, args, message] of [
  ['a study that does not exist', ['--name', 'beta-treshold'], 'Did you mean beta-threshold?'],
  ['a size that the study does not have', ['--name', 'notebook', '--size', 'huge'], 'one of full, quick'],
  ['two sizes', ['--name', 'notebook', '--size', 'full', '--quick'], 'Give either --quick or --size.'],
] as const) {
  test(`exit 2, nothing written: ${title}`, async (t) => {
    const folder = workFolder(t);
    const { status, errors } = await sweep(folder, ['study', ...args]);
    t.is(status, 2);
    t.true(errors.includes(message), errors);
    t.false(existsSync(join(folder, 'runs')));
    t.false(existsSync(join(folder, 'reports')));
  });
}

test('a study given as a grid is told apart', async (t) => {
  const { status, errors } = await sweep(workFolder(t), ['grid', '--grid', join(EXPERIMENTS, 'notebook.ts')]);
  t.is(status, 2);
  t.true(errors.includes('npx sweep study --name notebook'), errors);
});

test.serial(
  'a study from the command line: trained, its page and PNG written, then listed; again: nothing is trained',
  async (t) => {
    const folder = workFolder(t);
    const command = ['study', '--name', 'stochastic-vs-analytic', '--quick', '--packs', 'off', '--png'];
    const first = await sweep(folder, command);
    t.is(first.status, 0, first.errors);
    const page = join(folder, 'reports/stochastic-vs-analytic');
    t.true(first.output.includes('reports/index.html'));
    t.is(readFileSync(join(page, 'stochastic-vs-analytic.png')).subarray(1, 4).toString(), 'PNG');
    const written = readFileSync(join(page, 'README.md'), 'utf8');

    const again = await sweep(folder, command);
    t.is(again.status, 0, again.errors);
    t.true(again.output.includes('2 done already, 0 to train'), again.output);
    t.is(readFileSync(join(page, 'README.md'), 'utf8'), written);

    const { output } = await sweep(folder, ['studies']);
    t.regex(
      output,
      /stochastic-vs-analytic\n.*\n {2}trials {4}full 6, quick 2\n.*\n {2}last run {2}\d{4}-\d\d-\d\d, quick/,
    );
    t.regex(output, /notebook\n.*\n.*\n.*\n {2}last run {2}never/);
  },
);
