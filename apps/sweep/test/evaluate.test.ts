import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockStudy, readStudy, studyPaths } from '@collapse/study';
import type { DoneResult } from '@collapse/trials';
import test from 'ava';
import { fixturePng } from '../../../libs/analysis/test/fixture-png.ts';
import { results, snapshot, startSweep, sweep, TINY, workFolder, writeGrid } from './support/run-sweep.ts';

const RUN = ['grid', '--grid', 'grid.json', '--out', 'study', '--workers', '2'];
const EVALUATE = ['evaluate', '--study', 'study', '--workers', '2'];

function doneResults(study: string): DoneResult[] {
  return [...readStudy(study).results].filter((result) => result.status === 'done');
}

function writeImages(folder: string, count: number, from = 0): void {
  mkdirSync(folder, { recursive: true });
  for (let image = from; image < from + count; image++) {
    writeFileSync(join(folder, `image-${String(image).padStart(2, '0')}.png`), fixturePng(8, 8, 3 * image));
  }
}

const { dataset, ...withoutData } = TINY.base;
const estimates = { evaluation: { importanceSamples: 20, importancePoints: 10, priorSamples: 30 } };
const sampled = { objective: { estimator: 'stochastic' } };
const images = {
  dataset: { name: 'image-folder', folder: 'images', size: 8, channels: 'grey', count: 20, testCount: 6 },
  likelihood: { kind: 'bernoulli', variance: 1 },
  ...sampled,
};

/** A trial of every kind of model. */
const KINDS = {
  ...TINY,
  base: withoutData,
  axes: {
    trial: [
      { dataset, objective: { basis: 'eigen' } },
      {
        dataset,
        ...estimates,
        ...sampled,
        model: { encoder: { hidden: [4], variance: 'amortized' }, decoder: { hidden: [4] } },
      },
      { dataset, model: { second: { latentDim: 2 } } },
      { dataset: { ...dataset, condition: { correlations: [0.8] } }, ...estimates },
      { dataset, ...estimates, likelihood: { learn: 'per-dimension', varianceFloor: 0.05 } },
      { ...images, ...estimates, model: { encoder: { channels: [2] }, decoder: { channels: [2] } } },
    ],
  },
};

test('a file beside the grid file is found again, from wherever measures are taken', async (t) => {
  const folder = workFolder(t);
  const there = join(folder, 'there');
  mkdirSync(there);
  writeFileSync(
    join(there, 'x.csv'),
    `a,b,c\n${[...Array(40).keys()].map((n) => `${n % 7},${n % 5},${n % 3}`).join('\n')}\n`,
  );
  writeGrid(there, { ...TINY, base: { ...withoutData, dataset: { name: 'array', file: 'x.csv' } } });
  const trained = await sweep(folder, ['grid', '--grid', 'there/grid.json', '--out', 'study', '--workers', '2']);
  t.is(trained.status, 0, trained.errors);
  t.is(readStudy(join(folder, 'study')).grid.folder, there);
  const evaluated = await sweep(folder, EVALUATE);
  t.is(evaluated.status, 0, evaluated.errors);
  writeFileSync(join(there, 'x.csv'), 'a,b,c\n1,2,3\n4,5,7\n1,1,9\n');
  const changed = await sweep(folder, EVALUATE);
  t.is(changed.status, 2);
  t.regex(changed.errors, /the data that the study was trained on/);
});

test('measures taken again are those of training to the last bit, for every kind of model', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeImages(join(folder, 'images'), 26);
  writeGrid(folder, KINDS);
  const trained = await sweep(folder, RUN);
  t.is(trained.status, 0, trained.errors);
  const table = readFileSync(join(study, 'results.csv'), 'utf8');
  const before = doneResults(study);
  t.is(before.length, 6);
  const evaluated = await sweep(folder, EVALUATE);
  t.is(evaluated.status, 0, evaluated.errors);
  t.regex(evaluated.output, /^measured {2}6 trials$/m);
  t.is(readFileSync(join(study, 'results.csv'), 'utf8'), table);
  for (const [index, { reevaluation, ...result }] of doneResults(study).entries()) {
    t.deepEqual(result, before[index]);
    t.deepEqual(reevaluation?.evaluation, result.specification.evaluation);
    t.deepEqual(reevaluation?.backend, result.backend);
  }
  // Other data under the same name.
  writeImages(join(folder, 'images'), 1, 50);
  rmSync(join(folder, 'images', 'image-00.png'));
  const kept = snapshot(folder);
  const other = await sweep(folder, EVALUATE);
  t.is(other.status, 2);
  t.regex(other.errors, /^data set \{.*image-folder.*: expected the data that the study was trained on, sha256 \w{64}/);
  t.deepEqual(snapshot(folder), kept);
});

