import test from 'ava';
import { LEARNING_RATE_SCHEDULES } from '../../src/index.ts';

test('every schedule starts at the whole rate; those that use the final fraction end at it', (t) => {
  for (const [name, { share, usesFinalFraction }] of Object.entries(LEARNING_RATE_SCHEDULES)) {
    t.is(share(0, 0.01), 1, name);
    const by = Math.abs(share(1, 0.01) - (usesFinalFraction ? 0.01 : 1));
    t.true(by < 1e-15, name);
  }
});

test('half way they are where their formulas say', (t) => {
  const { constant, cosine, exponential } = LEARNING_RATE_SCHEDULES;
  t.is(constant.share(), 1);
  t.true(Math.abs(cosine.share(0.5, 0.01) - 0.505) < 1e-15);
  t.true(Math.abs(exponential.share(0.5, 0.01) - 0.1) < 1e-15);
});
