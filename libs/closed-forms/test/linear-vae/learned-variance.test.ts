import test from 'ava';
import fc from 'fast-check';
import {
  type LinearOptimum,
  linearOptimum,
  linearVaeElbo,
  type OpenOptimum,
  optimalLinearVae,
} from '../../src/index.ts';
import { at, difference } from '../support/random-model.ts';

interface Settings {
  readonly eigenvalues: Float64Array;
  readonly latentDim: number;
  readonly width?: number;
  readonly beta?: number;
  readonly floor: number;
}

function learned({
  eigenvalues,
  latentDim,
  width = latentDim,
  beta = 1,
  floor,
}: Settings): LinearOptimum | OpenOptimum {
  const optimum = linearOptimum({
    eigenvalues,
    latentDim,
    width,
    dim: eigenvalues.length,
    batchSize: 1,
    beta,
    variance: 1,
    learn: 'scalar',
    varianceFloor: floor,
    reduction: 'elbo',
  });
  if ('none' in optimum) throw new Error(optimum.none);
  return optimum;
}

function settled(settings: Settings): LinearOptimum {
  const optimum = learned(settings);
  if ('open' in optimum) throw new Error(optimum.open);
  return optimum;
}

/** ELBO_beta at a decoder variance, each direction of the data by itself: in use or not, whichever is better. */
function bestAt({ eigenvalues, width, latentDim, beta = 1 }: Omit<Settings, 'floor'>, variance: number): number {
  const d = eigenvalues.length;
  return eigenvalues.reduce(
    (total, eigenvalue, index) => {
      const collapsed = -eigenvalue / (2 * variance);
      const ratio = eigenvalue / (beta * variance);
      const used =
        index < Math.min(latentDim, width ?? latentDim) && ratio > 1 ? -(beta / 2) * (1 + Math.log(ratio)) : collapsed;
      return total + Math.max(collapsed, used);
    },
    -(d / 2) * Math.log(2 * Math.PI * variance),
  );
}

// Computed apart from this code.
test('a variance floor bounds the learned variance: objective and active dimensions', (t) => {
  const eigenvalues = Float64Array.of(5, 3, 1.2, 0.9, 0.1, 0.1);
  const expected = [
    [0.01, -7.60355, 4],
    [0.5, -8.41299, 4],
    [1, -9.00882, 3],
    [2, -9.82895, 2],
  ] as const;
  for (const [floor, objective, active] of expected) {
    const optimum = settled({ eigenvalues, latentDim: 4, floor });
    t.true(Math.abs(optimum.objective - objective) < 5e-6, `${optimum.objective} at ${floor}`);
    t.is(optimum.active, active);
    t.true(difference(optimum.decoderVariance, Math.max(floor, 0.1)) < 1e-12);
    t.is(optimum.elbo, optimum.objective);
  }
});

test('a floor makes the optimum finite at the rank of the data and above', (t) => {
  const eigenvalues = Float64Array.of(4, 2, 1, 0.5, 0, 0, 0, 0, 0, 0, 0, 0);
  for (const latentDim of [4, 7]) {
    t.true(Math.abs(settled({ eigenvalues, latentDim, floor: 0.01 }).objective - 4.70027) < 5e-6);
    t.true(Math.abs(settled({ eigenvalues, latentDim, floor: 0.7 }).objective + 12.31909) < 5e-6);
  }
  t.is(settled({ eigenvalues, latentDim: 4, floor: 0.01 }).active, 4);
  t.is(settled({ eigenvalues, latentDim: 4, floor: 0.7 }).active, 3);
  t.throws(() => settled({ eigenvalues, latentDim: 4, floor: 0 }), { message: /without bound/ });
  t.is(settled({ eigenvalues: new Float64Array(3), latentDim: 2, floor: 0.5 }).active, 0);
});

