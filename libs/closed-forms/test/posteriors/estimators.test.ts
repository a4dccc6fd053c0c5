import test from 'ava';
import {
  ClosedFormError,
  importanceWeightedLogLikelihood,
  type LinearVae,
  linearPosteriorMeans,
  linearVaeElbo,
  linearVaeLogLikelihood,
  logMeanExp,
  naiveLogLikelihood,
  optimalLinearEncoder,
} from '../../src/index.ts';
import { logConditional, logNormal } from '../support/brute-force.ts';
import { at, difference, randomCase } from '../support/random-model.ts';

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

function outputsOf(vae: LinearVae, values: Float64Array, count: number) {
  return {
    count,
    latentDim: vae.latentDim,
    posteriorMean: linearPosteriorMeans(vae, values, count),
    posteriorVariance: vae.posteriorVariance,
  };
}

test('both estimates come to the exact log p(x)', (t) => {
  for (const perDimension of [false, true]) {
    const { vae, values, count, moments, normal } = randomCase({
      dim: 4,
      latentDim: 2,
      count: 4,
      seed: 13,
      perDimension,
    });
    const encoded = { ...vae, ...optimalLinearEncoder(vae, 1) };
    const exact = linearVaeLogLikelihood(vae, moments);
    const options = { samples: 100_000, standardNormal: normal };
    t.true(Math.abs(mean(naiveLogLikelihood(vae, values, count, options)) - exact) < 0.1);
    const outputs = outputsOf(encoded, values, count);
    t.true(Math.abs(mean(importanceWeightedLogLikelihood(vae, values, outputs, options)) - exact) < 0.01);
  }
});

test('with the true posterior as q a single importance sample is exact', (t) => {
  const {
    vae: shape,
    values,
    count,
    moments,
    normal,
  } = randomCase({
    dim: 4,
    latentDim: 2,
    count: 6,
    seed: 3,
    perDimension: false,
  });
  const decoder = { ...shape, decoderWeights: Float64Array.of(1, 2, 1, -2, 3, 0, 0, 0) };
  const vae = { ...decoder, ...optimalLinearEncoder(decoder, 1) };
  const options = { samples: 1, standardNormal: normal };
  const estimate = mean(importanceWeightedLogLikelihood(vae, values, outputsOf(vae, values, count), options));
  t.true(Math.abs(estimate - linearVaeLogLikelihood(vae, moments)) < 1e-10);
});

test('one importance sample has the ELBO as its mean, more lie between it and log p(x)', (t) => {
  const { vae, values, count, moments, normal } = randomCase({
    dim: 4,
    latentDim: 2,
    count: 5,
    seed: 6,
    perDimension: false,
  });
  const outputs = outputsOf(vae, values, count);
  const average = (samples: number, repeats: number) => {
    const estimates = Float64Array.from({ length: repeats }, () =>
      mean(importanceWeightedLogLikelihood(vae, values, outputs, { samples, standardNormal: normal })),
    );
    const centre = mean(estimates);
    return { centre, error: Math.sqrt(mean(estimates.map((value) => (value - centre) ** 2)) / repeats) };
  };
  const { elbo } = linearVaeElbo(vae, moments);
  const exact = linearVaeLogLikelihood(vae, moments);
  const one = average(1, 20_000);
  const ten = average(10, 2_000);
  t.true(Math.abs(one.centre - elbo) < 5 * one.error);
  t.true(ten.centre > elbo + 5 * ten.error);
  t.true(ten.centre < exact - 5 * ten.error);
});

test('of given noise, each point with its own posterior, both estimates are their definition', (t) => {
  const samples = 3;
  for (const perDimension of [false, true]) {
    const { vae, values, count, normal } = randomCase({ dim: 3, latentDim: 2, count: 4, seed: 8, perDimension });
    const posteriorMean = Float64Array.from({ length: 2 * count }, normal);
    const posteriorVariance = Float64Array.from({ length: 2 * count }, () => Math.exp(normal()));
    const noise = Float64Array.from({ length: 2 * count * samples }, normal);
    const drawn = () => {
      let next = 0;
      return { samples, standardNormal: () => at(noise, next++) };
    };
    const outputs = { count, latentDim: 2, posteriorMean, posteriorVariance };
    const weighted = importanceWeightedLogLikelihood(vae, values, outputs, drawn());
    const naive = naiveLogLikelihood(vae, values, count, drawn());
    for (let n = 0; n < count; n++) {
      let [ofWeights, ofPrior] = [0, 0];
      for (let s = 0; s < samples; s++) {
        const own = noise.subarray(2 * (n * samples + s), 2 * (n * samples + s + 1));
        const z = own.map(
          (value, i) => at(posteriorMean, 2 * n + i) + value * Math.sqrt(at(posteriorVariance, 2 * n + i)),
        );
        const logRatio = z.reduce(
          (sum, value, i) =>
            sum +
            logNormal(value, 0, 1) -
            logNormal(value, at(posteriorMean, 2 * n + i), at(posteriorVariance, 2 * n + i)),
          0,
        );
        ofWeights += Math.exp(logConditional(vae, values, n, z) + logRatio) / samples;
        ofPrior += Math.exp(logConditional(vae, values, n, own)) / samples;
      }
      t.true(difference(at(weighted, n), Math.log(ofWeights)) < 1e-9);
      t.true(difference(at(naive, n), Math.log(ofPrior)) < 1e-9);
    }
  }
});

test('the log of a mean of exponentials neither overflows nor underflows', (t) => {
  t.true(Math.abs(logMeanExp([Math.log(1), Math.log(3)]) - Math.log(2)) < 1e-15);
  t.true(Math.abs(logMeanExp([-5000, -5000 + Math.log(3)]) - (-5000 + Math.log(2))) < 1e-11);
  t.is(logMeanExp([5000, 5000]), 5000);
  t.is(logMeanExp([-Infinity, -Infinity]), -Infinity);
  t.true(Number.isNaN(logMeanExp([0, Number.NaN])));
  t.throws(() => logMeanExp([]), { instanceOf: ClosedFormError });
});

test('0 samples are refused', (t) => {
  const { vae, values, count, normal } = randomCase({ dim: 2, latentDim: 1, count: 2, seed: 6, perDimension: false });
  const options = { samples: 0, standardNormal: normal };
  t.is(
    t.throws(() => naiveLogLikelihood(vae, values, count, options), { instanceOf: ClosedFormError }).field,
    'samples',
  );
});
