import test from 'ava';
import { chooseAxes } from '../src/choose-axes.ts';
import { flattenSpecification } from '../src/flatten-specification.ts';
import { type TrialRow, trialRow } from '../src/trial-rows.ts';
import { type Axis, variedAxes } from '../src/varied-axes.ts';
import { fixtureStudy } from './fixture-study.ts';

const study = fixtureStudy({ betas: [2, 0.5, 1, 4], seeds: [0, 1] });
const rows = Array.from(study.results, trialRow);

function withFields(fields: TrialRow['fields']): TrialRow {
  return { ...(rows[0] as TrialRow), fields };
}

function axisNamed(path: string, values: readonly unknown[]): Axis {
  const found = variedAxes(
    { axes: [{ path, values }] },
    values.map((value) => withFields({ [path]: value as string | number })),
  ).find((axis) => axis.path === path);
  if (found === undefined) throw new RangeError(`${path} does not vary`);
  return found;
}

test('axes of the grid, numeric ones ascending, objects by a short label', (t) => {
  const axes = variedAxes(study.grid, rows);
  t.deepEqual(
    axes.map(({ path, values }) => [path, values.map((value) => value.label)]),
    [
      ['objective.beta', ['0.5', '1', '2', '4']],
      ['likelihood.variance', ['0.03', '0.1', '0.3']],
      ['model', ['linear', 'MLP 256 ReLU']],
      ['seed', ['0', '1']],
    ],
  );
});

test('settings that move together are told apart by the model where it differs', (t) => {
  const settings = [[], [8]].map((hidden) => ({
    model: { encoder: { hidden }, decoder: { hidden } },
    seed: hidden.length,
  }));
  const trials = settings.map((value) => withFields({ ...rows[0]?.fields, ...flattenSpecification(value) }));
  const axis = variedAxes({ axes: [{ path: '', values: settings }] }, trials).find(({ path }) => path === '');
  t.deepEqual(
    axis?.values.map((value) => value.label),
    ['linear', 'MLP 8 ReLU'],
  );
});

test('a field that only follows an axis is no axis of its own, one that differs by itself is', (t) => {
  const fixed = variedAxes(study.grid, rows).map((axis) => axis.path);
  t.false(fixed.includes('objective.estimator'));
  const longer = rows.map((row, index) => ({ ...row, fields: { ...row.fields, 'train.steps': index < 3 ? 10 : 20 } }));
  t.is(variedAxes(study.grid, longer).at(-1)?.path, 'train.steps');
});

test('values that no trial has yet stay on their axis', (t) => {
  const [beta] = variedAxes(study.grid, rows.slice(0, 2));
  t.deepEqual(
    beta?.values.map((value) => value.number),
    [0.5, 1, 2, 4],
  );
});

test('logarithmic where values are spread by ratio', (t) => {
  t.true(axisNamed('a', [0.01, 0.1, 1, 10]).logarithmic);
  t.false(axisNamed('a', [1, 2, 3, 4, 5, 6, 7, 8]).logarithmic);
  t.false(axisNamed('a', [0, 1, 10, 100]).logarithmic);
  t.false(axisNamed('a', ['x', 'y']).logarithmic);
});

test('beta goes across and the decoder variance up, everything else into panels', (t) => {
  const { x, y, panels } = chooseAxes(variedAxes(study.grid, rows));
  t.deepEqual(
    [x?.path, y?.path, panels.map((axis) => axis.path)],
    ['objective.beta', 'likelihood.variance', ['model']],
  );
});

test('without them the numeric axis with most values comes first', (t) => {
  const steps = axisNamed('train.steps', [1, 2]);
  const latent = axisNamed('model.latentDim', [1, 2, 3]);
  const kind = axisNamed('likelihood.kind', ['gaussian', 'bernoulli', 'continuous-bernoulli', 'other']);
  const both = chooseAxes([steps, kind, latent]);
  t.deepEqual([both.x, both.y, both.panels], [latent, steps, [kind]]);
  const named = chooseAxes([kind, axisNamed('seed', [0, 1])]);
  t.deepEqual([named.x, named.y, named.panels], [kind, null, []]);
  t.deepEqual(chooseAxes([]), { x: null, y: null, panels: [] });
});