test('where every variance up to a limit is as good, the objective stands and the rest is open', (t) => {
  const eigenvalues = Float64Array.of(5, 3, 1.2, 0.9, 0.1, 0.1);
  const open = learned({ eigenvalues, latentDim: 6, floor: 0.01 });
  if (!('open' in open)) return t.fail('it is open');
  t.regex(open.open, /from 0\.01 to 0\.1/);
  t.deepEqual(open.decoderVariances, [0.01, 0.1]);
  for (const variance of [0.01, 0.03, 0.1]) {
    t.true(difference(bestAt({ eigenvalues, latentDim: 6 }, variance), open.objective) < 1e-12);
  }
  t.true('open' in learned({ eigenvalues, latentDim: 6, floor: 0 }));
  // The floor ends the tie, at its upper end or above it.
  t.is(settled({ eigenvalues, latentDim: 6, floor: 0.1 }).decoderVariance, 0.1);
  t.is(settled({ eigenvalues, latentDim: 6, floor: 0.5 }).active, 4);
  // d = rank * beta, below d.
  const singular = Float64Array.of(3, 2, 0);
  t.true('open' in learned({ eigenvalues: singular, latentDim: 2, beta: 1.5, floor: 0.1 }));
});

test('no variance above the floor is better, for any beta and any number of latent dimensions', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.double({ min: 0.01, max: 5, noNaN: true }), fc.constant(0)), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.oneof(fc.constant(1), fc.double({ min: 0.1, max: 6, noNaN: true })),
      fc.double({ min: 0.005, max: 3, noNaN: true }),
      (unordered, latentDim, width, beta, floor) => {
        const eigenvalues = Float64Array.from(unordered).sort().reverse();
        const settings = { eigenvalues, latentDim, width, beta };
        const optimum = learned({ ...settings, floor });
        const least = 1e-9 * Math.max(1, Math.abs(optimum.objective));
        for (let step = 0; step <= 400; step++) {
          t.true(bestAt(settings, floor * 10 ** (step / 80)) <= optimum.objective + least);
        }
        if ('open' in optimum) return;
        t.true(optimum.decoderVariance >= floor);
        t.true(Math.abs(bestAt(settings, optimum.decoderVariance) - optimum.objective) <= least);
        t.true(optimum.active <= Math.min(latentDim, width) && optimum.klPerDimension.length === latentDim);
      },
    ),
    { numRuns: 300 },
  );
});

test('a narrow layer bounds the dimensions in use, not those that there are', (t) => {
  const eigenvalues = Float64Array.of(5, 3, 1.2, 0.4);
  const settings = {
    eigenvalues,
    dim: 4,
    batchSize: 10,
    beta: 1,
    variance: 0.5,
    learn: 'fixed',
    reduction: 'elbo',
  } as const;
  const narrow = linearOptimum({ ...settings, latentDim: 4, width: 2 });
  const two = linearOptimum({ ...settings, latentDim: 2 });
  if ('none' in narrow || 'none' in two) return t.fail();
  t.is(narrow.objective, two.objective);
  t.deepEqual([...narrow.klPerDimension], [...two.klPerDimension, 0, 0]);
  const spectrum = { eigenvalues, eigenvectors: Float64Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0)) };
  const vae = optimalLinearVae(new Float64Array(4), spectrum, { latentDim: 2, beta: 1, variance: 0.5 });
  const covariance = Float64Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? at(eigenvalues, i / 5) : 0));
  const moments = { count: 10, dim: 4, mean: new Float64Array(4), covariance };
  t.true(difference(linearVaeElbo(vae, moments).elbo, narrow.elbo) < 1e-12);
  // A mean over the KL's elements is over all latent dimensions.
  const written = { ...settings, reduction: 'mean-mean' } as const;
  const ofFour = linearOptimum({ ...written, latentDim: 4, width: 2 });
  const ofTwo = linearOptimum({ ...written, latentDim: 2 });
  if ('none' in ofFour || 'none' in ofTwo) return t.fail();
  t.is(ofFour.threshold, ofTwo.threshold / 2);
});

test('an eigenvalue within float32 rounding of the threshold may count either way, and is near it', (t) => {
  const optimum = linearOptimum({
    eigenvalues: Float64Array.of(4, 2.0000000219, 1.9999999769, 1, 0.3),
    latentDim: 4,
    dim: 5,
    batchSize: 1,
    beta: 1,
    variance: 2,
    learn: 'fixed',
    reduction: 'elbo',
  });
  if ('none' in optimum) return t.fail(optimum.none);
  t.deepEqual([optimum.activeAtLeast, optimum.activeAtMost, optimum.nearThreshold], [1, 3, 2]);
});
