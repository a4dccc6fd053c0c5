import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import {
  journal,
  ofKind,
  results,
  snapshot,
  startSweep,
  sweep,
  TINY,
  untilJournaled,
  workFolder,
  writeGrid,
} from './support/run-sweep.ts';

const RUN = ['grid', '--grid', 'grid.json', '--out', 'study'];

/** Without what is different each time. */
const measured = (study: string) => results(study).map(({ seconds: _seconds, ...rest }) => rest);

test('a grid is trained, compared and reported; again, nothing is left to do; grown, only what is new is trained', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeGrid(folder, TINY);
  const first = await sweep(folder, RUN);
  t.is(first.status, 0, first.errors);
  t.is(first.errors, '');
  t.regex(first.output, /^trials +4 done, 0 failed, no bound violated$/m);
  t.true(first.output.includes(join(study, 'report/index.html')));
  t.true(readFileSync(join(study, 'report/index.html'), 'utf8').includes('tiny'));
  const rows = results(study);
  t.deepEqual(
    rows.map((row) => [row.status, row['objective.beta'], row.seed]),
    [
      ['done', 0.5, 0],
      ['done', 0.5, 1],
      ['done', 2, 0],
      ['done', 2, 1],
    ],
  );
  const dryRun = await sweep(folder, [...RUN, '--dry-run']);
  for (const row of rows) {
    // What is predicted before training is what the results are held against after it.
    const line = new RegExp(
      `^${row.trial_id} +done +${row.active_units_predicted} of 3 +${Number(row.objective_optimum).toFixed(3)} `,
      'm',
    );
    t.regex(dryRun.output, line);
  }
  const record: unknown = JSON.parse(readFileSync(join(study, 'grid.json'), 'utf8'));
  t.like(record, { name: 'tiny', versions: { node: process.versions.node, backend: { device: 'cpu' } } });

  const before = measured(study);
  const again = await sweep(folder, RUN);
  t.is(again.status, 0);
  t.regex(again.output, /^trials +4: 4 done already, 0 to train$/m);
  t.is(ofKind(study, 'started').length, 4);
  t.deepEqual(measured(study), before);

  writeGrid(folder, { ...TINY, axes: { ...TINY.axes, seed: [0, 1, 2] } });
  const grown = await sweep(folder, RUN);
  t.regex(grown.output, /^trials +6: 4 done already, 2 to train$/m);
  t.is(ofKind(study, 'started').length, 6);
  t.is(results(study).length, 6);
});

test('the same seed gives the same metrics, in any executor', async (t) => {
  const folder = workFolder(t);
  writeGrid(folder, TINY);
  const one = await sweep(folder, [...RUN, '--workers', '2']);
  const other = await sweep(folder, ['grid', '--grid', 'grid.json', '--out', 'other', '--executor', 'in-process']);
  t.deepEqual([one.status, other.status], [0, 0], one.errors + other.errors);
  t.deepEqual(measured(join(folder, 'study')), measured(join(folder, 'other')));
});

test('a trial that diverges is a failed record, the rest goes on, and the exit status is 1', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeGrid(folder, { ...TINY, axes: { 'optimizer.learningRate': [0.01, 1e30] } });
  const finished = await sweep(folder, RUN);
  t.is(finished.status, 1);
  t.regex(finished.errors, /optimizer\.learningRate=1e\+30\) failed, diverged: /);
  t.regex(finished.output, /^trials +1 done, 1 failed/m);
  t.deepEqual(
    results(study)
      .map((row) => row.status)
      .sort(),
    ['done', 'failed'],
  );
  t.true(existsSync(join(study, 'report/index.html')));
  const again = await sweep(folder, RUN);
  t.is(again.status, 1);
  t.regex(again.output, /1 done already, 1 to train, 1 of them failed before/);
  t.is(ofKind(study, 'failed').length, 2);
});

