import test from 'ava';
import {
  effectiveRank,
  effectiveRankError,
  eigendecompose,
  latentDimensions,
  latentSamplingErrors,
  marginalKl,
  momentMatchedKl,
  momentsOf,
  standardError,
} from '../../src/index.ts';
import { at, standardNormals } from '../support/random-model.ts';

/** Codes of two correlated dimensions, and log-variances near -1. */
function outputsOf(count: number, seed: number) {
  const normal = standardNormals(seed);
  const posteriorMean = new Float64Array(2 * count);
  const posteriorVariance = new Float64Array(2 * count);
  for (let n = 0; n < count; n++) {
    const shared = normal();
    posteriorMean.set([shared, 0.5 * shared + 0.2 * normal() + 0.3], 2 * n);
    posteriorVariance.set([Math.exp(0.2 * normal() - 1), Math.exp(0.1 * normal() - 1)], 2 * n);
  }
  return { count, latentDim: 2, posteriorMean, posteriorVariance };
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / (values.length - 1), 0));
}

test('the standard error of a mean', (t) => {
  // numpy.std([1, 2, 4], ddof=1) / numpy.sqrt(3)
  t.true(Math.abs(standardError(Float64Array.of(1, 2, 4)) - 0.8819171036881969) < 1e-15);
  t.is(standardError(Float64Array.of(3, 3)), 0);
  t.true(Number.isNaN(standardError(Float64Array.of(3))));
});

test('each standard error is how far the measure strays from one data set to another', (t) => {
  const sets = Array.from({ length: 400 }, (_, index) => {
    const outputs = outputsOf(200, index + 1);
    const dimensions = latentDimensions(outputs);
    const errors = latentSamplingErrors(outputs, dimensions);
    const total = dimensions.klPerDimension.reduce((sum, kl) => sum + kl, 0);
    t.true(Math.abs(errors.klOfPoints.reduce((sum, kl) => sum + kl / 200, 0) - total) < 1e-12);
    const moments = momentsOf(outputs.posteriorMean, outputs.count, 2);
    const spectrum = eigendecompose(moments);
    return [
      [at(dimensions.klPerDimension, 1), at(errors.klPerDimension, 1)],
      [total, standardError(errors.klOfPoints)],
      [at(dimensions.posteriorMeanVariance, 0), at(errors.posteriorMeanVariance, 0)],
      [effectiveRank(spectrum.eigenvalues) ?? 0, effectiveRankError(outputs.posteriorMean, moments, spectrum) ?? 0],
    ] as const;
  });
  for (const measure of [0, 1, 2, 3]) {
    const told = sets.reduce((sum, set) => sum + (set[measure]?.[1] ?? 0) / sets.length, 0);
    const found = spread(sets.map((set) => set[measure]?.[0] ?? 0));
    t.true(Math.abs(told / found - 1) < 0.12, `measure ${measure}: ${told} told, ${found} found`);
  }
});

test('the error of the effective rank is its derivative by the weight of each data point', (t) => {
  const { count, posteriorMean } = outputsOf(50, 3);
  const rankOfWeights = (weightOf: (n: number) => number) => {
    const mean = [0, 0];
    const second = [0, 0, 0, 0];
    for (let n = 0; n < count; n++) {
      const code = [at(posteriorMean, 2 * n), at(posteriorMean, 2 * n + 1)] as const;
      for (const i of [0, 1] as const) {
        mean[i] = (mean[i] ?? 0) + weightOf(n) * code[i];
        for (const j of [0, 1] as const) second[2 * i + j] = (second[2 * i + j] ?? 0) + weightOf(n) * code[i] * code[j];
      }
    }
    const covariance = Float64Array.from(second, (value, index) => value - at(mean, index >> 1) * at(mean, index & 1));
    return effectiveRank(eigendecompose({ covariance, dim: 2 }).eigenvalues) ?? 0;
  };
  const step = 1e-5;
  const shifted = (point: number, by: number) => (n: number) => (1 - by) / count + (n === point ? by : 0);
  let squares = 0;
  for (let n = 0; n < count; n++) {
    squares += ((rankOfWeights(shifted(n, step)) - rankOfWeights(shifted(n, -step))) / (2 * step)) ** 2;
  }
  const moments = momentsOf(posteriorMean, count, 2);
  const error = effectiveRankError(posteriorMean, moments, eigendecompose(moments)) ?? 0;
  t.true(Math.abs(error / (Math.sqrt(squares) / count) - 1) < 1e-6);
});

