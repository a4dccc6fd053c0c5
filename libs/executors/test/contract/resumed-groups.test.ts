import test from 'ava';
import { resumedGroups } from '../../src/contract/resumed-groups.ts';
import type { TrialJob } from '../../src/index.ts';
import { smallDataset, trialOf } from '../support/small-trials.ts';

test('trials go on together as they were left, before the others, and each is in one group', async (t) => {
  const dataset = await smallDataset();
  const jobs = [0, 1, 2, 3, 4].map(
    (seed): TrialJob => ({ trial: trialOf(seed), attempt: 2, studyDirectory: '', dataset }),
  );
  const ids = jobs.map(({ trial }) => trial.id) as [string, string, string, string, string];
  const groups = [jobs.slice(0, 3), jobs.slice(3)];
  const regrouped = resumedGroups(groups, [
    { trialIds: [ids[3], ids[1], 'done before'], compiler: 'xla' },
    { trialIds: [ids[1]], compiler: 'graph' },
    { trialIds: [ids[3], ids[4]], compiler: 'graph' },
    { trialIds: ['of no grid'], compiler: 'graph' },
  ]);
  t.deepEqual(
    regrouped.map((group) => group.map(({ trial, compiler }) => [ids.indexOf(trial.id), compiler])),
    [
      [
        [3, 'xla'],
        [1, 'xla'],
      ],
      [
        [0, undefined],
        [2, undefined],
      ],
      [[4, undefined]],
    ],
  );
  t.deepEqual(resumedGroups(groups, []), groups);
});
