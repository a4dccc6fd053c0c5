import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TrialInput, trialId, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { formerStartNotice, sharedTrainingNotice } from '../src/plan-notices.ts';
import { sweep, TINY, workFolder, writeGrid } from './support/run-sweep.ts';

const trial = (change: Partial<TrialInput> = {}) => {
  const specification = trialSpecification.parse({
    dataset: { name: 'mnist-1k' },
    model: { latentDim: 3, encoder: { hidden: [8] } },
    train: { steps: 1 },
    ...change,
  });
  return { id: trialId(specification), specification };
};
const started = (initialization: 'he-normal' | 'glorot-uniform' | 'pytorch') =>
  trial({ model: { latentDim: 3, encoder: { hidden: [8] }, initialization } });

test('networks that are done from the start of earlier versions are told of, unless the grid has both', (t) => {
  const [former, today, linear] = [started('he-normal'), trial(), trial({ model: { latentDim: 3 } })];
  const isDone = (id: string) => id === former.id;
  t.regex(
    formerStartNotice([today, linear], [today, linear], isDone) ?? '',
    /^1 trial of this grid is done from the start of earlier versions/,
  );
  t.is(
    formerStartNotice([today], [today], () => false),
    null,
  );
  t.is(formerStartNotice([today, former], [today], isDone), null);
  t.is(formerStartNotice([former], [former], isDone), null);
  t.is(formerStartNotice([today], [], isDone), null);
  const chosen = started('pytorch');
  t.is(formerStartNotice([chosen], [chosen], isDone), null);
});

test('trials of one training are counted, and what they differ in is named', (t) => {
  const written = (variance: number, seed: number) =>
    trial({ objective: { reduction: 'sum-sum' }, likelihood: { variance }, seed });
  t.is(
    sharedTrainingNotice([written(1, 0), written(2, 0), written(1, 1), written(2, 1), trial()]),
    '5 trials are 3 trainings: those that differ only in likelihood.variance are trained alike, each on its own.',
  );
  t.is(sharedTrainingNotice([written(1, 0), written(1, 1), trial()]), null);
});

test('a study of an earlier version keeps its networks where the grid says he-normal, and is warned of where it does not', async (t) => {
  const folder = workFolder(t);
  const network = { latentDim: 2, encoder: { hidden: [4] } };
  const base = { ...TINY.base, model: network, objective: {}, train: { steps: 2 } };
  writeGrid(folder, { ...TINY, base: { ...base, model: { ...network, initialization: 'he-normal' } } });
  const trained = await sweep(folder, ['grid', '--grid', 'grid.json', '--tracking', 'off']);
  t.is(trained.status, 0, trained.errors);
  writeGrid(folder, { ...TINY, base });
  const warned = await sweep(folder, ['grid', '--grid', 'grid.json', '--dry-run']);
  t.regex(
    warned.errors,
    /4 trials of this grid are done from the start of earlier versions, model\.initialization he-normal, and would be trained again/,
  );
  writeGrid(folder, { ...TINY, base: { ...base, model: { ...network, initialization: 'he-normal' } } });
  const kept = await sweep(folder, ['grid', '--grid', 'grid.json', '--dry-run']);
  t.is(kept.errors, '');
  t.regex(kept.output, /^trials +4: 4 done already, 0 to train$/m);
});

test('combinations that differ in what a Bernoulli decoder does not use are one trial; a loss as written trains each', async (t) => {
  const folder = workFolder(t);
  writeGrid(folder, {
    ...TINY,
    base: { dataset: { name: 'mnist-1k' }, model: { latentDim: 3 }, train: { steps: 2, batchSize: 100 } },
    axes: {
      trial: [{ likelihood: { kind: 'bernoulli' } }, { objective: { reduction: 'mean-mean' } }],
      'likelihood.variance': [0.1, 0.3, 1],
    },
  });
  const { status, output, errors } = await sweep(folder, ['grid', '--grid', 'grid.json', '--tracking', 'off']);
  t.is(status, 0, errors);
  t.regex(
    errors,
    /3 combinations differ only in likelihood\.variance, which a Bernoulli decoder does not use: one trial\./,
  );
  t.regex(errors, /4 trials are 2 trainings: those that differ only in likelihood\.variance are trained alike/);
  t.regex(output, /^trials +4: 0 done already, 4 to train$/m);
  const report = readFileSync(join(folder, 'runs/tiny/report/index.html'), 'utf8');
  t.true(report.includes('4 trials are 2 trainings: those that differ only in likelihood.variance'));
});
