import { isDeepStrictEqual } from 'node:util';
import { vaeFieldsOf } from '@collapse/models';
import test from 'ava';
import fc from 'fast-check';
import { defineGrid, type GridInput, parseGrid } from '../../src/index.ts';

const base: GridInput['base'] = { dataset: { name: 'mnist-1k' }, model: { latentDim: 2 }, train: { steps: 10 } };

const specifications = (grid: GridInput) => parseGrid(grid, 'grid.ts').trials.map(({ specification }) => specification);

test('the trials are the product of the axes, the last axis fastest', (t) => {
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(numbers, numbers, numbers, (seeds, betas, steps) => {
      const axes = { seed: seeds, 'objective.beta': betas, 'train.steps': steps };
      const trials = specifications({ name: 'a', base, axes });
      const product = seeds.flatMap((seed) => betas.flatMap((beta) => steps.map((step) => [seed, beta, step])));
      return isDeepStrictEqual(
        trials.map(({ seed, objective, train }) => [seed, objective.beta, train.steps]),
        product,
      );
    }),
  );
  t.pass();
});

test('the ids of a grid are all different and do not depend on the order of its axes', (t) => {
  const ids = (axes: GridInput['axes']) =>
    parseGrid({ name: 'a', base, ...(axes && { axes }) }, 'grid.ts').trials.map(({ id }) => id);
  const seed = [0, 1, 2];
  const beta = [0.5, 1];
  const one = ids({ seed, 'objective.beta': beta });
  t.is(new Set(one).size, 6);
  t.deepEqual([...one].sort(), [...ids({ 'objective.beta': beta, seed })].sort());
});

test('a grid without axes is one trial', (t) => {
  const { trials, axes, description } = parseGrid({ name: 'a', base }, 'grid.ts');
  t.is(trials.length, 1);
  t.deepEqual(axes, []);
  t.is(description, '');
});

test('an object is merged at its path, a list replaces', (t) => {
  const [wide, linear] = specifications({
    name: 'a',
    base: { ...base, model: { latentDim: 7, encoder: { hidden: [1, 2], activation: 'tanh', variance: 'amortized' } } },
    axes: { model: [{ encoder: { hidden: [256] } }, { encoder: { hidden: [] }, latentDim: 3 }] },
  });
  t.deepEqual(wide?.model, {
    latentDim: 7,
    encoder: { hidden: [256], activation: 'tanh', variance: 'amortized' },
    decoder: { hidden: [], activation: 'relu' },
    initialization: 'glorot-uniform',
  });
  t.deepEqual(linear && vaeFieldsOf(linear.model)?.encoder.hidden, []);
  t.false('initialization' in (linear?.model ?? {}));
  t.is(linear?.model.latentDim, 3);
});

test('the axis `trial` moves settings of several parts together', (t) => {
  const grid = parseGrid(
    {
      name: 'a',
      base,
      axes: { trial: [{ objective: { estimator: 'analytic' }, train: { steps: 3 } }, { objective: { samples: 2 } }] },
    },
    'grid.ts',
  );
  t.deepEqual(
    grid.trials.map(({ specification: { objective, train } }) => [objective.estimator, objective.samples, train.steps]),
    [
      ['analytic', 1, 3],
      ['stochastic', 2, 10],
    ],
  );
  t.deepEqual(
    grid.axes.map(({ path }) => path),
    [''],
  );
});

test('fields of the base that another data set does not have are left out for it', (t) => {
  const synthetic = { name: 'synthetic', eigenvalues: [2, 1], dim: 4, count: 10 } as const;
  const trials = specifications({
    name: 'a',
    base: { ...base, dataset: { name: 'mnist', count: 100, scaling: 'logit' } },
    axes: { dataset: [{ count: 50 }, { name: 'mnist-1k' }, synthetic] },
  });
  t.deepEqual(
    trials.map(({ dataset }) => dataset),
    [
      { name: 'mnist', count: 50, scaling: 'logit' },
      { name: 'mnist-1k', scaling: 'logit' },
      { ...synthetic, noise: 0, exact: false, seed: 0 },
    ],
  );
});

test('the grid that is parsed is not changed', (t) => {
  const grid = { name: 'a', base, axes: { 'model.encoder': [{ hidden: [3] }, { hidden: [4] }], seed: [0, 1] } };
  const before = structuredClone(grid);
  parseGrid(grid, 'grid.ts');
  t.deepEqual(grid, before);
});

test('the facts of a data set are asked for once', (t) => {
  const asked: string[] = [];
  const datasetFacts = ({ name }: { name: string }) => {
    asked.push(name);
    return { dim: 784, count: 1000 };
  };
  parseGrid({ name: 'a', base, axes: { seed: [0, 1, 2], 'dataset.scaling': ['unit', 'logit'] } }, 'grid.ts', {
    datasetFacts,
  });
  t.deepEqual(asked, ['mnist-1k', 'mnist-1k']);
});

test('a key of the name __proto__ is refused and changes no prototype', (t) => {
  const grid: unknown = JSON.parse('{"name":"a","base":{"__proto__":{"seed":3}}}');
  t.throws(() => parseGrid(grid, 'grid.json'), { message: /base\.__proto__: .*no field may be called/ });
  t.false('seed' in {});
});

test('defineGrid gives back the grid', (t) => {
  const grid = { name: 'a', base, axes: { seed: [1] } };
  t.is(defineGrid(grid), grid);
});

test('components that stand in the base are told where they belong', (t) => {
  const base = { dataset: { name: 'mnist-1k' }, model: { latentDim: 2 }, train: { steps: 1 } };
  const error = t.throws(() => parseGrid({ name: 'a', base: { ...base, components: { a: 'b' } } }, 'a.json'));
  t.regex(String(error?.message), /base\.components: expected nothing.*Write them as a list beside base/);
});