test('codes that do not vary have no effective rank, and no error of it', (t) => {
  const codes = Float64Array.of(1, 2, 1, 2, 1, 2);
  const moments = momentsOf(codes, 3, 2);
  t.is(effectiveRankError(codes, moments, eigendecompose(moments)), null);
  // One direction that varies: rank 1, whatever the codes.
  const line = Float64Array.of(1, 2, 2, 4, 5, 10);
  const along = momentsOf(line, 3, 2);
  t.true((effectiveRankError(line, along, eigendecompose(along)) ?? 1) < 1e-12);
});

test('the errors of the two parts of the KL are over the data points, samples of each averaged', (t) => {
  const outputs = outputsOf(60, 5);
  const normal = standardNormals(6);
  const noise = Array.from({ length: 60 }, () => Float64Array.from({ length: 6 }, normal));
  const parts = marginalKl(outputs, (point) => noise[point] ?? []);
  // ln q(z|x) and ln q(z) as they are written.
  const density = (z: readonly number[], n: number) =>
    z.reduce((product, value, i) => {
      const variance = at(outputs.posteriorVariance, 2 * n + i);
      const distance = value - at(outputs.posteriorMean, 2 * n + i);
      return (product * Math.exp((-distance * distance) / (2 * variance))) / Math.sqrt(2 * Math.PI * variance);
    }, 1);
  const information = Float64Array.from({ length: 60 }, (_, n) => {
    let sum = 0;
    for (let sample = 0; sample < 3; sample++) {
      const z = [0, 1].map(
        (i) =>
          at(outputs.posteriorMean, 2 * n + i) +
          Math.sqrt(at(outputs.posteriorVariance, 2 * n + i)) * at(noise[n] ?? [], 2 * sample + i),
      );
      let mixture = 0;
      for (let other = 0; other < 60; other++) mixture += density(z, other) / 60;
      sum += Math.log(density(z, n) / mixture) / 3;
    }
    return sum;
  });
  t.true(Math.abs(parts.mutualInformationError - standardError(information)) < 1e-12);
  t.true(parts.marginalKlError > 0);
});

test('two moments bound the marginal KL from below, and give it where q(z) is Gaussian', (t) => {
  const outputs = outputsOf(300, 9);
  const moments = momentsOf(outputs.posteriorMean, 300, 2);
  const bound = momentMatchedKl(outputs, moments);
  const normal = standardNormals(10);
  const { marginalKl: marginal } = marginalKl(outputs, () => Float64Array.from({ length: 40 }, normal));
  t.true(bound < marginal + 0.02 && bound > marginal - 0.1, `${bound} of ${marginal}`);
  // One posterior for all data points is q(z) itself.
  const same = {
    count: 2,
    latentDim: 1,
    posteriorMean: Float64Array.of(0.8, 0.8),
    posteriorVariance: Float64Array.of(0.6),
  };
  const expected = (0.6 + 0.64 - 1 - Math.log(0.6)) / 2;
  t.true(Math.abs(momentMatchedKl(same, momentsOf(same.posteriorMean, 2, 1)) - expected) < 1e-15);
  // Variances that underflowed: still a bound.
  const line = {
    count: 2,
    latentDim: 2,
    posteriorMean: Float64Array.of(1, 0, -1, 0),
    posteriorVariance: Float64Array.of(0.5, 0),
    posteriorLogVariance: Float64Array.of(Math.log(0.5), -800),
  };
  t.true(Number.isFinite(momentMatchedKl(line, momentsOf(line.posteriorMean, 2, 2))));
});
