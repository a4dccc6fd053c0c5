import test from 'ava';
import { determinant, EigenvalueDecomposition, inverse, Matrix } from 'ml-matrix';
import { linearVaeLogLikelihood, marginalDecoder, momentsOf, twoLevelKl, twoLevelOptimum } from '../src/index.ts';
import { ascend } from './numerical-ascent.ts';
import { standardNormals } from './random-model.ts';

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
  const objective = (parameters: Float64Array) => {
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
    return reconstruction - setting.beta * first - setting.secondBeta * second;
  };
  const used = (parameters: Float64Array) => {
    const { v, u, d1 } = unpack(parameters);
    const means = v.mmul(covariance).mmul(v.transpose());
    const second = u.mmul(means.clone().add(Matrix.diag(d1))).mmul(u.transpose());
    const rank = (matrix: Matrix) =>
      new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues.filter((value) => value > 0.005)
        .length;
    return { first: rank(means), second: rank(second) };
  };
  const size = sizes.reduce((total, value) => total + value, 0);
  return { objective, used, size };
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
      const { objective, used, size } = twoLevelObjective(setting, variance, latentDim, secondLatentDim);
      const ends = [1, 2].map((seed) => ascend(objective, size, seed, 1200));
      const best = ends.reduce((a, b) => (objective(b) > objective(a) ? b : a));
      for (const end of ends) t.true(objective(end) <= optimum.objective + 1e-9, 'no run may pass the optimum');
      t.true(optimum.objective - objective(best) < 1e-3, `${objective(best)} against ${optimum.objective}`);
      const found = used(best);
      t.is(found.first, optimum.active);
      if (optimum.secondActive !== null) t.is(found.second, optimum.secondActive);
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
    t.deepEqual([at(threshold * 0.999).active, at(threshold * 1.001).active], [0, 1]);
    if (secondThreshold) {
      t.deepEqual([at(secondThreshold * 0.999).secondActive, at(secondThreshold * 1.001).secondActive], [0, 1]);
    } else t.is(at(0.01).secondActive, 1);
  }
});
