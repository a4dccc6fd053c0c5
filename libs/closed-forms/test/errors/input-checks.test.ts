import test from 'ava';
import {
  checkAllPositive,
  checkCount,
  checkFinite,
  checkLength,
  checkPositive,
} from '../../src/errors/input-checks.ts';
import {
  amortizedElbo,
  ClosedFormError,
  gaussianFractionBelow,
  impliedBetaVariance,
  importanceWeightedLogLikelihood,
  latentDimensions,
  linearVaeElbo,
  linearVaeLogLikelihood,
  optimalLinearVae,
} from '../../src/index.ts';
import { randomCase } from '../support/random-model.ts';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

test('each check takes what fits and names what does not', (t) => {
  const refused = (check: () => void, received: string) => {
    const error = t.throws(check, { instanceOf: ClosedFormError });
    t.is(error.field, 'x');
    t.is(error.received, received);
  };
  checkPositive('x', Number.MIN_VALUE);
  for (const value of [0, -1, nan, infinity]) refused(() => checkPositive('x', value), String(value));
  checkCount('x', 1);
  for (const value of [0, 1.5, -2, nan, infinity]) refused(() => checkCount('x', value), String(value));
  checkLength('x', [1, 2], 1, 2);
  refused(() => checkLength('x', [1, 2, 3], 1, 2), '3');
  refused(() => checkLength('x', [], 1, 2), '0');
  checkFinite('x', [0, -1, 1e308]);
  refused(() => checkFinite('x', [0, nan]), 'NaN at index 1');
  refused(() => checkFinite('x', [-infinity]), '-Infinity at index 0');
  checkAllPositive('x', [1, Number.MIN_VALUE]);
  refused(() => checkAllPositive('x', [1, 0]), '0 at index 1');
  refused(() => checkAllPositive('x', [1, infinity]), 'Infinity at index 1');
});

test('a model with a number that is not one, or a variance of 0, is refused by the name of its array', (t) => {
  const { vae, values, count, moments, normal } = randomCase({
    dim: 3,
    latentDim: 2,
    count: 4,
    seed: 3,
    perDimension: true,
  });
  const field = (use: () => unknown) => t.throws(use, { instanceOf: ClosedFormError }).field;
  for (const name of ['decoderWeights', 'decoderBias', 'encoderWeights', 'encoderBias'] as const) {
    t.is(
      field(() => linearVaeElbo({ ...vae, [name]: vae[name].map(() => nan) }, moments)),
      name,
    );
  }
  for (const name of ['decoderVariance', 'posteriorVariance'] as const) {
    t.is(
      field(() => linearVaeElbo({ ...vae, [name]: vae[name].map(() => 0) }, moments)),
      name,
    );
    t.is(
      field(() => linearVaeElbo({ ...vae, [name]: vae[name].map(() => infinity) }, moments)),
      name,
    );
  }
  for (const name of ['decoderWeights', 'decoderBias', 'encoderWeights', 'encoderBias'] as const) {
    t.is(
      field(() => linearVaeElbo({ ...vae, [name]: vae[name].subarray(1) }, moments)),
      name,
    );
  }
  t.is(
    field(() => linearVaeLogLikelihood({ ...vae, decoderVariance: Float64Array.of(1, 1) }, moments)),
    'decoderVariance',
  );
  const outputs = {
    count,
    latentDim: 2,
    posteriorMean: new Float64Array(2 * count),
    posteriorVariance: Float64Array.of(1, 1),
  };
  t.is(
    field(() => latentDimensions({ ...outputs, posteriorMean: outputs.posteriorMean.map(() => nan) })),
    'posteriorMean',
  );
  t.is(
    field(() => amortizedElbo(vae, values.subarray(1), outputs)),
    'values',
  );
  const options = { samples: 0, standardNormal: normal };
  t.is(
    field(() => importanceWeightedLogLikelihood(vae, values, outputs, options)),
    'samples',
  );
});

test('settings that make no sense are refused by their name', (t) => {
  const field = (use: () => unknown) => t.throws(use, { instanceOf: ClosedFormError }).field;
  const loss = { reduction: 'elbo', beta: 1, variance: 1, batchSize: 1, dim: 3, latentDim: 2 } as const;
  t.is(
    field(() => impliedBetaVariance({ ...loss, variance: 0 })),
    'variance',
  );
  t.is(
    field(() => impliedBetaVariance({ ...loss, dim: 0 })),
    'dim',
  );
  t.is(
    field(() => impliedBetaVariance({ ...loss, latentDim: 0.5 })),
    'latentDim',
  );
  const spectrum = { eigenvalues: Float64Array.of(2, 1), eigenvectors: Float64Array.of(1, 0, 0, 1) };
  const best = (change: object) =>
    field(() => optimalLinearVae(new Float64Array(2), spectrum, { latentDim: 1, beta: 1, variance: 1, ...change }));
  t.is(best({ beta: 0 }), 'beta');
  t.is(best({ variance: 0 }), 'variance');
  t.is(
    field(() => gaussianFractionBelow({ posteriorVariance: 1, mean: 0, meanVariance: -1 })),
    'meanVariance',
  );
  t.is(
    field(() => gaussianFractionBelow({ posteriorVariance: nan, mean: 0, meanVariance: 1 })),
    'posteriorVariance',
  );
});
