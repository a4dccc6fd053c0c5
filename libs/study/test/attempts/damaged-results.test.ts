import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { openAttempt, openStudy, readStudy, type StudyPaths, studyPaths, trialOutcomes } from '../../src/index.ts';
import { doneResult, gridRecord, idOf, temporaryDirectory } from '../support/sample.ts';

const clock = () => 1_700_000_001_000;
const IDS = [idOf(0), idOf(1)];

/** A study with two finished trials, both in the journal. */
function finishedStudy(directory: string): StudyPaths {
  const open = openStudy({ directory, record: gridRecord('g', IDS), clock });
  const paths = studyPaths(directory);
  for (const seed of [0, 1]) {
    openAttempt(paths, idOf(seed), 1).commit(doneResult(seed));
    open.journal.append({ kind: 'finished', timestamp: 1, trialId: idOf(seed), attempt: 1, adoptedFrom: null });
  }
  open.close(false);
  return paths;
}

const written = (change: (result: Record<string, unknown>) => void) => (file: string) => {
  const result: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
  change(result);
  writeFileSync(file, JSON.stringify(result));
};

const DAMAGE: Readonly<Record<string, (file: string) => void>> = {
  truncated: (file) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20)),
  empty: (file) => writeFileSync(file, ''),
  'all zeros': (file) => writeFileSync(file, new Uint8Array(readFileSync(file).length)),
  'zeros in its middle': (file) => writeFileSync(file, readFileSync(file).fill(0, 100, 120)),
  "another trial's": written((result) => {
    result.trialId = idOf(1);
  }),
  'a folder': (file) => {
    rmSync(file);
    mkdirSync(file);
  },
  missing: (file) => rmSync(file),
  'a list': (file) => writeFileSync(file, '[]'),
  'without metrics': written((result) => {
    result.metrics = null;
  }),
  'with a text for a number': written((result) => {
    result.metrics = { elbo: 'high' };
  }),
  'without dimensions': written((result) => {
    delete result.dimensions;
  }),
  'with dimensions of two lengths': written((result) => {
    result.dimensions = { kl: [1, 2], posteriorMeanVariance: [1], fractionBelowEpsilon: [1, 2], predictedKl: null };
  }),
  'with a prediction that is no list': written((result) => {
    result.dimensions = { kl: [1], posteriorMeanVariance: [1], fractionBelowEpsilon: [1], predictedKl: {} };
  }),
  'with a picture that has no file': written((result) => {
    result.pictures = [{ title: 'a' }];
  }),
  'without its model': written((result) => {
    result.specification = { seed: 0 };
  }),
  'of a status that there is not': written((result) => {
    result.status = 'finished';
  }),
  'with half an attempt': written((result) => {
    result.attempt = 1.5;
  }),
};

for (const [name, damage] of Object.entries(DAMAGE)) {
  test(`a result that is ${name} is set aside and counts as not trained; the other is read`, (t) => {
    const directory = temporaryDirectory(t);
    const paths = finishedStudy(directory);
    damage(paths.trial(idOf(0)).result);
    const study = readStudy(directory);
    t.deepEqual(
      Array.from(study.results, ({ trialId }) => trialId),
      [idOf(1)],
    );
    t.is(study.result(idOf(0)), null);
    const { outcomes, damaged } = trialOutcomes(paths);
    t.deepEqual([[...outcomes.keys()], damaged], [[idOf(1)], [idOf(0)]]);

    const open = openStudy({ directory, record: gridRecord('g', IDS), clock });
    t.deepEqual(open.damaged, [idOf(0)]);
    t.deepEqual([...open.outcomes.keys()], [idOf(1)]);
    t.is(open.nextAttempt(idOf(0)), 2);
    t.deepEqual(readdirSync(paths.damaged), [`${idOf(0)}.1`]);
    t.deepEqual(readdirSync(paths.trials), [idOf(1)]);
    openAttempt(paths, idOf(0), 2).commit(doneResult(0, 2));
    open.close(false);
    const again = openStudy({ directory, record: gridRecord('g', IDS), clock });
    t.deepEqual([again.damaged, again.outcomes.get(idOf(0))], [[], { status: 'done', attempt: 2 }]);
    again.close(false);
  });
}

test('a second damage of one trial is kept beside the first', (t) => {
  const directory = temporaryDirectory(t);
  const paths = finishedStudy(directory);
  for (const number of [1, 2]) {
    writeFileSync(paths.trial(idOf(0)).result, '');
    openStudy({ directory, record: gridRecord('g', IDS), clock }).close(false);
    t.is(readdirSync(paths.damaged).length, number);
    openAttempt(paths, idOf(0), number + 1).commit(doneResult(0, number + 1));
  }
  t.true(readdirSync(join(paths.damaged)).includes(`${idOf(0)}.2`));
});

test('fields that came later or that nobody knows are no damage', (t) => {
  const directory = temporaryDirectory(t);
  const paths = finishedStudy(directory);
  written((result) => {
    result.colour = 'red';
    result.dimensions = { kl: [0.5], posteriorMeanVariance: [null], fractionBelowEpsilon: [0] };
    result.metrics = { elbo: 1, something: null };
  })(paths.trial(idOf(0)).result);
  t.deepEqual(trialOutcomes(paths).damaged, []);
});

test("a finished attempt takes the place of another trial's result, whichever way it comes", (t) => {
  const directory = temporaryDirectory(t);
  const paths = finishedStudy(directory);
  const swap = () => writeFileSync(paths.trial(idOf(0)).result, readFileSync(paths.trial(idOf(1)).result));
  swap();
  t.is(openAttempt(paths, idOf(0), 2).commit(doneResult(0, 2)), 'committed');
  t.is(readStudy(directory).result(idOf(0))?.attempt, 2);
  swap();
  const attempt = openAttempt(paths, idOf(0), 3);
  writeFileSync(join(paths.attempt(idOf(0), 3).directory, 'result.json'), JSON.stringify(doneResult(0, 3)));
  t.truthy(attempt);
  openStudy({ directory, record: gridRecord('g', IDS), clock }).close(false);
  t.is(readStudy(directory).result(idOf(0))?.attempt, 3);
});
