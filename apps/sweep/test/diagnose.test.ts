import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sweep, workFolder } from './support/run-sweep.ts';

/** Data along the axes, with variances 4, 1 and 0.25: every sign of (2, 1, 0.5), about (5, 0, -1). */
const SIGNS = Array.from({ length: 8 }, (_, n) => [n & 1, n & 2, n & 4].map((bit) => (bit === 0 ? -1 : 1)));
const EIGENVALUES = [4, 1, 0.25];
const MEAN = [5, 0, -1];
const VARIANCE = 0.5;

const csv = (rows: readonly (readonly number[])[]) =>
  `${rows[0]?.map((_, column) => `c${column}`)}\n${rows.map((row) => row.join()).join('\n')}\n`;

/**
 * The linear VAE of two latent dimensions that is the optimum at VARIANCE (Lucas et al. 2019), as files; `used` of them collapsed
 * beyond it.
 */
function writeModel(t: ExecutionContext, used: number): string {
  const folder = workFolder(t);
  const write = (name: string, rows: readonly (readonly number[])[]) => writeFileSync(join(folder, name), csv(rows));
  const lives = (i: number) => i < used;
  const length = (i: number) => (lives(i) ? Math.sqrt((EIGENVALUES[i] ?? 0) - VARIANCE) : 0);
  const at = (i: number) => Math.sqrt(EIGENVALUES[i] ?? 0);
  write(
    'x.csv',
    SIGNS.map((signs) => signs.map((sign, j) => sign * at(j) + (MEAN[j] ?? 0))),
  );
  write(
    'mu.csv',
    SIGNS.map((signs) => [0, 1].map((i) => ((signs[i] ?? 0) * length(i)) / at(i))),
  );
  write(
    'lv.csv',
    SIGNS.map(() => [0, 1].map((i) => (lives(i) ? Math.log(VARIANCE / (EIGENVALUES[i] ?? 1)) : 0))),
  );
  write(
    'var.csv',
    SIGNS.map(() => [0, 1].map((i) => (lives(i) ? VARIANCE / (EIGENVALUES[i] ?? 1) : 1))),
  );
  write(
    'w.csv',
    [0, 1, 2].map((j) => [0, 1].map((i) => (i === j ? length(i) : 0))),
  );
  write(
    'b.csv',
    MEAN.map((value) => [value]),
  );
  return folder;
}

const DATA = ['--data', 'x.csv'];
const POSTERIORS = ['--means', 'mu.csv', '--log-variances', 'lv.csv'];
const DECODER = ['--decoder-weights', 'w.csv', '--decoder-bias', 'b.csv'];

test('a healthy and a collapsed linear VAE get their verdicts, exact with the decoder', async (t) => {
  const [healthy, collapsed] = [writeModel(t, 2), writeModel(t, 1)];
  const args = ['diagnose', ...DATA, ...POSTERIORS, ...DECODER, '--variance', String(VARIANCE), '--json'];
  const read = async (folder: string, more: readonly string[] = []) => {
    const { status, output, errors } = await sweep(folder, [...args, ...more]);
    t.is(status, 0, errors);
    return JSON.parse(output);
  };
  const good = await read(healthy);
  const kl = [4, 1].map((eigenvalue) => Math.log(eigenvalue / VARIANCE) / 2);
  for (const [index, expected] of kl.entries()) {
    t.true(Math.abs(good.klPerDimension[index] - expected) < 1e-6);
    t.true(Math.abs(good.predicted.klPerDimension[index] - expected) < 1e-6);
  }
  t.like(good, { count: 8, latentDim: 2, activeUnits: 2, activeAxes: 2, activeKl: 2, collapsedFraction: 0 });
  t.like(good, { evidence: 'exact', predicted: { active: 2 }, verdict: { kind: 'nothing-collapsed' } });
  t.true(good.decoder.posteriorKl < 1e-6);
  // log N(x; mean, diag(4, 1, 0.5)): the third direction is left to the decoder variance.
  const logLikelihood = -(3 * Math.log(2 * Math.PI) + Math.log(4 * 1 * VARIANCE) + 1 + 1 + 0.25 / VARIANCE) / 2;
  t.true(Math.abs(good.decoder.logLikelihood - logLikelihood) < 1e-6);
  const bad = await read(collapsed);
  t.like(bad, { activeUnits: 1, evidence: 'exact', predicted: { active: 2 }, verdict: { kind: 'beyond-prediction' } });
  // What the second direction gains: (y - 1 - ln y) / 2 at y = 2.
  t.true(Math.abs(bad.belowOptimum - (1 - Math.log(2)) / 2) < 1e-6);
  // At beta 4 the threshold is 2, and the collapse is the optimum's own, which this model is not at.
  t.like(await read(collapsed, ['--beta', '4']), { predicted: { active: 1 } });
});

