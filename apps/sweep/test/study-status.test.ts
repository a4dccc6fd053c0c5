import { join } from 'node:path';
import test from 'ava';
import { ofKind, startSweep, sweep, TINY, untilJournaled, workFolder, writeGrid } from './support/run-sweep.ts';

const RUN = ['grid', '--grid', 'grid.json', '--out', 'study'];

test('status tells done and failed trials by host and by reason, from the study folder alone', async (t) => {
  const folder = workFolder(t);
  writeGrid(folder, { ...TINY, axes: { 'optimizer.learningRate': [0.01, 1e30, 1e31] } });
  t.is((await sweep(folder, RUN)).status, 1);
  const { status, output } = await sweep(folder, ['status', '--study', 'study']);
  t.is(status, 0);
  t.regex(output, /^study +study, grid tiny$/m);
  t.regex(output, /^trials +3: 1 done, 2 failed, 0 running$/m);
  t.regex(output, /^program +none is at work on it$/m);
  t.regex(output, /^hosts +host +running +done +failed\n +\S+ +0 +1 +2$/m);
  t.regex(output, /^failed +diverged, 2 trials\n {12}\w{16} on \S+: .*\n {12}\w{16} on \S+: /m);
});

test('cancel ends a run of this machine as Ctrl-C does; meanwhile status tells what runs and who is at work', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeGrid(folder, { ...TINY, base: { ...TINY.base, train: { steps: 100_000_000 } } });
  const running = startSweep(folder, [...RUN, '--workers', '2']);
  await untilJournaled(study, 'started', 2, running);
  const during = await sweep(folder, ['status', '--study', 'study']);
  t.regex(during.output, /^trials +4: 0 done, 0 failed, \d running/m);
  t.regex(during.output, new RegExp(`^program +process ${running.process.pid} on `, 'm'));
  const cancelled = await sweep(folder, ['cancel', '--study', 'study']);
  t.regex(cancelled.output, new RegExp(`^Stopped process ${running.process.pid} on `));
  t.is((await running.finished).status, 130);
  t.is(ofKind(study, 'closed').length, 1);
  t.regex((await sweep(folder, ['cancel', '--study', 'study'])).output, /^Nothing of this study is under way\.$/m);
  const after = (await sweep(folder, ['status', '--study', 'study'])).output;
  t.regex(after, /^trials +4: 0 done, 0 failed, 0 running, 4 to come$/m);
  t.regex(after, /^resume +\w{16} from step [\d,]+ of 100,000,000$/m);
});

test('status and cancel of a folder that is no study say so', async (t) => {
  const folder = workFolder(t);
  for (const command of ['status', 'cancel']) {
    const { status, errors } = await sweep(folder, [command, '--study', 'nowhere']);
    t.is(status, 2);
    t.regex(errors, /nowhere: expected a study folder, which has a grid\.json, received no folder/);
  }
});
