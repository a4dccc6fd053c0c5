import { createHash } from 'node:crypto';
import { canonicalJson, trialId, trialSpecification } from '@collapse/trials';
import test from 'ava';
import fc from 'fast-check';
import { metricBatches } from '../../src/runs/metric-batches.ts';
import { leavesOf, parametersOf } from '../../src/runs/parameters.ts';
import { runName } from '../../src/runs/run-name.ts';
import { sharedViews, sharedViewTag } from '../../src/runs/shared-views.ts';
import { curveMetrics } from '../../src/runs/trial-metrics.ts';
import { trialRun } from '../../src/runs/trial-run.ts';
import { variedFields } from '../../src/runs/varied-fields.ts';
import { verdictOf } from '../../src/runs/verdict.ts';
import { doneResult, STARTED_AT } from '../support/study-fixture.ts';

const axes = [
  { path: 'seed', values: [0, 1] },
  { path: 'objective.beta', values: [0.5, 4] },
  { path: 'model', values: [{ encoder: { hidden: [] } }, { encoder: { hidden: [256, 64], activation: 'relu' } }] },
  { path: 'likelihood.variance', values: [0.1] },
];

const specification = trialSpecification.parse({
  dataset: { name: 'synthetic', eigenvalues: [2, 1], dim: 4, count: 10 },
  model: { latentDim: 2, encoder: { hidden: [256, 64] } },
  objective: { beta: 4 },
  train: { steps: 10 },
  seed: 1,
});
const trial = { id: trialId(specification), specification };

test('a name tells runs apart by what varies, the seed last', (t) => {
  const fields = variedFields(axes);
  t.deepEqual(
    fields.map(({ path }) => path),
    ['objective.beta', 'model.encoder.hidden', 'model.encoder.activation', 'seed'],
  );
  t.is(runName('grid', fields, parametersOf(specification)), 'b=4 enc=256-64 activation=relu #1');
  t.is(
    runName('grid', fields.toReversed(), parametersOf(specification)),
    'b=4 enc=256-64 activation=relu #1',
    'beta comes first wherever the grid has it',
  );
  t.is(runName('grid', [], parametersOf(specification)), 'grid');
});

