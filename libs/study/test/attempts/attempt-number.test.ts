import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { readJournal, readResult, studyPaths, trialOutcomes } from '../../src/index.ts';

const ID = '0123456789abcdef';

test('attempts that cannot be are passed over, in the journal and in results: the next attempt has a number', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'attempts-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const paths = studyPaths(directory);
  for (const attempt of [2, Number.MAX_SAFE_INTEGER, 1_000_001, 0, -1, 1.5, '3']) {
    appendFileSync(
      paths.journal,
      `${JSON.stringify({ kind: 'started', trialId: ID, attempt, timestamp: 1_700_000_000_000, worker: 'box:1/0' })}\n`,
    );
  }
  t.deepEqual(
    Array.from(readJournal(paths), (event) => ('attempt' in event ? event.attempt : null)),
    [2],
  );
  const trial = paths.trial(ID);
  mkdirSync(trial.directory, { recursive: true });
  const parts = ['dataset', 'likelihood', 'objective', 'optimizer', 'train'].map((part) => [part, {}]);
  const failed = {
    status: 'failed',
    trialId: ID,
    specification: { ...Object.fromEntries(parts), model: { latentDim: 1 } },
    backend: null,
    startedAt: 1,
    finishedAt: 2,
    worker: 'box:1/0',
    error: { reason: 'error', message: 'x' },
  };
  writeFileSync(trial.result, JSON.stringify({ ...failed, attempt: Number.MAX_SAFE_INTEGER }));
  t.is(readResult(trial), null);
  t.is(trialOutcomes(paths).attempts.get(ID), 2);
  writeFileSync(trial.result, JSON.stringify({ ...failed, attempt: 3 }));
  t.is(trialOutcomes(paths).attempts.get(ID), 3);
});
