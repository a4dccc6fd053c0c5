import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStudy, studyPaths } from '@collapse/study';
import type { DoneResult } from '@collapse/trials';
import test from 'ava';
import { results, snapshot, sweep, TINY, workFolder, writeGrid } from './support/run-sweep.ts';

const RUN = ['grid', '--grid', 'grid.json', '--out', 'study', '--workers', '1'];

interface Arrays {
  readonly metadata: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly values: Readonly<Record<string, Float32Array>>;
}

/** A .safetensors file by the definition of the format. */
function readArrays(file: string): Arrays {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const { __metadata__: metadata, ...described } = JSON.parse(bytes.toString('utf8', 8, start));
  const shapes: Record<string, number[]> = {};
  const values: Record<string, Float32Array> = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries<{
    dtype: string;
    shape: number[];
    data_offsets: [number, number];
  }>(described)) {
    if (dtype !== 'F32') throw new Error(`${name} is ${dtype}`);
    shapes[name] = shape;
    const [from, to] = data_offsets;
    values[name] = new Float32Array(new Uint8Array(bytes.subarray(start + from, start + to)).buffer);
  }
  return { metadata, shapes, values };
}

function doneResults(study: string): DoneResult[] {
  return [...readStudy(study).results].filter((result) => result.status === 'done');
}

function of(values: Readonly<Record<string, Float32Array>>, name: string): Float32Array {
  const found = values[name];
  if (found === undefined) throw new Error(`${name} is not there`);
  return found;
}

/** Mean over the data points of KL(N(mean, e^logVariance) to N(0, 1)) of each dimension, in plain float64. */
function klPerDimension(means: Float32Array, logVariances: Float32Array, latentDim: number): number[] {
  const kl = Array.from({ length: latentDim }, () => 0);
  for (const [index, mean] of means.entries()) {
    const log = logVariances[index] ?? Number.NaN;
    kl[index % latentDim] = (kl[index % latentDim] ?? 0) + (mean ** 2 + Math.exp(log) - 1 - log) / 2;
  }
  return kl.map((sum) => sum / (means.length / latentDim));
}

test('weights and posteriors of a trial, by the start of its id, say what its result says', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeGrid(folder, TINY);
  t.is((await sweep(folder, RUN)).status, 0);
  const before = snapshot(study);
  const [result] = doneResults(study);
  if (!result) throw new Error('no trial is done');
  const { trialId, specification, dimensions } = result;
  const command = [
    'export',
    '--study',
    'study',
    '--trial',
    trialId.slice(0, 6),
    '--posteriors',
    '--out',
    'new/vae.safetensors',
  ];
  const { status, output, errors } = await sweep(folder, command);
  t.is(status, 0, errors);
  t.regex(output, new RegExp(`^trial {2}${trialId}\n {2}encoder\\.mean\\.weights +\\[5, 3\\]$`, 'm'));
  t.regex(output, /^file {3}new\/vae\.safetensors$/m);
  const { metadata, shapes, values } = readArrays(join(folder, 'new', 'vae.safetensors'));
  t.deepEqual(JSON.parse(metadata.specification ?? ''), specification);
  t.is(metadata.trial, trialId);
  t.deepEqual(shapes, {
    'encoder.mean.weights': [5, 3],
    'encoder.mean.biases': [3],
    'encoder.logVariance': [3],
    'decoder.location.weights': [3, 5],
    'decoder.location.biases': [5],
    dataMean: [5],
    means: [30, 3],
    log_variances: [30, 3],
    'test.means': [30, 3],
    'test.log_variances': [30, 3],
  });
  // The bytes of the trial's own weights file, end to end.
  const names = Object.keys(shapes).filter((name) => !/means|variances/.test(name));
  const weights = Buffer.concat(names.map((name) => Buffer.from(of(values, name).buffer)));
  t.deepEqual(weights, readFileSync(join(study, 'trials', trialId, 'weights', 'weights.bin')));
  const kl = klPerDimension(of(values, 'means'), of(values, 'log_variances'), 3);
  for (const [index, value] of dimensions.kl.entries()) t.true(Math.abs((kl[index] ?? 0) - value) < 1e-5 * (1 + value));
  const heldOut = klPerDimension(of(values, 'test.means'), of(values, 'test.log_variances'), 3);
  const recorded = results(study).find(({ trial_id }) => trial_id === trialId);
  const total = heldOut.reduce((sum, value) => sum + value, 0);
  t.true(Math.abs(total - Number(recorded?.test_kl)) < 1e-4);
  t.deepEqual(snapshot(study), before);
});

