import test from 'ava';
import { determinant, EigenvalueDecomposition, inverse, Matrix } from 'ml-matrix';
import { linearVaeLogLikelihood, marginalDecoder, momentsOf, twoLevelKl, twoLevelOptimum } from '../../src/index.ts';
import { ascend } from '../support/numerical-ascent.ts';
import { standardNormals } from '../support/random-model.ts';

test('the KL of two levels is that of the joint Gaussians, point by point', (t) => {
  const [k1, k2, count] = [3, 2, 7];
  for (const shared of [true, false]) {
    const normal = standardNormals(shared ? 3 : 4);
    const numbers = (length: number) => Float64Array.from({ length }, () => 0.7 * normal());
    const variances = (length: number) => numbers(length).map(Math.exp);
    const outputs = {
      count,
      latentDim: k1,
      posteriorMean: numbers(count * k1),
      posteriorVariance: variances(shared ? k1 : count * k1),
    };
    const level = {
      firstLatentDim: k1,
      latentDim: k2,
      priorVariance: 0.6,
      decoderWeights: numbers(k1 * k2),
      decoderBias: numbers(k1),
      encoderWeights: numbers(k1 * k2),
      encoderBias: numbers(k2),
      posteriorVariance: variances(k2),
    };
    const b = Matrix.from1DArray(k1, k2, level.decoderWeights);
    const u = Matrix.from1DArray(k2, k1, level.encoderWeights);
    const stacked = (a: Matrix, c: Matrix, bottom: Matrix, d: Matrix) => {
      const whole = Matrix.zeros(k1 + k2, k1 + k2);
      return whole.setSubMatrix(a, 0, 0).setSubMatrix(c, 0, k1).setSubMatrix(bottom, k1, 0).setSubMatrix(d, k1, k1);
    };
    const priorFirst = b.mmul(b.transpose()).add(Matrix.eye(k1).mul(level.priorVariance));
    const prior = stacked(priorFirst, b, b.transpose(), Matrix.eye(k2));
    const priorMean = [...level.decoderBias, 0, 0];
    let expected = 0;
    for (let n = 0; n < count; n++) {
      const mean = [...outputs.posteriorMean.subarray(n * k1, (n + 1) * k1)];
      const start = shared ? 0 : n * k1;
      const d1 = Matrix.diag([...outputs.posteriorVariance.subarray(start, start + k1)]);
      const secondMean = u.mmul(Matrix.columnVector(mean)).to1DArray();
      const d2 = u
        .mmul(d1)
        .mmul(u.transpose())
        .add(Matrix.diag([...level.posteriorVariance]));
      const q = stacked(d1, d1.mmul(u.transpose()), u.mmul(d1), d2);
      const difference = Matrix.columnVector(
        [...mean, ...secondMean.map((value, i) => value + (level.encoderBias[i] ?? 0))].map(
          (value, i) => value - (priorMean[i] ?? 0),
        ),
      );
      const precision = inverse(prior);
      const quadratic = difference.transpose().mmul(precision).mmul(difference).get(0, 0);
      const logRatio = Math.log(determinant(prior) / determinant(q));
      expected += (precision.mmul(q).trace() + quadratic - (k1 + k2) + logRatio) / (2 * count);
    }
    const { first, second, secondMeanVariance } = twoLevelKl(level, outputs);
    t.true(Math.abs(first + second - expected) < 1e-10 * (1 + expected), `${first + second} against ${expected}`);
    t.true(secondMeanVariance.every((value) => value > 0));
  }
});

test('the marginal decoder has the p(x) of two levels', (t) => {
  const normal = standardNormals(9);
  const [d, k1, k2, count] = [4, 3, 2, 5];
  const numbers = (length: number) => Float64Array.from({ length }, () => 0.7 * normal());
  const decoder = {
    latentDim: k1,
    dim: d,
    decoderWeights: numbers(d * k1),
    decoderBias: numbers(d),
    decoderVariance: Float64Array.of(0.4),
  };
  const level = {
    firstLatentDim: k1,
    latentDim: k2,
    priorVariance: 0.5,
    decoderWeights: numbers(k1 * k2),
    decoderBias: numbers(k1),
    encoderWeights: numbers(k1 * k2),
    encoderBias: numbers(k2),
    posteriorVariance: Float64Array.of(1, 1),
  };
  const w = Matrix.from1DArray(d, k1, decoder.decoderWeights);
  const b = Matrix.from1DArray(k1, k2, level.decoderWeights);
  const covariance = w
    .mmul(b.mmul(b.transpose()).add(Matrix.eye(k1).mul(0.5)))
    .mmul(w.transpose())
    .add(Matrix.eye(d).mul(0.4));
  const mean = w
    .mmul(Matrix.columnVector([...level.decoderBias]))
    .add(Matrix.columnVector([...decoder.decoderBias]))
    .to1DArray();
  const values = numbers(count * d);
  let expected = 0;
  for (let n = 0; n < count; n++) {
    const offset = Matrix.columnVector(mean.map((value, j) => (values[n * d + j] ?? 0) - value));
    const quadratic = offset.transpose().mmul(inverse(covariance)).mmul(offset).get(0, 0);
    expected -= (d * Math.log(2 * Math.PI) + Math.log(determinant(covariance)) + quadratic) / (2 * count);
  }
  const found = linearVaeLogLikelihood(marginalDecoder(level, decoder), momentsOf(values, count, d));
  t.true(Math.abs(found - expected) < 1e-10, `${found} against ${expected}`);
});

