import test from 'ava';
import { diffusionElbo, diffusionGap, discretisationGap, discretisationLimit, stepKl } from '../../src/index.ts';
import { at, difference } from '../support/random-model.ts';
import { entropy, negativeElboByMoments, randomCase } from './gaussian-moments.ts';

const REVERSE = ['fixed', 'isotropic', 'per-dimension'] as const;
const DECODER = ['fixed', 'posterior'] as const;

test('the ELBO and the gap are those of the moments of the process, for random data, schedules and T', (t) => {
  for (let seed = 1; seed <= 48; seed++) {
    const setting = randomCase(seed);
    for (const reverse of REVERSE) {
      for (const decoder of DECODER) {
        const expected = negativeElboByMoments(setting, reverse, decoder);
        const { elbo } = diffusionElbo(setting, reverse, decoder);
        const { gap } = diffusionGap(setting, reverse, decoder);
        t.true(difference(-elbo, expected) < 1e-11, `${-elbo} against ${expected}, ${reverse} ${decoder} ${seed}`);
        t.true(difference(gap, expected - entropy(setting)) < 1e-10, `gap ${gap}, ${reverse} ${decoder} ${seed}`);
      }
    }
  }
});

const FIVE = {
  eigenvalues: Float64Array.of(4, 1, 0.3, 0.05, 0.01),
  mean: Float64Array.of(0.5, -0.2, 0, 0.1, 0),
};

/** ln snr falls from 9 to -5, uniformly in t. */
const linear = (steps: number) => Float64Array.from({ length: steps + 1 }, (_, i) => Math.exp(9 - (14 * i) / steps));

test('five axes at T = 5, 10 and 1000 read what numpy reads', (t) => {
  // numpy 2.4, from the formulas: .5*sum(r-log1p(r)), .5*sum(log((1+r).mean(1))*d-log1p(r).sum(1)), KL(q(z1)||N(0,I)).
  for (const [steps, negative, isotropic] of [
    [5, 69.037785, 1.738088],
    [10, 21.806699, 0.969136],
    [1000, 3.501166, 0.010244],
  ] as const) {
    const setting = { ...FIVE, signalToNoise: linear(steps) };
    t.true(Math.abs(-diffusionElbo(setting, 'fixed', 'posterior').elbo - negative) < 6e-7);
    const { discretisation, aggregate, decoder } = diffusionGap(setting, 'isotropic', 'fixed');
    t.true(Math.abs(discretisation - isotropic) < 6e-7);
    t.true(Math.abs(aggregate - 0.001130064279693429) < 1e-15 && Math.abs(decoder - 0.007648070978325355) < 1e-15);
  }
});

test('r - ln(1 + r) keeps its digits where a step is small', (t) => {
  const signalToNoise = Float64Array.of(1 + 1e-9, 1);
  const [gap] = discretisationGap(
    { eigenvalues: Float64Array.of(1), mean: Float64Array.of(0), signalToNoise },
    'fixed',
  );
  const r = (at(signalToNoise, 0) - 1) / 2;
  t.true(difference((gap ?? 0) / r ** 2, 0.25 * (1 - (2 * r) / 3)) < 1e-12);
  // On both sides of where the series takes over.
  for (const ratio of [0.0099, 0.0101]) {
    const step = {
      eigenvalues: Float64Array.of(1),
      mean: Float64Array.of(0),
      signalToNoise: Float64Array.of(ratio, 0),
    };
    let series = 0;
    for (let power = 30; power >= 2; power--) series += (-ratio) ** power / power;
    t.true(Math.abs(at(discretisationGap(step, 'fixed'), 0) - series / 2) < 1e-17);
  }
});

test('with the best variance of each axis the gap does not depend on T; the steps are then the information', (t) => {
  const one = diffusionGap({ ...FIVE, signalToNoise: linear(1) }, 'per-dimension', 'posterior');
  const many = diffusionGap({ ...FIVE, signalToNoise: linear(40) }, 'per-dimension', 'posterior');
  t.true(difference(one.gap, many.gap) < 1e-13);
  t.is(one.discretisation, 0);
  const steps = stepKl({ ...FIVE, signalToNoise: linear(40) }, 'per-dimension').reduce((a, b) => a + b, 0);
  const ends = FIVE.eigenvalues.reduce(
    (sum, lam) => sum + 0.5 * Math.log((1 + lam * Math.exp(9)) / (1 + lam * Math.exp(-5))),
    0,
  );
  t.true(difference(steps, ends) < 1e-12);
});

test('T times the discretisation part tends to its integral, which is elementary for a linear ln snr', (t) => {
  const softplus = (u: number) => Math.log1p(Math.exp(u));
  const logistic = (u: number) => 1 / (1 + Math.exp(-u));
  // c int sigma(u)^2 du over u = ln lam + ln snr, c = 14.
  const expected = FIVE.eigenvalues.reduce((sum, lam) => {
    const [high, low] = [Math.log(lam) + 9, Math.log(lam) - 5];
    return sum + (14 / 4) * (softplus(high) - logistic(high) - softplus(low) + logistic(low));
  }, 0);
  const limit = discretisationLimit(FIVE.eigenvalues, {
    logSignalToNoise: (time) => 9 - 14 * time,
    slope: () => -14,
  });
  t.true(difference(limit, expected) < 1e-9, `${limit} against ${expected}`);
  const steps = 20_000;
  const { discretisation } = diffusionGap({ ...FIVE, signalToNoise: linear(steps) }, 'fixed', 'posterior');
  t.true(difference(steps * discretisation, expected) < 1e-3);
});

test('a schedule that does not fall, no step, and data without density are refused by name', (t) => {
  const refused = (signalToNoise: number[]) =>
    t.throws(() => stepKl({ ...FIVE, signalToNoise: Float64Array.from(signalToNoise) }, 'fixed'), {
      message: /^signalToNoise: expected/,
    });
  refused([1]);
  refused([1, 2]);
  refused([3, 1, 1]);
  refused([1, 0, 0]);
  refused([2, -1]);
  refused([Number.NaN, 1]);
  const flat = {
    eigenvalues: Float64Array.of(1, 0),
    mean: Float64Array.of(0, 0),
    signalToNoise: Float64Array.of(9, 0),
  };
  t.true(Number.isFinite(diffusionElbo(flat, 'fixed', 'fixed').elbo));
  t.throws(() => diffusionElbo(flat, 'fixed', 'posterior'), { message: /^eigenvalues: expected/ });
  t.throws(() => diffusionGap(flat, 'fixed', 'fixed'), { message: /^eigenvalues: expected/ });
  t.throws(() => stepKl({ ...flat, mean: Float64Array.of(0) }, 'fixed'), { message: /^mean: expected/ });
  t.throws(() => stepKl({ ...flat, eigenvalues: Float64Array.of(1, -1) }, 'fixed'), { message: /at index 1/ });
});