test('params are the whole specification in the spelling of JavaScript, and fit MLflow', (t) => {
  const params = parametersOf(specification);
  t.like(params, {
    'model.encoder.hidden': '[256,64]',
    'optimizer.epsilon': '1e-8',
    'dataset.exact': 'false',
    seed: '1',
  });
  // In JSON each leaf is a name before anything but another object.
  t.is(Object.keys(params).length, JSON.stringify(specification).match(/":(?!\{)/g)?.length ?? 0);
  const eigenvalues = Array.from({ length: 4000 }, (_, index) => 1 / (index + 3));
  const long = parametersOf({ dataset: { eigenvalues } })['dataset.eigenvalues'] ?? '';
  const text = JSON.stringify(eigenvalues);
  const digest = createHash('sha256').update(text).digest('hex');
  t.is(long, `sha256:${digest} (${text.length} characters, in full in result.json)`);
});

test('leaves are those that nested values have, all of them, whatever their shape', (t) => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const inner = fc.stringMatching(/^[a-z]{1,2}$/);
  // The last name alone has a digit: no path is the beginning of another.
  const path = fc.tuple(fc.array(inner, { maxLength: 3 }), inner).map(([names, last]) => [...names, `${last}1`]);
  const leaves = fc.uniqueArray(fc.tuple(path, leaf), { selector: ([names]) => names.join('.') });
  fc.assert(
    fc.property(leaves, (all) => {
      const value: Nested = {};
      for (const [names, leaf] of all) put(value, names, leaf);
      t.deepEqual(leavesOf(value), Object.fromEntries(all.map(([names, leaf]) => [names.join('.'), leaf])));
    }),
  );
});

interface Nested {
  [name: string]: string | number | boolean | null | Nested;
}

function put(value: Nested, [name = '', ...rest]: readonly string[], leaf: string | number | boolean | null): void {
  if (rest.length === 0) {
    value[name] = leaf;
    return;
  }
  const found = value[name];
  const next = typeof found === 'object' && found !== null ? found : {};
  value[name] = next;
  put(next, rest, leaf);
}

test('a curve leaves out what is no finite number and keeps the times', (t) => {
  const metrics = { elbo: -1.5, kl: Number.NaN, objective: Number.NEGATIVE_INFINITY };
  t.deepEqual(
    [...curveMetrics([{ step: 3, timestamp: STARTED_AT, metrics }])],
    [{ key: 'train/elbo', value: -1.5, step: 3, timestamp: STARTED_AT }],
  );
});

test('batches hold every point once, in order, and no more than MLflow takes', (t) => {
  fc.assert(
    fc.property(fc.nat(2500), fc.integer({ min: 1, max: 1000 }), (count, room) => {
      const points = Array.from({ length: count }, (_, step) => ({ key: 'a', value: step, step, timestamp: 1 }));
      const batches = [...metricBatches(points, room, () => undefined)];
      const sizes = batches.map((batch) => batch.length);
      const fits = sizes.every((size, index) => size <= (index === 0 ? room : 1000));
      return fits && batches.flat().every(({ value }, index) => value === index) && batches.flat().length === count;
    }),
  );
  t.pass();
});

test('a verdict counts inactive dimensions, near the threshold apart, and says what of it is evidence', (t) => {
  const done = doneResult(trial, 1, false);
  const of = (active: number | null, predicted: number | null, near = 0, hidden: number[] = []) => {
    const metrics = {
      ...done.metrics,
      active_units: active,
      active_units_predicted: predicted,
      active_units_near_threshold: near,
      objective: -5,
      objective_optimum: predicted === null ? null : -5,
    };
    const { specification } = done;
    const model = { ...specification.model, decoder: { activation: 'relu', hidden } };
    const { collapse, evidence, prediction, training } = verdictOf({
      ...done,
      metrics,
      specification: { ...specification, model },
    });
    return `${collapse}, ${evidence}: ${prediction}, ${training}`;
  };
  t.is(of(2, 2), 'none, exact: as predicted, at the optimum');
  t.is(of(1, 2), 'partial, exact: beyond prediction, at the optimum');
  t.is(of(1, 2, 1), 'partial, exact: near the threshold, at the optimum');
  t.is(of(1, 0), 'partial, exact: fewer than predicted, at the optimum');
  t.is(of(0, null), 'collapsed, none: no closed form, unknown');
  t.is(of(1, 2, 0, [4]), 'partial, yardstick: fewer than the yardstick, unknown');
  t.is(of(2, 2, 0, [4]), 'none, yardstick: as the yardstick, unknown');
});

test('a run is the same each time it is made, and another where anything differs', (t) => {
  const grid = {
    name: 'g',
    description: '',
    base: {},
    axes,
    trialIds: [trial.id],
    versions: { code: null, node: '24', backend: null },
    datasets: { [canonicalJson(specification.dataset)]: 'c'.repeat(64) },
    writtenAt: STARTED_AT,
  };
  const context = { studyId: 's', grid, fields: variedFields(axes) };
  const result = doneResult(trial, 1, false);
  const run = trialRun(result, context);
  t.deepEqual(trialRun(structuredClone(result), context), run);
  t.is(run.datasets[0]?.digest, 'c'.repeat(36));
  t.not(trialRun({ ...result, finishedAt: result.finishedAt + 1 }, context).digest, run.digest);
  t.not(trialRun({ ...result, attempt: 2 }, context).key, run.key);
});

test('views fit a tag and show the axes that the grid has', (t) => {
  const fields = variedFields([...axes, { path: 'likelihood.variance', values: [0.1, 1] }]);
  for (const view of sharedViews(fields, ['samples'])) {
    const { key, value } = sharedViewTag(view);
    t.regex(key, /^mlflow\.sharedViewState\.[a-z]+$/);
    t.true(value.length <= 20_000);
  }
  const [charts] = sharedViews(fields, ['samples']);
  t.regex(
    JSON.stringify(charts?.state),
    /"CONTOUR".*"axis\/likelihood\.variance".*"axis\/objective\.beta".*"final\/active_units"/,
  );
  const [without] = sharedViews([], []);
  t.notRegex(JSON.stringify(without?.state), /CONTOUR|Pictures/);
  const many = Array.from({ length: 200 }, (_, index) => ({ path: `optimizer.field${index}`, numeric: true }));
  for (const view of sharedViews(many, [])) t.regex(sharedViewTag(view).value, /^deflate;/);
});
