import test from 'ava';
import { BUILT_IN, likelihoodOf } from '../../src/index.ts';
import { logGammaOf } from '../../src/likelihoods/log-gamma.ts';
import { backend, normals } from '../random-parameters.ts';
import {
  bound,
  holdsGradients,
  holdsMean,
  holdsNetwork,
  holdsPack,
  holdsValues,
  interval,
  type Made,
} from './support/held-likelihood.ts';

test.before(() => backend.description);

const reference = (x: number, { location, logScale = Number.NaN, degreesOfFreedom: n = Number.NaN }: Made) =>
  logGammaOf((n + 1) / 2) -
  logGammaOf(n / 2) -
  Math.log(n * Math.PI) / 2 -
  logScale -
  ((n + 1) / 2) * Math.log1p(((x - location) / Math.exp(logScale)) ** 2 / n);

const made = (location: number, scale: number, degreesOfFreedom: number) => ({
  location,
  logScale: Math.log(scale),
  degreesOfFreedom,
});

test('its density is scipy.stats.t.logpdf(x, degreesOfFreedom, location, scale) of scipy 1.17.1', (t) => {
  holdsValues(t, bound('student-t'), reference, [
    [0.3, made(-0.2, 1, 4), -1.1323908075528133],
    [2, made(2, 0.1, 1), 1.1578552071446455],
    [-40, made(1, 2.5, 3), -10.931264997477964],
    [1.5, made(1.4, 0.01, 0.5), -0.6828414209677272],
    [1000, made(0, 1, 2.5), -23.590278664112688],
    [0.7, made(0.1, 0.5, 1e6), -0.9457918042447063],
  ]);
});

test('its slopes are those of the density, also in the degrees of freedom', (t) => {
  holdsGradients(t, bound('student-t'), reference, [
    [0.3, made(-0.2, 1.2, 4)],
    [2, made(2, 0.1, 1)],
    [-40, made(1, 2.5, 3)],
    [5, made(4, 2, 30)],
  ]);
});

test('it integrates to 1, and its mean is the location', (t) => {
  holdsMean(t, bound('student-t'), made(0.7, 0.5, 9), interval(-60, 61.4, 40_000));
});

test('members of a pack have scales and degrees of freedom of their own', (t) => {
  const x = [...normals(12, 3)];
  holdsPack(t, 'student-t', [{ degreesOfFreedom: 2 }, { degreesOfFreedom: 7 }], x);
  for (const learn of ['fixed', 'scalar', 'per-dimension', 'network'] as const) {
    holdsPack(t, 'student-t', [{ learn, scale: 2 }, { learn }], x);
  }
});

test('a scale from the network', (t) => {
  holdsNetwork(t, 'student-t', {}, 'logScale', 0);
  holdsNetwork(t, 'student-t', { scaleFloor: 0.2 }, 'logScale', 0.2);
});

test('a scale of its own falls to 0 where a dimension never varies, but for its floor', (t) => {
  const reason = (scaleFloor: number) =>
    likelihoodOf(BUILT_IN, { kind: 'student-t' }).unbounded?.(
      { learn: 'per-dimension', scaleFloor, scale: 1, degreesOfFreedom: 4 },
      { count: 2, atEnds: 0 },
    );
  t.regex(reason(0) ?? '', /^the ELBO has no maximum: 2 pixels never vary, and a scale of its own can fall to 0 there/);
  // scipy.stats.t.logpdf(0, 4, 0, 0.05) = 2.014903, of scipy 1.17.1.
  t.regex(reason(0.05) ?? '', /^but for the scale floor .* up to 4\.03 nats \(2 x 2\.015\)$/);
});
