import test from 'ava';
import { base, issuesOf } from '../support/grid-issues.ts';

test('a grid that holds itself is an error', (t) => {
  const model: Record<string, unknown> = { latentDim: 2 };
  model.encoder = model;
  t.deepEqual(issuesOf({ name: 'a', base: { ...base, model } }), [
    {
      field: 'base.model.encoder',
      expected: 'plain data',
      received: 'an object that holds itself',
      remedy: 'Write the value out.',
    },
  ]);
});

test('one object at two places is no loop', (t) => {
  const network = { hidden: [4] };
  const model = { latentDim: 2, encoder: network, decoder: network };
  t.deepEqual(issuesOf({ name: 'a', base: { ...base, model } }), []);
});

test('a grid that is nested without end is an error, not a stack overflow', (t) => {
  let value: unknown = 1;
  for (let level = 0; level < 100_000; level++) value = [value];
  const [issue] = issuesOf({ name: 'a', base, axes: { seed: [value] } });
  t.is(issue?.expected, 'at most 64 levels of lists and objects');
});
