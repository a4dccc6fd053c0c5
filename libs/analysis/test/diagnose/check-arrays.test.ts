import { UserError } from '@collapse/trials';
import test from 'ava';
import { checkDecoder, checkPosteriors, checkReconstructions, requireSameCount } from '../../src/diagnose/index.ts';

const array = (name: string, shape: readonly number[], values: readonly number[]) => ({
  name,
  shape,
  values: Float64Array.from(values),
});

/** Three data points, two latent dimensions of which the first is in use. */
const MEANS = array('--means (mu.npy)', [3, 2], [-1, 0, 0.2, 0, 1.1, 0]);

const posteriors = (values: readonly number[], shape = [3, 2], means = MEANS) =>
  checkPosteriors({ means, spread: array('--log-variances (lv.npy)', shape, values), spreadIs: 'log-variances' });

test('log-variances become variances, in the precision they came in, and stay beside them', (t) => {
  const outputs = posteriors([-2, 0.01, -1, 0, -3, 0]);
  t.deepEqual([outputs.count, outputs.latentDim], [3, 2]);
  t.is(outputs.posteriorVariance[0], Math.exp(-2));
  t.is(outputs.posteriorLogVariance?.[2], -1);
  const narrow = (logVariance: number) =>
    checkPosteriors({
      means: { ...MEANS, values: Float32Array.from(MEANS.values) },
      spread: { name: 'lv', shape: [3, 2], values: Float32Array.of(logVariance, 0, -1, 0, -1, 0) },
      spreadIs: 'log-variances',
    }).posteriorVariance;
  t.true(narrow(-60) instanceof Float32Array);
  // exp(-200) is 0 in float32.
  t.is(narrow(-200)[0], Math.exp(-200));
});

test('k numbers are shared by all data points; a row of another shape is flattened', (t) => {
  t.is(posteriors([-2, -0.1], [2]).posteriorVariance.length, 2);
  t.is(posteriors([-2, -0.1], [1, 2]).posteriorVariance.length, 2);
  const image = { ...MEANS, shape: [3, 2, 1, 1] };
  t.is(posteriors([-2, 0, -1, 0, -3, 0], [3, 2], image).latentDim, 2);
});

test('variances in place of log-variances are told, and what only strays around 0 is not', (t) => {
  for (const values of [
    [0.1, 1, 0.2, 0.99, 0.1, 1],
    [0.001, 0.01, 0.002, 0.01, 0.001, 0.01],
  ]) {
    const error = t.throws(() => posteriors(values), { instanceOf: UserError });
    t.regex(error?.message ?? '', /they look like variances or standard deviations\. .*--posterior-variances/);
  }
  const still = { ...MEANS, values: new Float64Array(6) };
  // A collapsed model's, whose means do not vary; and its variances, which are near 1.
  t.notThrows(() => posteriors([0.001, 0.02, 0, 0.004, 0, 0], [3, 2], still));
  t.throws(() => posteriors([0.99, 1, 1.01, 1, 1, 1], [3, 2], still), { message: /look like variances/ });
  // An encoder without a variance of its own.
  t.notThrows(() => posteriors([0, 0, 0, 0, 0, 0]));
});

test('log-variances and zeros in place of variances are told', (t) => {
  const variances = (values: readonly number[]) =>
    checkPosteriors({ means: MEANS, spread: array('v', [3, 2], values), spreadIs: 'variances' });
  t.is(variances([0.1, 1, 0.2, 1, 0.3, 1]).posteriorVariance[4], 0.3);
  t.throws(() => variances([0.1, 1, 0.2, -0.3, 0.3, 1]), {
    message: /^v, row 2, column 2: expected variances above 0, received -0\.3\. If these are log-variances/,
  });
  t.throws(() => variances([0.1, 1, 0.2, 1, 0, 1]), { message: /row 3, column 1: .*they do not underflow/ });
});

test('numbers that are none are named by row and column', (t) => {
  t.throws(() => posteriors([-2, 0, Number.NaN, 0, -1, Number.POSITIVE_INFINITY]), {
    instanceOf: UserError,
    message: /^--log-variances \(lv\.npy\), row 2, column 1: expected finite numbers, received NaN, the first of 2\./,
  });
  const means = { ...MEANS, values: Float64Array.of(0, 1, 2, 3, 4, Number.NEGATIVE_INFINITY) };
  t.throws(() => posteriors([-2, 0, -1, 0, -1, 0], [3, 2], means), { message: /row 3, column 2: .*-Infinity\. Leave/ });
  t.throws(() => posteriors([-2, 0, -900, 0, -1, 0]), { message: /row 2, column 1: .*between -700 and 700/ });
});

test('shapes that disagree, with the transposed ones told', (t) => {
  t.throws(() => posteriors([-2, 0, -1, 0], [2, 2]), {
    message: /the shape \[3, 2\] of --means .*from the same encoder/,
  });
  t.throws(() => posteriors([-2, 0, -1, 0, -1, 0], [2, 3]), { message: /transposed: save array\.T/ });
  t.throws(() => posteriors([-2], [1], array('mu', [1, 1], [3])), { message: /at least two data points/ });

  const outputs = { count: 3, latentDim: 2 };
  t.notThrows(() => requireSameCount({ count: 3, dim: 4 }, outputs, 'mu'));
  t.throws(() => requireSameCount({ count: 2, dim: 4 }, outputs, 'mu'), { message: /posteriors look transposed/ });
  t.throws(() => requireSameCount({ count: 4, dim: 3 }, outputs, 'mu'), { message: /--data: .*data look transposed/ });
  t.throws(() => requireSameCount({ count: 5, dim: 4 }, outputs, 'mu'), { message: /same order/ });
});

test('reconstructions and decoder weights fit the data', (t) => {
  const data = {
    count: 3,
    dim: 2,
    values: new Float32Array(6),
    mean: Float64Array.of(0, 0),
    eigenvalues: Float64Array.of(2, 1),
    constant: [],
    duplicates: [],
  };
  t.notThrows(() => checkReconstructions(array('r', [3, 2], [1, 2, 3, 4, 5, 6]), data));
  t.throws(() => checkReconstructions(array('r', [2, 3], [1, 2, 3, 4, 5, 6]), data), { message: /transposed/ });
  t.throws(() => checkReconstructions(array('r', [3, 1], [1, 2, 3]), data), {
    message: /3 reconstructions of 2 numbers/,
  });

  const weights = array('w', [2, 1], [0.5, 2]);
  t.deepEqual(checkDecoder({ weights, bias: null }, data, 1).decoderBias, Float64Array.of(0, 0));
  const bias = array('b', [2], [1, 3]);
  t.deepEqual(checkDecoder({ weights, bias }, { ...data, mean: Float64Array.of(5, 5) }, 1).decoderBias, bias.values);
  t.throws(() => checkDecoder({ weights, bias: null }, { ...data, mean: Float64Array.of(5, 5) }, 1), {
    message: /^--decoder-bias: .*a file of zeros\.$/,
  });
  t.throws(() => checkDecoder({ weights: array('w', [1, 2], [0.5, 2]), bias }, data, 1), { message: /weights\.T/ });
  t.throws(() => checkDecoder({ weights, bias: array('b', [1], [1]) }, data, 1), { message: /^b: expected 2 numbers/ });
});
