import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linearityOf } from '@collapse/models';
import { openAttempt, openStudy, readStudy, StorageError, studyPaths } from '@collapse/study';
import test from 'ava';
import { analyseStudy } from '../src/analyse-study.ts';
import { parseResults } from '../src/results-table.ts';
import { writeReport } from '../src/write-report.ts';
import { writeResultsTable } from '../src/write-results-table.ts';
import { fixtureStudy } from './fixture-study.ts';

const COMMAND = 'npx nx run sweep:report --study somewhere';

/** A study folder on disk as a run leaves it, with curves and a picture. */
function studyFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'analysis-'));
  const study = fixtureStudy({
    betas: [1, 4],
    variances: [0.1],
    pictures: true,
    failure: ({ objective, model }) =>
      objective.beta === 4 && linearityOf(model).decoder === null ? 'diverged' : null,
  });
  const record = { ...study.grid, base: {}, writtenAt: 1 };
  const open = openStudy({ directory, record, clock: () => 1, minimumFreeBytes: 0 });
  for (const result of study.results) {
    const writer = openAttempt(studyPaths(directory), result.trialId, 1);
    for (const point of study.history(result.trialId)) writer.appendHistory(point);
    for (const { file } of result.status === 'done' ? result.pictures : []) {
      writer.writeFile(file, readFileSync(join(study.trialDirectory(result.trialId), file)));
    }
    writer.commit(result);
  }
  open.close(false);
  return directory;
}

test('writes the table and the report of a study folder, again and again the same', async (t) => {
  const directory = studyFolder();
  const analysis = analyseStudy(readStudy(directory));
  const path = writeResultsTable(directory, analysis);
  t.true(existsSync(join(directory, 'results.parquet')));
  const table = parseResults(readFileSync(path, 'utf8'));
  t.is(table.numRows(), 4);
  t.deepEqual(Array.from(table.array('status')).sort(), ['done', 'done', 'done', 'failed']);
  const index = await writeReport(directory, analysis, { command: COMMAND });
  t.is(index, join(directory, 'report', 'index.html'));
  const first = readFileSync(index, 'utf8');
  t.true(first.includes('data:image/png;base64,'));
  const files = readdirSync(join(directory, 'report')).sort();
  const figures = ['active-dimensions.svg', 'elbo-and-likelihood.svg', 'kl-spectrum.svg', 'training-curves.svg'];
  t.deepEqual(files, [...figures, 'index.html'].sort());
  await writeReport(directory, analyseStudy(readStudy(directory)), { command: COMMAND });
  t.is(readFileSync(index, 'utf8'), first);
  t.false(readdirSync(directory).some((name) => name.endsWith('.tmp')));
  rmSync(directory, { recursive: true });
});

test('a place that cannot be written is a clear error', async (t) => {
  const directory = studyFolder();
  const analysis = analyseStudy(readStudy(directory));
  writeFileSync(join(directory, 'report'), 'a file where the folder goes');
  const error = await t.throwsAsync(writeReport(directory, analysis, { command: COMMAND }), {
    instanceOf: StorageError,
  });
  t.regex(error?.message ?? '', /report/);
  mkdirSync(join(directory, 'results.parquet'));
  t.throws(() => writeResultsTable(directory, analysis), { instanceOf: StorageError, message: /results\.parquet/ });
  rmSync(join(directory, 'results.csv'));
  mkdirSync(join(directory, 'results.csv'));
  t.throws(() => writeResultsTable(directory, analysis), { instanceOf: StorageError, message: /results\.csv/ });
  t.false(readdirSync(directory).some((name) => name.endsWith('.tmp')));
  rmSync(directory, { recursive: true });
});

test('where else to look at a study is a link in its report', async (t) => {
  const directory = studyFolder();
  const links = [{ title: 'Charts & table', url: 'http://127.0.0.1:5000/#/experiments/1?a=1&b=2' }];
  const index = await writeReport(directory, analyseStudy(readStudy(directory)), { command: COMMAND, links });
  const page = readFileSync(index, 'utf8');
  t.true(page.includes('<a href="http://127.0.0.1:5000/#/experiments/1?a=1&amp;b=2">Charts &amp; table</a>'));
  rmSync(directory, { recursive: true });
});
