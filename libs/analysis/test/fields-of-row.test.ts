import test from 'ava';
import { fieldsAt, gaussianOfRow } from '../src/fields-of-row.ts';
import { flattenSpecification } from '../src/flatten-specification.ts';

const specification = {
  model: { latentDim: 3, encoder: { hidden: [4, 5], activation: 'relu' }, encoderLike: { hidden: [6] } },
  likelihood: { kind: 'gaussian', variance: 2, learn: 'scalar', varianceFloor: 0.1 },
  objective: { beta: 0, freeBits: { nats: 1, per: 'total' }, secondBeta: null },
};
const cells = flattenSpecification(specification);

test('the fields of a part are what was written, but for what a table has as nothing', (t) => {
  t.deepEqual(fieldsAt(cells, 'model.encoder'), specification.model.encoder);
  t.deepEqual(fieldsAt(cells, 'model'), specification.model);
  t.deepEqual(fieldsAt(cells, 'objective'), { beta: 0, freeBits: { nats: 1, per: 'total' } });
  t.deepEqual(fieldsAt(cells, 'train'), {});
});

test('a row has the form of its Gaussian decoder, and none of another', (t) => {
  t.like(gaussianOfRow(cells), { variance: 2, learn: 'scalar', varianceFloor: 0.1 });
  t.is(gaussianOfRow({ ...cells, 'likelihood.kind': 'laplace' }), null);
  t.is(gaussianOfRow({ ...cells, 'likelihood.kind': 'from outside' }), null);
});
