import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { PROJECT_FOLDER } from '../../src/user-path.ts';
import { snapshot, sweep, workFolder } from '../support/run-sweep.ts';

const NAME = 'stochastic-vs-analytic';
const COMMAND = ['study', '--name', NAME, '--from-results'];
const isOfQuickRun =
  JSON.parse(readFileSync(join(PROJECT_FOLDER, 'reports', NAME, 'study.json'), 'utf8')).run.size === 'quick';

/** A folder with the committed page in it, and the page's own. */
function withPage(t: Parameters<typeof workFolder>[0]) {
  const folder = workFolder(t);
  const page = join(folder, 'reports', NAME);
  cpSync(join(PROJECT_FOLDER, 'reports', NAME), page, { recursive: true });
  return { folder, page };
}

test('a page made again from its own table is the same page: nothing is trained, drawn or dated anew', async (t) => {
  const { folder, page } = withPage(t);
  const before = snapshot(page);
  rmSync(join(page, 'README.md'));
  const { status, output, errors } = await sweep(folder, COMMAND);
  t.is(status, 0, errors);
  t.regex(output, /finding {3}Trained on the stochastic ELBO/);
  t.deepEqual(snapshot(page), before);
  t.true(existsSync(join(folder, 'reports/index.html')));
  t.false(existsSync(join(folder, 'runs')));
});

test('its sentences follow the table', async (t) => {
  if (isOfQuickRun) return t.pass('a quick run has put its page over the committed one in this checkout');
  const { folder, page } = withPage(t);
  const table = join(page, 'results.csv');
  const lines = readFileSync(table, 'utf8').trimEnd().split('\n');
  const column =
    lines[0]
      ?.replaceAll(/"[^"]*"/g, '')
      .split(',')
      .indexOf('elbo') ?? -1;
  const changed = lines.map((line, index) => {
    const cells = line.split(',');
    return index === 1 ? cells.with(column, String(Number(cells[column]) - 100)).join(',') : line;
  });
  writeFileSync(table, `${changed.join('\n')}\n`);
  const { status, errors } = await sweep(folder, COMMAND);
  t.is(status, 0, errors);
  // The first trial is on the analytic ELBO, 0.0030 nats below.
  t.regex(readFileSync(join(page, 'README.md'), 'utf8'), /on the analytic one 100\.01 \(3 seeds/);
});

for (const [title, change, args, message] of [
  ['no page', (page: string) => rmSync(page, { recursive: true }), [], /Run the study first/],
  [
    'a table of other trials',
    (page: string) => {
      const table = join(page, 'results.csv');
      writeFileSync(table, `${readFileSync(table, 'utf8').trimEnd().split('\n').slice(0, -1).join('\n')}\n`);
    },
    [],
    /expected the 6 trials of the study's full size, received 5 trials, 5 of them the study's/,
  ],
  [
    'a page of an earlier version',
    (page: string) => {
      const file = join(page, 'study.json');
      const { kept: _, ...record } = JSON.parse(readFileSync(file, 'utf8'));
      writeFileSync(file, JSON.stringify(record));
    },
    [],
    /Run the study again without --from-results/,
  ],
  ['another size', () => {}, ['--quick'], /Leave --quick out/],
] as const) {
  test(`exit 2, the page left as it is: ${title}`, async (t) => {
    if (isOfQuickRun) return t.pass('a quick run has put its page over the committed one in this checkout');
    const { folder, page } = withPage(t);
    change(page);
    const before = existsSync(page) ? snapshot(page) : null;
    const { status, errors } = await sweep(folder, [...COMMAND, ...args]);
    t.is(status, 2, errors);
    t.regex(errors, message);
    t.deepEqual(existsSync(page) ? snapshot(page) : null, before);
  });
}
