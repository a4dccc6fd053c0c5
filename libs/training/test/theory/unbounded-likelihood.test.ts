import { momentsOf } from '@collapse/closed-forms';
import { type TrialInput, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { theoryTrial } from '../../src/theory/closed-form.ts';
import { stillPixels } from '../../src/theory/still-pixels.ts';
import { unboundedLikelihood } from '../../src/theory/unbounded-likelihood.ts';
import { trainForTest } from '../support/train-for-test.ts';

const eigenvalues = Float64Array.of(4, 2, 1, 0, 0, 0);

type LikelihoodInput = NonNullable<TrialInput['likelihood']>;

function reason(likelihood: LikelihoodInput, atEnds: number, count = atEnds, latentDim = 2, beta = 1) {
  const specification = trialSpecification.parse({
    dataset: { name: 'mnist-1k' },
    model: { latentDim },
    objective: { beta },
    likelihood,
    train: { steps: 1 },
  });
  return unboundedLikelihood(theoryTrial(specification), { eigenvalues, stillPixels: { count, atEnds } });
}

test('pixels that never vary, and those that are always 0 or 1', (t) => {
  // 0, 1, 0.3 and 2 in every point, then one that varies, and one that does so in one point of the three.
  const rows = [0, 5, -5].map((value) => [0, 1, 0.3, 2, value, value === 5 ? 0.01 : 0]);
  t.deepEqual(stillPixels(momentsOf(Float64Array.from(rows.flat()), 3, 6)), { count: 4, atEnds: 2 });
});

test('a variance of its own falls to 0 on a pixel that never varies', (t) => {
  for (const learn of ['per-dimension', 'network'] as const) {
    t.regex(reason({ learn }, 175) ?? '', /^the ELBO has no maximum: 175 pixels never vary, /);
    t.is(reason({ learn }, 0), null);
  }
  t.regex(reason({ learn: 'per-dimension' }, 1) ?? '', /: 1 pixel never varies, /);
  for (const learn of ['fixed', 'scalar'] as const) t.is(reason({ learn }, 175), null);
  t.is(reason({ kind: 'bernoulli' }, 175), null);
});

test('a floor bounds it, and what it contributes is the density of these pixels there', (t) => {
  // N(x; x, 0.01) = 1 / sqrt(2 pi 0.01) = 3.98942, of which the logarithm is 1.38365; 175 of them 242.14.
  const said = reason({ learn: 'per-dimension', varianceFloor: 0.01 }, 175) ?? '';
  t.regex(said, /^but for the variance floor the ELBO has no maximum: 175 pixels never vary/);
  t.regex(said, /the floor of 0\.01 contributes up to 242\.1 nats \(175 x 1\.384\)$/);
});

test('a continuous Bernoulli has no maximum on pixels that are always 0 or 1', (t) => {
  t.regex(reason({ kind: 'continuous-bernoulli' }, 3, 9) ?? '', /no maximum: 3 pixels are always 0 or always 1/);
  t.is(reason({ kind: 'continuous-bernoulli' }, 0, 9), null);
});

test('as many codes as the data have directions let every variance fall, unless a floor or a large beta stops it', (t) => {
  t.regex(
    reason({ learn: 'per-dimension' }, 0, 0, 3) ?? '',
    /3 latent dimensions are not below the rank of the data, 3/,
  );
  t.is(reason({ learn: 'per-dimension', varianceFloor: 0.1 }, 0, 0, 3), null);
  t.is(reason({ learn: 'per-dimension' }, 0, 0, 3, 2), null);
});

test.serial('the result of a trial keeps the reason, with the 175 pixels of mnist-1k that never vary', async (t) => {
  const trained = async (likelihood: LikelihoodInput) => {
    const { result } = await trainForTest({
      dataset: { name: 'mnist-1k' },
      model: { latentDim: 2 },
      likelihood,
      objective: { estimator: 'analytic' },
      train: { steps: 0 },
    });
    return result.status === 'done' ? result : t.fail();
  };
  t.regex((await trained({ learn: 'per-dimension' }))?.unbounded ?? '', /^the ELBO has no maximum: 175 pixels/);
  const bounded = await trained({});
  t.false(bounded && 'unbounded' in bounded);
});
