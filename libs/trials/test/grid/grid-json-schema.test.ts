import test from 'ava';
import { z } from 'zod';
import { gridJsonSchema } from '../../src/index.ts';

type Document = Parameters<typeof z.fromJSONSchema>[0];

const schema = z.fromJSONSchema(gridJsonSchema() as Document);

const grid = {
  $schema: './grid.schema.json',
  name: 'a',
  base: { dataset: { name: 'mnist-1k' }, model: { latentDim: 2 }, objective: { beta: 1 } },
  axes: {
    'objective.beta': [0.5, 1],
    'train.batchSize': [10, 'full'],
    model: [{ encoder: { hidden: [3] } }, { latentDim: 4 }],
    dataset: [{ scaling: 'logit' }, { name: 'mnist', count: 5 }],
    trial: [{ seed: 1 }, { train: { steps: 3 }, likelihood: { learn: 'scalar' } }],
  },
};

test('the schema of grid files takes parts of trials in base and axes', (t) => {
  const { error } = schema.safeParse(grid);
  t.is(error, undefined, error?.message);
});

const wrong: Readonly<Record<string, object>> = {
  'no name': { base: {} },
  'a misspelt part': { ...grid, axis: {} },
  'a misspelt field': { ...grid, base: { objective: { betta: 1 } } },
  'a value of the wrong type': { ...grid, base: { objective: { beta: '1' } } },
  'an axis that does not exist': { ...grid, axes: { 'objective.betta': [1] } },
  'an empty axis': { ...grid, axes: { seed: [] } },
  'a wrong value in an axis': { ...grid, axes: { 'objective.estimator': ['analytic', 'anaytic'] } },
};

for (const [title, document] of Object.entries(wrong)) {
  test(`the schema of grid files refuses ${title}`, (t) => {
    t.false(schema.safeParse(document).success);
  });
}
