import test from 'ava';
import fc from 'fast-check';
import {
  ClosedFormError,
  collapseMeasures,
  gaussianFractionBelow,
  gaussianKl,
  latentDimensions,
  normalCdf,
} from '../../src/index.ts';
import { integratedKl } from '../support/brute-force.ts';
import { at, difference, standardNormals } from '../support/random-model.ts';

test('the KL of a Gaussian to the prior is its integral, 0 at the prior and a parabola beside it', (t) => {
  for (const mean of [-3, 0, 0.1, 2]) {
    for (const variance of [1e-4, 0.5, 1, 9]) {
      t.true(difference(gaussianKl(mean, variance), integratedKl(mean, variance)) < 1e-12);
    }
  }
  t.is(gaussianKl(0, 1), 0);
  // (x - ln(1 + x)) / 2 by its series, where the terms cancel to all but a few digits.
  for (const x of [-1e-3, -1e-4, 1e-4, 1e-3]) {
    const series = x ** 2 / 4 - x ** 3 / 6 + x ** 4 / 8 - x ** 5 / 10;
    t.true(Math.abs(gaussianKl(0, 1 + x) - series) < 2e-16, String(x));
  }
  for (let index = 1; index < 1000; index++) t.true(gaussianKl(0, 1 + index * Number.EPSILON) < 1e-24);
});

test("the normal CDF agrees with Python's math.erfc(-z / 2 ** 0.5) / 2", (t) => {
  const table: readonly [number, number][] = [
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [1.96, 0.9750021048517795],
    [-2.9, 0.0018658133003840384],
    [-3.1, 0.0009676032132183562],
    [-6, 9.865876450377012e-10],
    [-20, 2.7536241186063314e-89],
  ];
  for (const [z, expected] of table) {
    t.true(Math.abs(normalCdf(z) / expected - 1) < 1e-12, String(z));
    t.true(Math.abs(normalCdf(-z) - (1 - expected)) < 1e-15);
  }
  t.deepEqual([normalCdf(-Infinity), normalCdf(Infinity), normalCdf(Number.NaN)], [0, 1, Number.NaN]);
});

/** Dimensions of the best linear VAE on Gaussian data: D = 1 - t, Var(mean) = t. */
function optimumDimension(strength: number) {
  const dimension = { posteriorVariance: 1 - strength, mean: 0, meanVariance: strength };
  return {
    klPerDimension: Float64Array.of(-Math.log1p(-strength) / 2),
    posteriorMeanVariance: Float64Array.of(strength),
    fractionBelowEpsilon: Float64Array.of(gaussianFractionBelow(dimension)),
  };
}

test('the three measures switch at .0030, .0100 and .0198 of 1 - D', (t) => {
  const onset = (isActive: (strength: number) => boolean) => {
    let [low, high] = [1e-6, 0.5];
    while (high - low > 1e-9) {
      const middle = (low + high) / 2;
      if (isActive(middle)) high = middle;
      else low = middle;
    }
    return low;
  };
  const measured = (strength: number) => collapseMeasures(optimumDimension(strength));
  t.true(Math.abs(onset((strength) => measured(strength).collapsedFraction === 0) - 0.003) < 5e-5);
  t.true(Math.abs(onset((strength) => measured(strength).activeUnits === 1) - 0.01) < 1e-8);
  t.true(Math.abs(onset((strength) => measured(strength).activeKl === 1) - 0.0198) < 5e-5);
});

test('exactly 99 points of 100 make a dimension collapsed, 98 do not', (t) => {
  const measures = (share: number) =>
    collapseMeasures({
      klPerDimension: Float64Array.of(1, 0.0099),
      posteriorMeanVariance: Float64Array.of(1, 0.0101),
      fractionBelowEpsilon: Float64Array.of(0, share),
    });
  t.deepEqual(measures(99 / 100), { collapsedFraction: 0.5, activeUnits: 2, activeKl: 1 });
  t.deepEqual(measures(98 / 100), { collapsedFraction: 0, activeUnits: 2, activeKl: 1 });
});

test('a mean that does not vary is below epsilon or is not; a variance past epsilon alone is never', (t) => {
  // At D = 1 the radius is sqrt(2 * 0.01) = 0.1414.
  const constant = (mean: number) => gaussianFractionBelow({ posteriorVariance: 1, mean, meanVariance: 0 });
  t.deepEqual([0, 0.14, -0.14, 0.15, -0.15].map(constant), [1, 1, 1, 0, 0]);
  t.is(gaussianFractionBelow({ posteriorVariance: 0.5, mean: 0, meanVariance: 0.1 }), 0);
  t.is(gaussianFractionBelow({ posteriorVariance: 0.5, mean: 0, meanVariance: 0 }), 0);
});

test('the Gaussian share below epsilon is that of a sample', (t) => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.85, max: 1.1, noNaN: true }),
      fc.double({ min: -0.2, max: 0.2, noNaN: true }),
      fc.double({ min: 0, max: 0.1, noNaN: true }),
      (posteriorVariance, mean, meanVariance) => {
        const count = 4000;
        const normal = standardNormals(17);
        const outputs = {
          count,
          latentDim: 1,
          posteriorMean: Float64Array.from({ length: count }, () => mean + Math.sqrt(meanVariance) * normal()),
          posteriorVariance: Float64Array.of(posteriorVariance),
        };
        const sampled = at(latentDimensions(outputs).fractionBelowEpsilon, 0);
        t.true(Math.abs(gaussianFractionBelow({ posteriorVariance, mean, meanVariance }) - sampled) < 0.04);
      },
    ),
  );
  t.throws(() => gaussianFractionBelow({ posteriorVariance: 0, mean: 0, meanVariance: 1 }), {
    instanceOf: ClosedFormError,
  });
});

test('what dimensions do over a data set, shared and amortised variances', (t) => {
  const posteriorMean = Float32Array.of(0, 1, 0, -1, 0, 3);
  const amortized = latentDimensions({
    count: 3,
    latentDim: 2,
    posteriorMean,
    posteriorVariance: Float32Array.of(1, 0.5, 1, 0.25, 0.5, 1),
  });
  const mean = (...values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  t.true(difference(at(amortized.klPerDimension, 0), mean(0, 0, integratedKl(0, 0.5))) < 1e-12);
  const kl = mean(integratedKl(1, 0.5), integratedKl(-1, 0.25), integratedKl(3, 1));
  t.true(difference(at(amortized.klPerDimension, 1), kl) < 1e-12);
  t.true(difference(at(amortized.posteriorMeanVariance, 1), 8 / 3) < 1e-12);
  t.true(difference(at(amortized.fractionBelowEpsilon, 0), 2 / 3) < 1e-12);
  t.is(at(amortized.fractionBelowEpsilon, 1), 0);

  const outputs = { count: 3, latentDim: 2, posteriorMean };
  const shared = latentDimensions({ ...outputs, posteriorVariance: Float64Array.of(1, 0.5) });
  t.deepEqual(collapseMeasures(shared), { collapsedFraction: 0.5, activeUnits: 1, activeKl: 1 });
  for (const posteriorVariance of [Float64Array.of(1, 0), new Float64Array(3).fill(1)]) {
    const error = t.throws(() => latentDimensions({ ...outputs, posteriorVariance }), { instanceOf: ClosedFormError });
    t.is(error.field, 'posteriorVariance');
  }
});