const EIGENVALUES = Float64Array.of(4, 0.9, 0.3);

interface Setting {
  readonly beta: number;
  readonly secondBeta: number;
  readonly priorVariance: number;
  readonly firstVariance: number | 'learned';
}

/** The objective by the definition, over matrices in the eigenbasis, and how many dimensions of each level are in use. */
function twoLevelObjective(setting: Setting, variance: number, k1: number, k2: number) {
  const d = EIGENVALUES.length;
  const covariance = Matrix.diag([...EIGENVALUES]);
  const sizes = [d * k1, k1 * d, k1 * k2, k2 * k1, k2, k1];
  const unpack = (parameters: Float64Array) => {
    let offset = 0;
    const parts = sizes.map((size) => {
      offset += size;
      return parameters.slice(offset - size, offset);
    }) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
    const d1 =
      setting.firstVariance === 'learned'
        ? Array.from(parts[5], Math.exp)
        : Array<number>(k1).fill(setting.firstVariance);
    return {
      w: Matrix.from1DArray(d, k1, parts[0]),
      v: Matrix.from1DArray(k1, d, parts[1]),
      b: Matrix.from1DArray(k1, k2, parts[2]),
      u: Matrix.from1DArray(k2, k1, parts[3]),
      d2: Array.from(parts[4], Math.exp),
      d1,
    };
  };
  const terms = (parameters: Float64Array) => {
    const { w, v, b, u, d1, d2 } = unpack(parameters);
    const means = v.mmul(covariance).mmul(v.transpose());
    const moments = means.clone().add(Matrix.diag(d1));
    const crossed = w.mmul(v).mmul(covariance).trace();
    const error = covariance.trace() - 2 * crossed + w.mmul(moments).mmul(w.transpose()).trace();
    const residual = Matrix.sub(Matrix.eye(k1), b.mmul(u));
    const ofSecond = b.mmul(Matrix.diag(d2)).mmul(b.transpose()).trace();
    const squared = residual.mmul(moments).mmul(residual.transpose()).trace() + ofSecond;
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const first = (squared / setting.priorVariance - sum(d1.map((x) => Math.log(x / setting.priorVariance) + 1))) / 2;
    const second = (u.mmul(moments).mmul(u.transpose()).trace() + sum(d2.map((x) => x - 1 - Math.log(x)))) / 2;
    const reconstruction = -error / (2 * variance) - (d / 2) * Math.log(2 * Math.PI * variance);
    return { reconstruction, first, second };
  };
  const objective = (parameters: Float64Array) => {
    const { reconstruction, first, second } = terms(parameters);
    return reconstruction - setting.beta * first - setting.secondBeta * second;
  };
  const used = (parameters: Float64Array) => {
    const { v, u, d1 } = unpack(parameters);
    const means = v.mmul(covariance).mmul(v.transpose());
    const second = u.mmul(means.clone().add(Matrix.diag(d1))).mmul(u.transpose());
    const spread = (matrix: Matrix) => new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues;
    const active = (variances: number[]) => variances.filter((value) => value > 0.01).length;
    const prior = setting.priorVariance;
    // A fixed D1 leaves z1 free to rotate.
    const ofFirst = setting.firstVariance === 'learned' ? means.diagonal() : spread(means);
    const kl = d1.map((q, i) => (((ofFirst[i] ?? 0) + q) / prior - 1 - Math.log(q / prior)) / 2);
    return {
      first: active(ofFirst.map((value) => value / prior)),
      second: active(spread(second)),
      kl: kl.sort((one, other) => other - one),
    };
  };
  const size = sizes.reduce((total, value) => total + value, 0);
  return { objective, terms, used, size };
}

