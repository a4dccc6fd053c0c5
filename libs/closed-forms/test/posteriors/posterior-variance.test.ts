import test from 'ava';
import {
  amortizedElbo,
  collapseEpsilons,
  gaussianKl,
  importanceWeightedLogLikelihood,
  latentDimensions,
  linearVaeElbo,
  linearVaePosteriorKl,
  twoLevelKl,
} from '../../src/index.ts';
import { at, difference, randomCase, standardNormals } from '../support/random-model.ts';

test('the KL of a variance that is known by its logarithm alone', (t) => {
  t.is(gaussianKl(3, 0, -1000), (9 + 999) / 2);
  t.is(gaussianKl(0, 1, 0), 0);
  const outputs = {
    count: 2,
    latentDim: 1,
    posteriorMean: Float64Array.of(0, 2),
    posteriorVariance: Float64Array.of(0, 0),
    posteriorLogVariance: Float64Array.of(-801, -1001),
  };
  t.is(latentDimensions(outputs).klPerDimension[0], (800 / 2 + (4 + 1000) / 2) / 2);
  t.is(collapseEpsilons(outputs)[0], (4 + 1000) / 2);
  const { posteriorLogVariance: _, ...without } = outputs;
  t.throws(() => latentDimensions(without), { message: /posteriorVariance/ });
  for (const broken of [[-801, Number.NaN], [-801]]) {
    const posteriorLogVariance = Float64Array.from(broken);
    t.throws(() => latentDimensions({ ...outputs, posteriorLogVariance }), { message: /posteriorLogVariance/ });
  }
});

test('logarithms beside the variances change nothing, and carry on where the variances end', (t) => {
  const shape = { dim: 4, latentDim: 3, count: 12, seed: 5, perDimension: false };
  const { vae, values, count, moments } = randomCase(shape);
  const posteriorMean = Float64Array.from({ length: count * 3 }, standardNormals(8));
  const measured = (posteriorVariance: Float64Array, posteriorLogVariance?: Float64Array) => {
    const variances = { posteriorVariance, ...(posteriorLogVariance ? { posteriorLogVariance } : {}) };
    const outputs = { count, latentDim: 3, posteriorMean, ...variances };
    const second = {
      firstLatentDim: 3,
      latentDim: 3,
      priorVariance: 1,
      decoderWeights: new Float64Array(9).fill(0.1),
      decoderBias: new Float64Array(3),
      encoderWeights: new Float64Array(9).fill(0.2),
      encoderBias: new Float64Array(3),
      ...variances,
    };
    const two = twoLevelKl(second, outputs);
    const sampling = { samples: 2, standardNormal: standardNormals(3) };
    const weighted = importanceWeightedLogLikelihood(vae, values, outputs, sampling);
    return [
      linearVaeElbo({ ...vae, ...variances }, moments).kl,
      linearVaePosteriorKl({ ...vae, ...variances }, moments),
      amortizedElbo(vae, values, outputs).kl,
      two.first,
      two.second,
      -weighted.reduce((sum, value) => sum + value, 0) / count,
    ];
  };
  const logarithms = (size: number) => Float64Array.of(size, size - 1, size - 2);
  const ordinary = logarithms(-3);
  const without = measured(ordinary.map(Math.exp));
  for (const [index, value] of measured(ordinary.map(Math.exp), ordinary).entries()) {
    t.true(difference(value, at(without, index)) < 1e-12);
  }
  // Each of these grows by 1/2 where one of three logarithms falls by 1 and the variance is nothing.
  const [near, far] = [-700, -1000].map((size) => measured(logarithms(size).map(Math.exp), logarithms(size)));
  for (const [index, value] of (far ?? []).entries()) {
    t.true(difference(value - at(near ?? [], index), 450) < 1e-9, `${index}`);
  }
});
