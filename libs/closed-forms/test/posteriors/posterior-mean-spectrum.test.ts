import test from 'ava';
import { effectiveRank, latentDimensions, posteriorMeanSpectrum } from '../../src/index.ts';
import { at, standardNormals } from '../support/random-model.ts';

test('a rotation of the latent space changes the dimensions and not the spectrum of the means', (t) => {
  const count = 500;
  const deviations = [2, 0.5, 0.15, 0.05, 0];
  const k = deviations.length;
  const normal = standardNormals(5);
  const means = Float64Array.from({ length: count * k }, (_, index) => at(deviations, index % k) * normal() + 3);
  const rotated = means.slice();
  // Plane rotations of every pair of axes, each by another angle.
  for (let i = 0; i < k; i++) {
    for (let j = i + 1; j < k; j++) {
      const angle = 0.4 + i + 2 * j;
      for (let n = 0; n < count; n++) {
        const [x, y] = [at(rotated, n * k + i), at(rotated, n * k + j)];
        rotated[n * k + i] = Math.cos(angle) * x - Math.sin(angle) * y;
        rotated[n * k + j] = Math.sin(angle) * x + Math.cos(angle) * y;
      }
    }
  }
  const outputs = (posteriorMean: Float64Array) => ({
    count,
    latentDim: k,
    posteriorMean,
    posteriorVariance: new Float64Array(k).fill(0.5),
  });
  const spectrum = posteriorMeanSpectrum(outputs(means));
  for (const [index, eigenvalue] of posteriorMeanSpectrum(outputs(rotated)).entries()) {
    t.true(Math.abs(eigenvalue - at(spectrum, index)) < 1e-12);
  }
  const active = (values: Float64Array) => values.filter((value) => value > 0.01).length;
  t.is(active(spectrum), 3);
  t.is(active(latentDimensions(outputs(means)).posteriorMeanVariance), 3);
  t.is(active(latentDimensions(outputs(rotated)).posteriorMeanVariance), 5);
  // The trace is the sum of the variances, divided by N.
  const total = latentDimensions(outputs(means)).posteriorMeanVariance.reduce((sum, value) => sum + value, 0);
  t.true(Math.abs(spectrum.reduce((sum, value) => sum + value, 0) - total) < 1e-12);
});

test('the effective rank is exp of the entropy of the shares', (t) => {
  t.is(effectiveRank(Float64Array.of(4, 0, 0)), 1);
  t.true(Math.abs((effectiveRank(Float64Array.of(2, 2, 2, 2, 0)) ?? 0) - 4) < 1e-12);
  // Shares 1/2, 1/4, 1/4: entropy 3/2 ln 2.
  t.true(Math.abs((effectiveRank(Float64Array.of(6, 3, 3)) ?? 0) - 2 ** 1.5) < 1e-12);
  t.is(effectiveRank(Float64Array.of(0, 0)), null);
});