const settings: Setting[] = [
  { beta: 1, secondBeta: 1, priorVariance: 1, firstVariance: 0.4 },
  { beta: 1, secondBeta: 2, priorVariance: 1, firstVariance: 0.8 },
  { beta: 1.5, secondBeta: 0.5, priorVariance: 0.7, firstVariance: 0.1 },
  { beta: 1, secondBeta: 0.5, priorVariance: 1, firstVariance: 0.9 },
  { beta: 1, secondBeta: 2, priorVariance: 1, firstVariance: 'learned' },
  { beta: 0.8, secondBeta: 0.8, priorVariance: 1.3, firstVariance: 'learned' },
];

for (const setting of settings) {
  for (const secondLatentDim of setting.secondBeta === 2 ? [2] : [1, 2]) {
    test(`two levels ${JSON.stringify(setting)}, k2 = ${secondLatentDim}: ascent ends at the closed form`, (t) => {
      const [variance, latentDim] = [0.5, 2];
      const optimum = twoLevelOptimum({
        eigenvalues: EIGENVALUES,
        latentDim,
        secondLatentDim,
        variance,
        ...setting,
      });
      if ('none' in optimum) return t.fail(optimum.none);
      const { objective, terms, used, size } = twoLevelObjective(setting, variance, latentDim, secondLatentDim);
      const ends = [1, 2].map((seed) => ascend(objective, size, seed, 1200));
      const best = ends.reduce((a, b) => (objective(b) > objective(a) ? b : a));
      for (const end of ends) t.true(objective(end) <= optimum.objective + 1e-9, 'no run may pass the optimum');
      t.true(optimum.objective - objective(best) < 1e-3, `${objective(best)} against ${optimum.objective}`);
      const found = used(best);
      t.is(found.first, optimum.active);
      if (optimum.secondActive !== null) t.is(found.second, optimum.secondActive);
      const { reconstruction, first, second } = terms(best);
      t.true(Math.abs(first + second - optimum.kl) < 0.02, `KL ${first + second} against ${optimum.kl}`);
      t.true(Math.abs(reconstruction - first - second - optimum.elbo) < 0.02);
      // Where the weights are equal the scale of z1 is open, and with it what it says to its own prior.
      if (optimum.secondActive === null) return;
      found.kl.forEach((kl, i) => {
        t.true(Math.abs(kl - (optimum.klPerDimension[i] ?? 0)) < 0.05, `${found.kl} against ${optimum.klPerDimension}`);
      });
    });
  }
}

test('a second level that weighs less than a first one of learned variance has no optimum', (t) => {
  const optimum = twoLevelOptimum({
    eigenvalues: EIGENVALUES,
    latentDim: 2,
    secondLatentDim: 1,
    variance: 0.5,
    beta: 1,
    secondBeta: 0.5,
    priorVariance: 1,
    firstVariance: 'learned',
  });
  t.true('none' in optimum && /without bound/.test(optimum.none));
  const { objective, size } = twoLevelObjective(
    { beta: 1, secondBeta: 0.5, priorVariance: 1, firstVariance: 'learned' },
    0.5,
    2,
    1,
  );
  const values = [200, 400, 800].map((steps) => objective(ascend(objective, size, 1, steps)));
  t.true((values[1] ?? 0) > (values[0] ?? 0) + 0.1 && (values[2] ?? 0) > (values[1] ?? 0) + 0.1, `${values}`);
});

test('thresholds are where the counts change', (t) => {
  for (const setting of settings) {
    if (setting.firstVariance === 'learned') continue;
    const at = (eigenvalue: number) => {
      const eigenvalues = Float64Array.of(eigenvalue, 0.001);
      const found = twoLevelOptimum({ eigenvalues, latentDim: 1, secondLatentDim: 1, variance: 0.5, ...setting });
      if ('none' in found) throw new Error(found.none);
      return found;
    };
    const { threshold, secondThreshold } = at(1);
    const lowest = at(threshold * 0.999);
    const above = at(threshold * 1.001);
    t.true((above.klPerDimension[0] ?? 0) > (lowest.klPerDimension[0] ?? 0), 'in use');
    t.is((at(threshold / 2).klPerDimension[0] ?? 0) - (lowest.klPerDimension[0] ?? 0), 0, 'not in use');
    // Counted only once 1% of its prior variance, as a trained model's dimensions are.
    t.deepEqual([at(threshold * 0.999).active, at(threshold * 1.15).active], [0, 1]);
    if (secondThreshold) {
      t.deepEqual([at(secondThreshold * 0.999).secondActive, at(secondThreshold * 1.03).secondActive], [0, 1]);
    } else t.is(at(0.01).secondActive, 1);
  }
});

