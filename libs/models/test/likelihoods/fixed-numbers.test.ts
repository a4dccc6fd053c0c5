import test from 'ava';
import { backend } from '../random-parameters.ts';
import { bound } from './support/held-likelihood.ts';

test.before(() => backend.description);

test('a fixed number enters the step as its logarithm, one that is learned starts there, less its floor', (t) => {
  const kinds = [
    ['laplace', 'scale', 'LogScale'],
    ['student-t', 'scale', 'LogScale'],
    ['negative-binomial', 'dispersion', 'LogDispersion'],
    ['zero-inflated-negative-binomial', 'dispersion', 'LogDispersion'],
    ['beta', 'concentration', 'LogConcentration'],
  ] as const;
  for (const [kind, field, name] of kinds) {
    t.is(bound(kind, { [field]: 5 }).numbers[`fixed${name}`], Math.log(5));
    const start = (written: object) => {
      const definitions = bound(kind, { learn: 'per-dimension', [field]: 5, ...written }).parameters({
        width: 2,
        dim: 3,
      });
      return definitions[`decoder.l${name.slice(1)}`];
    };
    t.deepEqual(start({}), { shape: [1, 3], start: { constant: Math.log(5) } });
    if (kind === 'beta') continue;
    t.deepEqual(start({ [`${field}Floor`]: 1 }), { shape: [1, 3], start: { constant: Math.log(4) } });
  }
});
