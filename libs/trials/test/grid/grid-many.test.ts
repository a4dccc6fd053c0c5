import test from 'ava';
import { GridError, parseGrid } from '../../src/index.ts';
import { base } from '../support/grid-issues.ts';

const issuesOf = (axes: object, ownBase: object = base) =>
  gridError(() => parseGrid({ name: 'a', base: ownBase, axes }, 'grid.json')).issues;

/** The grid error of a call that must throw one. */
function gridError(call: () => void): GridError {
  try {
    call();
  } catch (error) {
    if (error instanceof GridError) return error;
    throw error;
  }
  throw new Error('the grid passed');
}

test('once a hundred things are wrong, the rest of the trials are not looked at', (t) => {
  const values = Array.from({ length: 150 }, (_, index) => -1 - index);
  t.is(issuesOf({ 'objective.beta': values }).length, 100);
});

test('a mistake of very many trials is one of the hundred', (t) => {
  const seeds = Array.from({ length: 150 }, (_, index) => index);
  const issues = issuesOf({ 'objective.beta': [-1, -2], seed: seeds });
  t.deepEqual(
    issues.map(({ received }) => received),
    ['-1', '-2'],
  );
});

test('two trials that are one are told by the axes in which they differ', (t) => {
  const issues = issuesOf({ seed: [5, 6], model: [{ encoder: {} }, { encoder: { hidden: [] } }] });
  t.deepEqual(
    issues.map(({ field, received }) => [field, received]),
    [['axes["model"]', '{"encoder":{}} and {"encoder":{"hidden":[]}}, which make the same one']],
  );
});

test('what a field takes is told for the data set that was meant', (t) => {
  const dataset = { name: 'synthetic', eigenvalues: [1], dim: 3, count: 0 };
  t.deepEqual(
    issuesOf({}, { ...base, dataset }).map(({ field, expected }) => [field, expected]),
    [['dataset.count', 'an integer >= 1']],
  );
  t.deepEqual(
    issuesOf({}, { ...base, dataset: { name: 'mnist', count: 0 } }).map(({ field, expected }) => [field, expected]),
    [['dataset.count', 'an integer >= 1 and <= 60000']],
  );
});

test('trials hold the parts that they have in common once', (t) => {
  const { trials } = parseGrid({ name: 'a', base, axes: { seed: [0, 1], 'objective.beta': [1, 2] } }, 'grid.json');
  const [first, second, third] = trials.map(({ specification }) => specification);
  t.is(first?.model, second?.model);
  t.is(first?.objective, third?.objective);
  t.not(first?.objective, second?.objective);
});