/** Lambda = 6, 4.5, 3, 1.3, 0.6, 0.1, and what a dimension of z1 has there by hand. */
const SPECTRUM = Float64Array.of(6, 4.5, 3, 1.3, 0.6, 0.1);

test('a unit of z1 counts against the variance of its own prior, at the optimum as in a trained model', (t) => {
  const settings = {
    eigenvalues: SPECTRUM,
    latentDim: 5,
    secondLatentDim: 3,
    beta: 1,
    secondBeta: 2,
    firstVariance: 0.05,
  };
  // M = sqrt(lambda v s1 / s2) = 0.05 sqrt(lambda) in both, and Var(mean) = M - v.
  const variances = [6, 4.5, 3, 1.3, 0.6].map((eigenvalue) => Math.max(0, 0.05 * Math.sqrt(eigenvalue) - 0.05));
  for (const [variance, priorVariance, active] of [
    [20, 1, 3],
    [10, 0.5, 4],
  ] as const) {
    const optimum = twoLevelOptimum({ ...settings, variance, priorVariance });
    if ('none' in optimum) return t.fail(optimum.none);
    t.is(variances.filter((value) => value / priorVariance > 0.01).length, active);
    t.is(optimum.active, active);
    t.is(optimum.threshold, 1);
    t.deepEqual([optimum.activeAtLeast, optimum.activeAtMost, optimum.nearThreshold], [active, active, 0]);
  }
  // lambda = 1.44 has M = 0.06 and so Var(mean) = 0.01, the prior's hundredth.
  const atLimit = twoLevelOptimum({
    ...settings,
    eigenvalues: Float64Array.of(6, 1.46, 1.44, 1.42, 1.4, 0.1),
    variance: 20,
    priorVariance: 1,
  });
  if ('none' in atLimit) return t.fail(atLimit.none);
  t.is(atLimit.nearThreshold, 3);
  t.deepEqual([atLimit.activeAtLeast, atLimit.activeAtMost], [2, 3]);
});

// Computed apart from this code.
test('the ELBO at the optimum of two levels is that of both levels', (t) => {
  const optimum = twoLevelOptimum({
    eigenvalues: SPECTRUM,
    latentDim: 5,
    secondLatentDim: 3,
    beta: 1,
    secondBeta: 2,
    variance: 1,
    priorVariance: 0.3,
    firstVariance: 0.7,
  });
  if ('none' in optimum) return t.fail(optimum.none);
  t.true(Math.abs(optimum.elbo + 11.617) < 5e-4, `${optimum.elbo}`);
});

test('a narrow layer leaves dimensions of z1 without a direction of the data', (t) => {
  const [variance, setting] = [0.5, { beta: 1, secondBeta: 2, priorVariance: 1, firstVariance: 0.4 }];
  const optimum = twoLevelOptimum({
    eigenvalues: EIGENVALUES,
    latentDim: 2,
    secondLatentDim: 1,
    width: 1,
    variance,
    ...setting,
  });
  if ('none' in optimum) return t.fail(optimum.none);
  const { objective, size } = twoLevelObjective(setting, variance, 2, 1);
  // W and V through one unit: rank 1, by products of a column and a row.
  const d = EIGENVALUES.length;
  const expanded = (free: Float64Array) => {
    const w = Array.from({ length: d * 2 }, (_, i) => (free[Math.floor(i / 2)] ?? 0) * (free[d + (i % 2)] ?? 0));
    return Float64Array.of(...w, ...free.slice(d + 2));
  };
  const narrow = (free: Float64Array) => objective(expanded(free));
  const best = Math.max(...[1, 2].map((seed) => narrow(ascend(narrow, size - 2 * d + d + 2, seed, 1200))));
  t.true(best <= optimum.objective + 1e-9 && optimum.objective - best < 1e-3, `${best} against ${optimum.objective}`);
  const learned = twoLevelOptimum({
    eigenvalues: EIGENVALUES,
    latentDim: 2,
    secondLatentDim: 1,
    width: 1,
    variance: 0.1,
    ...setting,
    firstVariance: 'learned',
  });
  t.true('active' in learned && learned.active === 1);
});

test('where the variance of z1 is learned its units count from 1 - beta s2 / lambda > 0.01 on', (t) => {
  const optimum = twoLevelOptimum({
    eigenvalues: Float64Array.of(2, 1.015, 1.005, 0.5),
    latentDim: 4,
    secondLatentDim: 2,
    beta: 1,
    secondBeta: 2,
    variance: 1,
    priorVariance: 3,
    firstVariance: 'learned',
  });
  if ('none' in optimum) return t.fail(optimum.none);
  t.deepEqual([optimum.active, optimum.nearThreshold, optimum.secondActive], [2, 2, 0]);
});