test('weights alone need no data, and go to the folder that one is in', async (t) => {
  const folder = workFolder(t);
  const rows = Array.from({ length: 20 }, (_, row) =>
    [Math.sin(row), Math.cos(3 * row), Math.sin(5 * row + 1)].join(','),
  );
  writeFileSync(join(folder, 'x.csv'), `a,b,c\n${rows.join('\n')}\n`);
  const { dataset: _synthetic, ...base } = TINY.base;
  writeGrid(folder, {
    ...TINY,
    base: { ...base, model: { latentDim: 2 }, dataset: { name: 'array', file: 'x.csv' } },
    axes: {},
  });
  const trained = await sweep(folder, RUN);
  t.is(trained.status, 0, trained.errors);
  rmSync(join(folder, 'x.csv'));
  const [result] = doneResults(join(folder, 'study'));
  const trial = result?.trialId ?? '';
  const exported = await sweep(folder, ['export', '--study', 'study', '--trial', trial]);
  t.is(exported.status, 0, exported.errors);
  t.deepEqual(readArrays(join(folder, `${trial}.safetensors`)).shapes.dataMean, [3]);
  const without = await sweep(folder, [
    'export',
    '--study',
    'study',
    '--trial',
    trial,
    '--posteriors',
    '--out',
    'p.safetensors',
  ]);
  t.is(without.status, 2);
  t.regex(without.errors, /x\.csv/);
  t.false(existsSync(join(folder, 'p.safetensors')));
});

test('what cannot be exported is refused with what to do, and nothing is written', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  // The second diverges.
  writeGrid(folder, { ...TINY, axes: { 'optimizer.learningRate': [0.01, 1e30], seed: [0, 1, 2] } });
  t.is((await sweep(folder, RUN)).status, 1);
  const [whole] = doneResults(study).map(({ trialId }) => trialId);
  const failed = String(results(study).find(({ status }) => status === 'failed')?.trial_id);
  const refused = async (trial: string, message: RegExp, more: readonly string[] = []) => {
    const { status, errors } = await sweep(folder, ['export', '--study', 'study', '--trial', trial, ...more]);
    t.is(status, 2, trial);
    t.regex(errors, message);
  };
  const before = snapshot(folder);
  const near = `${whole?.slice(0, 15)}x`;
  await refused(
    near,
    new RegExp(`^--trial: expected the id of a trial of study, .* received ${near}\\. Did you mean ${whole}\\?`),
  );
  await refused('', /received nothing\. The column trial_id of study\/results\.csv has them all\./);
  await refused(failed, new RegExp(`received ${failed}, which failed \\(diverged: .*\\)\\. Give one of those`));
  await refused(whole ?? '', /^--out: expected a file that ends in \.safetensors, received a\.npz/, ['--out', 'a.npz']);
  t.deepEqual(snapshot(folder), before);

  const { directory } = studyPaths(study).trial(whole ?? '');
  truncateSync(join(directory, 'weights', 'weights.bin'), 8);
  await refused(
    whole ?? '',
    /weights\.bin: expected \d+ bytes, received 8\. Nothing can be taken .* run the grid again\./,
  );
  rmSync(directory, { recursive: true });
  await refused(whole ?? '', /which has no result yet\. Run the grid again/);
});
