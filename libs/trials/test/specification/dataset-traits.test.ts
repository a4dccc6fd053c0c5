import test from 'ava';
import { DATASET_KINDS } from '../../src/datasets/index.ts';
import { type DatasetSpecification, type DatasetTraits, datasetSpecification, datasetTraits } from '../../src/index.ts';

const traits = (fields: object): DatasetTraits => datasetTraits(datasetSpecification.parse(fields));
const images = {
  conditional: false,
  imageSide: 28,
  values: 'unit',
  withinUnit: true,
  unitByScaling: true,
  logits: false,
};
const logits = { values: 'real', withinUnit: false, logits: true };

test('what the fields say of the data, for each kind', (t) => {
  t.deepEqual(traits({ name: 'mnist-1k' }), { ...images, count: 1000 } as DatasetTraits);
  t.deepEqual(traits({ name: 'mnist' }).count, 60_000);
  t.deepEqual(traits({ name: 'fashion-mnist', count: 9, scaling: 'logit' }), {
    ...images,
    ...logits,
    count: 9,
  } as DatasetTraits);
  t.deepEqual(traits({ name: 'mnist-1k', condition: 'left-half' }), {
    ...images,
    conditional: true,
    count: 1000,
    imageSide: null,
  } as DatasetTraits);
  t.deepEqual(traits({ name: 'image-folder', folder: 'a', size: 16 }), { ...images, imageSide: 16 } as DatasetTraits);
  t.is(traits({ name: 'image-folder', folder: 'a', count: 5 }).count, 5);
  const array = { conditional: false, unitByScaling: true, unscaled: 'none', logits: false };
  t.deepEqual(traits({ name: 'array', file: 'a.npy' }), array);
  t.deepEqual(traits({ name: 'array', file: 'a.npy', scaling: 'standardize', values: 'real', count: 4 }), {
    ...array,
    withinUnit: false,
    values: 'real',
    count: 4,
  });
  const synthetic = { name: 'synthetic', eigenvalues: [1], dim: 3, count: 7 };
  t.deepEqual(traits(synthetic), {
    conditional: false,
    count: 7,
    imageSide: null,
    values: 'real',
    withinUnit: false,
    unitByScaling: false,
    logits: false,
  });
  t.true(traits({ ...synthetic, condition: { correlations: [0.5] } }).conditional);
});

test('each kind is listed once, and of one that is not known nothing is told', (t) => {
  const names = DATASET_KINDS.map(({ schema }) => schema.shape.name.value);
  t.is(new Set(names).size, names.length);
  const unknown = { name: 'of another version' } as unknown as DatasetSpecification;
  t.deepEqual(datasetTraits(unknown), { conditional: false, unitByScaling: false, logits: false });
});
