import { openAttempt, studyPaths } from '@collapse/study';
import test from 'ava';
import { regroup } from '../../src/slurm/regroup.ts';
import { createScenario } from '../support/scenario.ts';

const keys = (groups: readonly (readonly { trial: { id: string }; attempt: number }[])[], ids: readonly string[]) =>
  groups.map((group) => group.map(({ trial, attempt }) => `${ids.indexOf(trial.id)}.${attempt}`).join(' '));

test('groups are taken up as they were submitted, each trial once, and the rest is submitted beyond any attempt', async (t) => {
  const { jobs } = await createScenario(t, [null, null, null, null, null, null]);
  const ids = jobs.map(({ trial }) => trial.id);
  const at = (index: number, attempt: number) => ids.slice(index, index + 1).map((trialId) => ({ trialId, attempt }));
  // 0, 1 and 2 as a pack, of which 1 was tried again; 3 in an array that was withdrawn; 4 and 5 are new; nobody wants 2.
  const found = [
    { trials: [...at(0, 1), ...at(1, 1), ...at(2, 1)], place: 'pack' },
    { trials: at(3, 4), place: null },
    { trials: at(1, 2), place: 'alone' },
  ];
  const wanted = jobs.filter((_, index) => index !== 2);
  const { taken, places, rest } = regroup([wanted.slice(0, 3), wanted.slice(3)], found);
  t.deepEqual(keys(taken, ids), ['0.1', '1.2']);
  t.deepEqual(
    Array.from(places, ([key, place]) => [key, place]),
    [
      [`${ids[0]}.1`, 'pack'],
      [`${ids[1]}.2`, 'alone'],
    ],
  );
  t.deepEqual(keys(rest, ids), ['3.5', '4.1 5.1']);
});

test('a trial that has failed for good is not taken up again, but tried anew', async (t) => {
  const { jobs, directory } = await createScenario(t, [null]);
  const [job] = jobs;
  if (job === undefined) return t.fail();
  const { trial } = job;
  openAttempt(studyPaths(directory), trial.id, 3).commit({
    status: 'failed',
    trialId: trial.id,
    specification: trial.specification,
    attempt: 3,
    backend: null,
    startedAt: 0,
    finishedAt: 0,
    worker: 'node1:1',
    error: { reason: 'error', message: 'for good' },
  });
  const { taken, rest } = regroup(
    [[{ ...job, attempt: 4 }]],
    [{ trials: [{ trialId: trial.id, attempt: 3 }], place: 1 }],
  );
  t.deepEqual(taken, []);
  t.deepEqual(keys(rest, [trial.id]), ['0.4']);
});
