import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { galleryPage } from '../../src/study-pages/gallery.ts';
import { studyPage } from '../../src/study-pages/study-page.ts';
import { readStudyRecords, type StudyRecord, type StudyRun } from '../../src/study-pages/study-record.ts';
import { writeGallery } from '../../src/study-pages/write-study-page.ts';

function recordOf(run: Partial<StudyRun> = {}, rest: Partial<StudyRecord> = {}): StudyRecord {
  return {
    name: 'made-up',
    title: 'A made-up study',
    question: 'Is a < b?',
    source: 'nobody',
    needs: 'nothing',
    headline: 'a < b by 0.5 nats.',
    statements: [
      { agrees: true, text: 'It agrees here.' },
      { agrees: false, text: 'It differs there.' },
    ],
    deviations: [{ what: 'one to the other', value: 0.2, limit: 0.05, unit: 'nats' }],
    tables: [{ title: 'All of it', columns: ['k', 'ELBO'], rows: [['1|2', '−3.5']] }],
    figures: [{ name: 'made-up', title: 'A figure', caption: 'Points and lines.' }],
    run: {
      size: 'full',
      command: 'npx nx run sweep:study --name made-up',
      finishedAt: Date.UTC(2026, 0, 5, 9, 30),
      trials: 3,
      failed: 1,
      trainingSeconds: 90,
      elapsedSeconds: 50,
      fullSeconds: null,
      machine: { cpu: 'a processor', cores: 2, memoryGiB: 8, loadAtStart: 0.1 },
      backend: 'native back end on cpu',
      ...run,
    },
    ...rest,
  };
}

test('a page has its figure, table, run, and each statement under what became of it', (t) => {
  const page = studyPage(recordOf());
  t.true(page.includes('![A figure](made-up.svg)'));
  t.true(page.includes('| 1\\|2 | −3.5 |'));
  t.regex(
    page,
    /## Agrees with the source\n\n- It agrees here\.\n\n## Does not agree with the source\n\n- It differs there\./,
  );
  t.false(page.includes('Not stated by the source'));
  t.true(page.includes('0.200 nats at most, beyond the limit of 0.050'));
  t.true(page.includes('3 trials, 1 failed: 1 min 30 s of training in all, 50 s from'));
  t.true(page.includes('a processor, 2 cores, 8 GiB'));
  t.false(page.includes('size of the study'));
  t.false(page.includes('other work was running'));
});

test('a smaller size says so, and a named one what the full size would take', (t) => {
  t.true(studyPage(recordOf({ size: 'quick' })).includes('This is the quick size of the study, not the full one.'));
  const named = studyPage(recordOf({ size: 'small', fullSeconds: 7200 }));
  t.true(named.includes('the full size would train for about 2 hours'));
});

test('times taken beside other work say so', (t) => {
  const machine = { cpu: 'a processor', cores: 2, memoryGiB: 8, loadAtStart: 3.25 };
  t.true(studyPage(recordOf({ machine })).includes('other work was running (load 3.3 when it began)'));
});

test('the gallery holds everything in itself and escapes what it is given', (t) => {
  const drawings = [{ wide: '<svg id="wide"></svg>', narrow: '<svg id="narrow"></svg>' }];
  const page = galleryPage([{ record: recordOf(), drawings }]);
  t.true(page.includes('a &lt; b by 0.5 nats.'));
  t.true(page.includes('<svg id="wide"></svg>') && page.includes('<svg id="narrow"></svg>'));
  t.true(page.includes('href="made-up/results.csv"'));
  t.notRegex(page, /<(script|link|img|iframe)|url\(|@import|https?:/);
});

test('folders without a record are no studies, and a gallery of none is a page', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  t.deepEqual(readStudyRecords(join(folder, 'missing')), []);
  const gallery = () => readFileSync(writeGallery(folder), 'utf8');
  t.true(gallery().includes('Studies of posterior collapse'));
  t.false(gallery().includes('explain.html'));
  writeFileSync(join(folder, 'explain.html'), '');
  t.true(gallery().includes('href="explain.html"'));
});