test('old results get the new columns, with what --set asks for; once more changes nothing', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeGrid(folder, TINY);
  t.is((await sweep(folder, RUN)).status, 0);
  const before = doneResults(study);
  for (const result of before) {
    // As an earlier version left it.
    const { elbo, kl, steps, seconds } = result.metrics;
    const { evidence: _evidence, ...rest } = result;
    const old = { ...rest, metrics: { elbo, kl, steps, seconds } };
    writeFileSync(studyPaths(study).trial(result.trialId).result, JSON.stringify(old));
  }
  const set = [...EVALUATE, '--set', 'evaluation.marginalSamples=8'];
  const first = await sweep(folder, set);
  t.is(first.status, 0, first.errors);
  const after = doneResults(study);
  for (const [index, result] of after.entries()) {
    const original = before[index];
    if (original === undefined) throw new Error('a trial has gone');
    const { mutual_information, marginal_kl, kl } = result.metrics;
    t.deepEqual({ ...result.metrics, mutual_information: null, marginal_kl: null }, original.metrics);
    t.deepEqual(result.specification, original.specification);
    t.is(result.trialId, original.trialId);
    t.is(result.evidence, 'exact');
    // N = 30: at most ln 30, and the two parts add up but for sampling error.
    t.true((mutual_information ?? 99) <= Math.log(30) && (mutual_information ?? -1) > 0);
    t.true(Math.abs((mutual_information ?? 0) + (marginal_kl ?? 0) - (kl ?? 0)) < 0.5);
    t.is(result.reevaluation?.evaluation.marginalSamples, 8);
  }
  t.deepEqual(
    results(study).map((row) => row['evaluation.marginalSamples']),
    [8, 8, 8, 8],
  );
  const files = snapshot(study);
  t.is((await sweep(folder, EVALUATE)).status, 0);
  const again = snapshot(study);
  for (const name of Object.keys(files).filter((file) => file.startsWith('trials/') || file === 'results.csv')) {
    t.is(again[name], files[name], name);
  }
  // The ids are those of the grid: nothing is left to train.
  t.regex((await sweep(folder, RUN)).output, /^trials +4: 4 done already, 0 to train$/m);
});

test('a trial without its weights is named and left as it is; a setting that is none is refused', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeGrid(folder, { ...TINY, axes: { seed: [0, 1] } });
  t.is((await sweep(folder, RUN)).status, 0);
  const [whole, gone] = doneResults(study).map(({ trialId }) => trialId);
  rmSync(join(study, 'trials', gone ?? '', 'weights'), { recursive: true });
  const before = snapshot(study);
  const wrong = await sweep(folder, [...EVALUATE, '--set', 'model.latentDim=2']);
  t.is(wrong.status, 2);
  t.regex(wrong.errors, /^--set: expected a field of the evaluation .* received model\.latentDim=2\. .* train a grid/);
  const lock = lockStudy(studyPaths(study));
  const held = await sweep(folder, EVALUATE);
  lock.release();
  t.is(held.status, 2);
  t.regex(held.errors, /in use by process/);
  t.deepEqual(snapshot(study), before);

  const command = ['evaluate', '--study', 'study', '--workers', '1', '--set', 'evaluation.marginalSamples=2'];
  const { status, output, errors } = await sweep(folder, command);
  t.is(status, 1, errors);
  t.regex(output, /^measured {2}1 trial, 1 left as it was$/m);
  t.regex(
    errors,
    new RegExp(`^trial ${gone} is left as it was: .*model.json: expected weights .* received nothing`, 'm'),
  );
  const after = snapshot(study);
  const changed = Object.keys(after).filter((name) => name.startsWith('trials/') && after[name] !== before[name]);
  t.deepEqual(changed, [`trials/${whole}/result.json`]);
});

test('interrupted, what is measured is kept and nothing is torn; the same command does the rest', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  const seeds = Array.from({ length: 12 }, (_, seed) => seed);
  writeGrid(folder, { ...TINY, base: { ...TINY.base, dataset: { ...dataset, count: 400 } }, axes: { seed: seeds } });
  t.is((await sweep(folder, RUN)).status, 0);
  const measured = () => doneResults(study).filter(({ reevaluation }) => reevaluation !== undefined).length;
  const command = [...EVALUATE, '--set', 'evaluation.marginalSamples=100'];
  const running = startSweep(folder, command);
  while (measured() === 0 && running.process.exitCode === null) await sleep(20);
  running.process.kill('SIGINT');
  const { status, errors } = await running.finished;
  t.is(status, 130, errors);
  t.regex(errors, /To go on, run the same command again:\n {2}npx sweep evaluate/);
  t.is(doneResults(study).length, 12);
  t.true(measured() >= 1 && measured() < 12);
  const again = await sweep(folder, command);
  t.is(again.status, 0, again.errors);
  t.is(measured(), 12);
  t.true(doneResults(study).every(({ metrics }) => metrics.mutual_information !== null));
});
