import test from 'ava';
import { BUILT_IN, likelihoodOf } from '../../src/index.ts';
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

const reference = (x: number, { location, logScale = Number.NaN }: Made) =>
  -Math.abs(x - location) / Math.exp(logScale) - logScale - Math.LN2;

test('its density is scipy.stats.laplace.logpdf(x, location, scale) of scipy 1.17.1', (t) => {
  holdsValues(t, bound('laplace'), reference, [
    [0.3, { location: -0.2, logScale: 0 }, -1.1931471805599454],
    [2, { location: 2, logScale: Math.log(0.1) }, 1.6094379124341],
    [-40, { location: 1, logScale: Math.log(2.5) }, -18.009437912434098],
    // 1.5 - 1.4 is 10 scales, of which float32 keeps 6 digits.
    [1.5, { location: 1.4, logScale: Math.log(0.01) }, -6.087976994571863],
  ]);
});

test('its slopes are those of the density', (t) => {
  holdsGradients(t, bound('laplace'), reference, [
    [0.3, { location: -0.2, logScale: 0.2 }],
    [-3, { location: 1, logScale: -1 }],
    [5, { location: 4, logScale: 2 }],
  ]);
});

test('it integrates to 1, and its mean is the location', (t) => {
  holdsMean(t, bound('laplace'), { location: 0.7, logScale: -0.3 }, interval(-14, 15, 20_000));
});

test('members of a pack have scales of their own', (t) => {
  const x = [...normals(12, 3)];
  holdsPack(t, 'laplace', [{ scale: 1 }, { scale: 0.3 }], x);
  for (const learn of ['scalar', 'per-dimension', 'network'] as const)
    holdsPack(t, 'laplace', [{ learn }, { learn }], x);
});

test('a scale from the network', (t) => {
  holdsNetwork(t, 'laplace', {}, 'logScale', 0);
  holdsNetwork(t, 'laplace', { scaleFloor: 0.2 }, 'logScale', 0.2);
});

test('a scale of its own falls to 0 where a dimension never varies, but for its floor', (t) => {
  const reason = (learn: string, scaleFloor = 0, count = 2) =>
    likelihoodOf(BUILT_IN, { kind: 'laplace' }).unbounded?.({ learn, scaleFloor, scale: 1 }, { count, atEnds: 0 });
  t.is(
    reason('per-dimension'),
    'the ELBO has no maximum: 2 pixels never vary, and a scale of its own can fall to 0 there, where the density grows without bound',
  );
  t.regex(reason('network', 0, 1) ?? '', /: 1 pixel never varies, and a scale from the network can fall to 0 there/);
  // 1 / (2 * 0.05) = 10, of which the logarithm is 2.303.
  t.regex(reason('per-dimension', 0.05) ?? '', /^but for the scale floor .* up to 4\.605 nats \(2 x 2\.303\)$/);
  for (const learn of ['fixed', 'scalar']) t.is(reason(learn), null);
  t.is(reason('per-dimension', 0, 0), null);
});