test('without the decoder the closed form is a yardstick; without the loss there is no verdict', async (t) => {
  const folder = writeModel(t, 1);
  const yardstick = await sweep(folder, ['diagnose', ...DATA, ...POSTERIORS, '--variance', String(VARIANCE)]);
  t.is(yardstick.status, 0, yardstick.errors);
  t.regex(
    yardstick.output,
    /1 of 2 latent dimensions is in use\. Beside the best linear VAE with this loss: .* a yardstick/,
  );
  t.notRegex(yardstick.output, /doing/);
  const none = await sweep(folder, ['diagnose', '--means', 'mu.csv', '--posterior-variances', 'var.csv']);
  t.is(none.status, 0, none.errors);
  t.regex(none.output, /1 collapsed\. No verdict: give the decoder variance as --variance/);
  const batch = await sweep(folder, ['diagnose', ...DATA, ...POSTERIORS, '--loss', 'mean-sum']);
  t.regex(batch.output, /No verdict: give the data points a batch as --batch/);
  const unused = await sweep(folder, ['diagnose', ...DATA, ...POSTERIORS, ...DECODER]);
  t.regex(unused.errors, /The decoder weights were not used/);
});

test('one file of all arrays, and the page', async (t) => {
  const folder = writeModel(t, 2);
  const arrays = {
    data: SIGNS.map((signs) => signs.map((sign, j) => sign * Math.sqrt(EIGENVALUES[j] ?? 0))),
    means: SIGNS.map((signs) => [signs[0] ?? 0, 0]),
    log_variances: [[-2, 0]],
  };
  writeFileSync(join(folder, 'model.safetensors'), safetensors(arrays));
  const args = ['diagnose', '--posteriors', 'model.safetensors', '--loss', 'mean-batch', '--out', 'page'];
  const { status, output, errors } = await sweep(folder, args);
  t.is(status, 0, errors);
  t.regex(output, /^8 data points of 3 numbers, 2 latent dimensions\./);
  t.regex(output, /Page: page\/index\.html\n$/);
  t.deepEqual(readdirSync(join(folder, 'page')).sort(), [
    'diagnosis.json',
    'index.html',
    'kl.svg',
    'posterior-means.svg',
  ]);
  const page = readFileSync(join(folder, 'page/index.html'), 'utf8');
  t.true(page.includes('<code>npx sweep diagnose --posteriors model.safetensors --loss mean-batch --out page</code>'));
  // An option of its own comes before what the one file has; mu.csv has another model's means.
  const own = await sweep(folder, ['diagnose', '--posteriors', 'model.safetensors', '--means', 'mu.csv', '--json']);
  t.is(JSON.parse(own.output).activeUnits, 2);
});

/** F64 tensors, as the format says: length of the header, the header, the numbers. */
function safetensors(arrays: Readonly<Record<string, readonly (readonly number[])[]>>): Buffer {
  const header: Record<string, unknown> = {};
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [name, rows] of Object.entries(arrays)) {
    const bytes = Buffer.from(Float64Array.from(rows.flat()).buffer);
    header[name] = {
      dtype: 'F64',
      shape: [rows.length, rows[0]?.length ?? 0],
      data_offsets: [offset, offset + bytes.length],
    };
    offset += bytes.length;
    parts.push(bytes);
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...parts]);
}

test('a wrong command or array ends with status 2 and says what to do', async (t) => {
  const folder = writeModel(t, 2);
  writeFileSync(join(folder, 'few.csv'), csv([[1, 2]]));
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /--means: expected a file, received nothing\. Give it, or .* as --posteriors/],
    [[...DATA, '--means', 'mu.csv'], /--log-variances: expected a file/],
    [[...DATA, ...POSTERIORS, '--posterior-variances', 'var.csv'], /expected nothing beside --log-variances/],
    [[...DATA, '--means', 'mu.csv', '--log-variances', 'var.csv'], /they look like variances or standard deviations/],
    [[...DATA, '--means', 'mu.csv', '--posterior-variances', 'lv.csv'], /row 1, column 1: expected variances above 0/],
    [['--data', 'few.csv', ...POSTERIORS], /--means \(mu\.csv\): expected as many rows as --data has data points, 1,/],
    [[...DATA, ...POSTERIORS, '--loss', 'mean_sum'], /--loss: .*Did you mean mean-sum\?/],
    [[...DATA, ...POSTERIORS, '--variance', '0'], /--variance: expected a number > 0/],
    [[...DATA, ...POSTERIORS, '--loss', 'sum-sum', '--variance', 'learned'], /--variance: .*a loss without a decoder/],
    [[...DATA, ...POSTERIORS, '--marginal-points', '1'], /--marginal-points: expected an integer from 2/],
    [[...POSTERIORS, '--decoder-weights', 'w.csv'], /--data: expected the data that --decoder-weights/],
    [[...DATA, ...POSTERIORS, '--decoder-weights', 'w.csv'], /--decoder-bias: expected the decoder's bias/],
    [['--posteriors', 'gone.npz'], /gone\.npz: expected a file that can be read/],
  ];
  await Promise.all(
    cases.map(async ([options, message]) => {
      const { status, output, errors } = await sweep(folder, ['diagnose', ...options]);
      t.is(status, 2, options.join(' '));
      t.is(output, '');
      t.regex(errors, message);
    }),
  );
});
