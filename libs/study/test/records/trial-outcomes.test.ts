import { rmSync } from 'node:fs';
import test from 'ava';
import { openAttempt, openJournal, recordFailure, studyPaths, trialOutcomes } from '../../src/index.ts';
import { writeResult } from '../../src/records/result-file.ts';
import { doneResult, failedResult, idOf, temporaryDirectory } from '../support/sample.ts';

test('results are the truth, the journal what is known of them, and the highest attempt of either counts', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const journal = openJournal(paths);
  const event = (seed: number, attempt: number) => ({ trialId: idOf(seed), attempt, timestamp: 1 });
  const finished = (seed: number, attempt: number) =>
    journal.append({ kind: 'finished', ...event(seed, attempt), adoptedFrom: null });
  const failed = (seed: number, attempt: number) =>
    journal.append({ kind: 'failed', ...event(seed, attempt), reason: 'error', message: 'a fault' });
  // 0: as the journal says. 1: done, and the journal does not know. 2: failed again, the journal knows the first.
  finished(0, 2);
  openAttempt(paths, idOf(0), 2).commit(doneResult(0, 2));
  journal.append({ kind: 'started', ...event(1, 4), worker: 'host:1' });
  openAttempt(paths, idOf(1), 4).commit(doneResult(1, 4));
  failed(2, 1);
  recordFailure(paths, failedResult(2, 3));
  // 3: failed as the journal says. 4: done by the journal, its result removed. 5: another trial's result in its folder.
  failed(3, 1);
  journal.append({ kind: 'started', ...event(3, 9), worker: 'host:1' });
  journal.append({ kind: 'started', ...event(3, 8), worker: 'host:1' });
  recordFailure(paths, failedResult(3, 1));
  finished(4, 1);
  openAttempt(paths, idOf(4), 1).commit(doneResult(4, 1));
  rmSync(paths.trial(idOf(4)).result);
  openAttempt(paths, idOf(5), 1).commit(doneResult(5, 1));
  writeResult(paths.trial(idOf(5)), doneResult(6, 1));
  // 6: a result with an attempt that the journal never saw.
  openAttempt(paths, idOf(6), 11).commit(doneResult(6, 11));
  journal.close();
  const { outcomes, attempts, unjournaled, damaged } = trialOutcomes(paths);
  t.deepEqual([...damaged].sort(), [idOf(4), idOf(5)].sort());
  t.deepEqual(
    [0, 1, 2, 3, 4, 5, 6].map((seed) => outcomes.get(idOf(seed))),
    [
      { status: 'done', attempt: 2 },
      { status: 'done', attempt: 4 },
      { status: 'failed', attempt: 3 },
      { status: 'failed', attempt: 1 },
      undefined,
      undefined,
      { status: 'done', attempt: 11 },
    ],
  );
  t.deepEqual(
    [0, 1, 2, 3, 4, 6].map((seed) => attempts.get(idOf(seed))),
    [2, 4, 3, 9, 1, 11],
  );
  t.deepEqual(
    [...unjournaled].map(({ trialId, attempt }) => `${trialId}.${attempt}`).sort(),
    [`${idOf(1)}.4`, `${idOf(2)}.3`, `${idOf(6)}.11`].sort(),
  );
});