test('reuse takes over what another study has done; fresh sets the old study aside', async (t) => {
  const folder = workFolder(t);
  writeGrid(folder, TINY);
  t.is((await sweep(folder, RUN)).status, 0);
  const reused = await sweep(folder, ['grid', '--grid', 'grid.json', '--out', 'second', '--reuse', 'study']);
  t.is(reused.status, 0, reused.errors);
  t.is(ofKind(join(folder, 'second'), 'started').length, 0);
  t.is(
    ofKind(join(folder, 'second'), 'finished').filter((event) => event.adoptedFrom === join(folder, 'study')).length,
    4,
  );
  t.deepEqual(results(join(folder, 'second')), results(join(folder, 'study')));

  const old = snapshot(join(folder, 'study'));
  const fresh = await sweep(folder, [...RUN, '--fresh']);
  t.is(fresh.status, 0, fresh.errors);
  t.regex(fresh.output, /The older study is now study\.before-1\./);
  t.is(ofKind(join(folder, 'study'), 'started').length, 4);
  t.deepEqual(snapshot(join(folder, 'study.before-1')), old);
});

test('the report is made again from the study folder alone', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeGrid(folder, TINY);
  t.is((await sweep(folder, RUN)).status, 0);
  const { 'results.csv': table } = snapshot(study);
  const elsewhere = workFolder(t);
  const finished = await sweep(elsewhere, ['report', '--study', study]);
  t.is(finished.status, 0, finished.errors);
  t.is(snapshot(study)['results.csv'], table);
});

/** Six trials, each long enough to be caught in the middle. */
/** Of three shapes, so that the trials do not all end as one pack. */
const LONG = {
  ...TINY,
  base: { ...TINY.base, train: { steps: 3000 } },
  axes: { 'model.latentDim': [1, 2, 3], seed: [0, 1] },
};

test('Ctrl-C ends with 130; the same command goes on', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeGrid(folder, LONG);
  const running = startSweep(folder, [...RUN, '--workers', '1']);
  await untilJournaled(study, 'finished', 1, running);
  running.process.kill('SIGINT');
  const interrupted = await running.finished;
  t.is(interrupted.status, 130, interrupted.errors);
  t.regex(
    interrupted.errors,
    /To go on, run the same command again:\n {2}npx sweep grid --grid grid\.json --out study --workers 1\n/,
  );
  t.like(journal(study).at(-1), { kind: 'closed', interrupted: true });
  await goesOn(t, folder);
});

test('kill -9 loses no finished trial and doubles none', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeGrid(folder, LONG);
  const running = startSweep(folder, RUN);
  await untilJournaled(study, 'finished', 2, running);
  running.process.kill('SIGKILL');
  await running.finished;
  const kept = ofKind(study, 'finished').map((event) => event.trialId);
  await goesOn(t, folder);
  const started = ofKind(study, 'started').map((event) => event.trialId);
  for (const id of kept) t.is(started.filter((trialId) => trialId === id).length, 1);
});

async function goesOn(t: import('ava').ExecutionContext, folder: string): Promise<void> {
  const study = join(folder, 'study');
  const finished = await sweep(folder, RUN);
  t.is(finished.status, 0, finished.errors);
  const ids = ofKind(study, 'finished').map((event) => event.trialId);
  t.is(ids.length, 6);
  t.is(new Set(ids).size, 6);
  t.is(results(study).length, 6);
  t.deepEqual(Object.keys(snapshot(join(study, 'attempts'))), []);
}

test('two runs on one study folder: the second is refused, the first goes on', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeGrid(folder, LONG);
  const running = startSweep(folder, RUN);
  await untilJournaled(study, 'started', 1, running);
  const second = await sweep(folder, RUN);
  t.is(second.status, 2);
  t.regex(
    second.errors,
    new RegExp(
      `study: expected a study folder that no other run is using, received one in use by process ${running.process.pid} `,
    ),
  );
  t.is((await running.finished).status, 0);
});
