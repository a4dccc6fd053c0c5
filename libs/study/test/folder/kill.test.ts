import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { listFolder } from '../../src/files/list-folder.ts';
import { readJournal, readResult, readStudy, type StudyPaths, studyPaths } from '../../src/index.ts';
import { startChild } from '../support/child.ts';
import { idOf, temporaryDirectory } from '../support/sample.ts';

const TRIALS = 150;
const KILLS = 20;

/** mulberry32, so that a failure comes again with the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function finishedIds(paths: StudyPaths): string[] {
  return Array.from(readJournal(paths)).flatMap((event) => (event.kind === 'finished' ? [event.trialId] : []));
}

test('kill -9 at any moment loses no finished trial and doubles none; the next run does exactly the rest', async (t) => {
  const directory = temporaryDirectory(t);
  const paths = studyPaths(directory);
  const random = randomNumbers(20);
  const all = Array.from({ length: TRIALS }, (_, seed) => idOf(seed));
  await startChild(t, 'train-until-killed.ts', temporaryDirectory(t), '0').lines(2);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = startChild(t, 'train-until-killed.ts', directory, String(TRIALS));
    await child.lines(Math.floor(random() * 9));
    await sleep(random() * 4);
    await child.kill();
    const finished = finishedIds(paths);
    t.is(new Set(finished).size, finished.length, `kill ${kill}: a trial finished twice`);
    t.true(
      finished.every((id) => readResult(paths.trial(id))?.status === 'done'),
      `kill ${kill}: a finished trial is lost`,
    );
  }
  const before = listFolder(paths.trials);
  t.true(before.length > 0 && before.length < TRIALS, `${before.length} trials were done under the kills`);
  const last = startChild(t, 'train-until-killed.ts', directory, String(TRIALS));
  const [open, ...trained] = await last.lines(TRIALS + 2);
  t.is(open, 'open');
  // A trial that was complete but for its last rename counts as done as well.
  t.true(trained.every((id) => !before.includes(id)));
  const study = readStudy(directory);
  t.deepEqual(study.trialIds, all);
  t.deepEqual(
    Array.from(study.results, (result) => result.status === 'done' && result.metrics.objective),
    all.map((_, seed) => seed),
  );
  t.true(all.every((id) => study.history(id).length === 20));
  t.deepEqual(finishedIds(paths).toSorted(), all.toSorted());
  t.deepEqual(listFolder(paths.attempts), []);
  const again = startChild(t, 'train-until-killed.ts', directory, String(TRIALS));
  t.deepEqual(await again.lines(TRIALS), ['open']);
});
