import test from 'ava';
import { BUILT_IN, OBJECTIVES, objectiveKind, objectiveOf } from '../../src/index.ts';

test('an objective is told by its name, or by its fields where it has none', (t) => {
  t.is(objectiveKind({}), 'elbo');
  t.is(objectiveKind({ reduction: 'elbo' }), 'elbo');
  t.is(objectiveKind({ reduction: 'mean-sum' }), 'written-loss');
  t.is(objectiveKind({ reduction: 'elbo', freeBits: { nats: 1 } }), 'free-bits');
  t.is(objectiveKind({ kind: 'elbo', freeBits: { nats: 1 } }), 'elbo');
  for (const objective of OBJECTIVES) t.is(objectiveOf(BUILT_IN, { kind: objective.kind }), objective);
});
