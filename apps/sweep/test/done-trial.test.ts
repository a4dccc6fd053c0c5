import { join } from 'node:path';
import { readStudy, type Study } from '@collapse/study';
import { UserError } from '@collapse/trials';
import test from 'ava';
import { doneTrial } from '../src/done-trial.ts';
import { sweep, TINY, workFolder, writeGrid } from './support/run-sweep.ts';

test('an id is found by a start that no other has, in any case; several are named', async (t) => {
  const folder = workFolder(t);
  writeGrid(folder, { ...TINY, axes: { seed: [0] } });
  const run = ['grid', '--grid', 'grid.json', '--out', 'study', '--workers', '1'];
  t.is((await sweep(folder, run)).status, 0);
  const real = readStudy(join(folder, 'study'));
  const trialId = real.trialIds[0] ?? '';
  const others = [
    `${trialId.slice(0, 15)}${trialId.endsWith('0') ? '1' : '0'}`,
    'abcdef0123456789',
    'abcdef0000000000',
  ];
  const study: Study = { ...real, trialIds: [trialId, ...others] };
  t.is(doneTrial(study, trialId).trialId, trialId);
  t.is(doneTrial(study, ` ${trialId.toUpperCase()}`).trialId, trialId);
  t.is(doneTrial(real, trialId.slice(0, 1)).trialId, trialId);
  t.throws(() => doneTrial(study, trialId.slice(0, 15)), {
    instanceOf: UserError,
    message: new RegExp(`the start of one id, received .*, with which 2 start \\(${trialId}, ${others[0]}\\)\\.`),
  });
  t.throws(() => doneTrial({ ...study, trialIds: [...others, 'abcdef1', 'abcdef2'] }, 'abcdef'), {
    message: /with which 4 start \(abcdef0123456789, abcdef0000000000, abcdef1, \.\.\.\)/,
  });
  t.throws(() => doneTrial(study, 'abcdef01'), { message: /abcdef0123456789, which has no result yet\. Run the grid/ });
});
