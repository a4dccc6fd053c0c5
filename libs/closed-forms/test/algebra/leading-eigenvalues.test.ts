import test from 'ava';
import { eigenvaluesOf, leadingEigenvalues } from '../../src/index.ts';
import { at, standardNormals } from '../support/random-model.ts';

/** Products with diag(spectrum) after random reflections, a matrix with exactly these eigenvalues. */
function reflected(spectrum: readonly number[], seed: number) {
  const normal = standardNormals(seed);
  const dim = spectrum.length;
  const mirrors = [1, 2, 3].map(() => Float64Array.from({ length: dim }, normal));
  const reflect = (vector: Float64Array, mirror: Float64Array) => {
    const overlap = vector.reduce((sum, value, i) => sum + value * at(mirror, i), 0);
    const square = mirror.reduce((sum, value) => sum + value * value, 0);
    return vector.map((value, i) => value - ((2 * overlap) / square) * at(mirror, i));
  };
  const multiply = (vectors: readonly Float64Array[]) =>
    vectors.map((vector) => {
      const turned = mirrors.reduce(reflect, vector).map((value, i) => value * (spectrum[i] ?? 0));
      return mirrors.toReversed().reduce(reflect, turned);
    });
  const trace = spectrum.reduce((sum, value) => sum + value, 0);
  return { multiply, options: { dim, trace, normal: standardNormals(seed + 1) } };
}

test('of a known spectrum: each eigenvalue, within its residual, and the rest of the trace', (t) => {
  const spectra: readonly (readonly [words: string, spectrum: number[]])[] = [
    ['slowly falling', Array.from({ length: 400 }, (_, i) => 100 / (i + 1))],
    ['a few and noise', [50, 20, 10, ...Array.from({ length: 297 }, (_, i) => 1 + 0.001 * i)].sort((a, b) => b - a)],
    ['thirty copies of one', [...Array(30).fill(7), ...Array.from({ length: 270 }, (_, i) => 5 * 0.98 ** i)]],
    ['all the same', Array(200).fill(3)],
    ['nearly all in one', [1e6, ...Array.from({ length: 300 }, (_, i) => 1 / (i + 1))]],
  ];
  for (const [words, spectrum] of spectra) {
    const { multiply, options } = reflected(spectrum, 3);
    const { eigenvalues, residualNorms, rest } = leadingEigenvalues(multiply, { ...options, wanted: 40 });
    t.is(eigenvalues.length, 40, words);
    const largest = spectrum[0] ?? 0;
    for (const [index, value] of eigenvalues.entries()) {
      const expected = spectrum[index] ?? 0;
      t.true(Math.abs(value - expected) <= 1e-9 * expected + 1e-14 * largest, `${words}, ${index}: ${value}`);
      t.true(Math.abs(value - expected) <= at(residualNorms, index), words);
      t.true(at(residualNorms, index) <= 1e-8 * largest, words);
    }
    const expected = spectrum.slice(40).reduce((sum, value) => sum + value, 0);
    t.true(Math.abs(rest - expected) <= 1e-11 * options.trace, words);
  }
});

test('of fewer directions than wanted: all of them, and nothing is left', (t) => {
  const spectrum = [...Array.from({ length: 25 }, (_, i) => 30 - i), ...Array(275).fill(0)];
  const { multiply, options } = reflected(spectrum, 5);
  const { eigenvalues, rest } = leadingEigenvalues(multiply, { ...options, wanted: 60 });
  t.is(eigenvalues.length, 25);
  t.is(rest, 0);
  for (const [index, value] of eigenvalues.entries()) t.true(Math.abs(value - (30 - index)) < 1e-11);
});

test('as many as there are, and more than there are', (t) => {
  const { multiply, options } = reflected([5, 4, 3, 2, 1], 7);
  for (const wanted of [1, 5, 50]) {
    const { eigenvalues, rest } = leadingEigenvalues(multiply, { ...options, wanted });
    t.is(eigenvalues.length, Math.min(5, wanted));
    t.true(Math.abs(at(eigenvalues, 0) - 5) < 1e-12);
    t.true(Math.abs(rest - (wanted === 1 ? 10 : 0)) < 1e-12);
  }
});

test('of a random covariance: what the full decomposition has', (t) => {
  const [count, dim] = [90, 120];
  const normal = standardNormals(11);
  const values = Float64Array.from({ length: count * dim }, normal);
  const covariance = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j < dim; j++) {
      let sum = 0;
      for (let row = 0; row < count; row++) sum += at(values, row * dim + i) * at(values, row * dim + j);
      covariance[i * dim + j] = sum / count;
    }
  }
  const multiply = (vectors: readonly Float64Array[]) =>
    vectors.map((vector) =>
      Float64Array.from({ length: dim }, (_, i) =>
        vector.reduce((sum, value, j) => sum + value * at(covariance, i * dim + j), 0),
      ),
    );
  const expected = eigenvaluesOf({ dim, covariance });
  const trace = expected.reduce((sum, value) => sum + value, 0);
  const { eigenvalues } = leadingEigenvalues(multiply, { dim, trace, wanted: 20, normal });
  t.is(eigenvalues.length, 20);
  for (const [index, value] of eigenvalues.entries()) t.true(Math.abs(value - at(expected, index)) < 1e-11);
});
