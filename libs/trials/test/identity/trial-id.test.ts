import { createHash } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { canonicalJson, parseGrid, trialId, trialSpecification } from '../../src/index.ts';

const input = { dataset: { name: 'mnist-1k' }, model: { latentDim: 50 }, train: { steps: 4000 } };

// The canonical text was written by hand from the documented defaults: a change of any default changes every id.
const CANONICAL =
  '{"dataset":{"name":"mnist-1k","scaling":"unit"},' +
  '"evaluation":{"importancePoints":200,"importanceSamples":0,"samples":16},' +
  '"likelihood":{"kind":"gaussian","learn":"fixed","variance":1,"varianceFloor":0},' +
  '"model":{"decoder":{"activation":"relu","hidden":[]},"encoder":{"activation":"relu","hidden":[],"variance":"shared"},"latentDim":50},' +
  '"objective":{"basis":"pixel","beta":1,"estimator":"stochastic","reduction":"elbo","samples":1,"warmupSteps":0},' +
  '"optimizer":{"beta1":0.9,"beta2":0.999,"epsilon":1e-8,"finalFraction":0.001,"learningRate":0.001,"name":"adam","schedule":"constant"},' +
  '"seed":0,"train":{"batchSize":"full","logEvery":"auto","steps":4000}}';

test('a known trial has the id it has always had', (t) => {
  const specification = trialSpecification.parse(input);
  t.is(canonicalJson(specification), CANONICAL);
  t.is(trialId(specification), createHash('sha256').update(CANONICAL).digest('hex').slice(0, 16));
  t.is(trialId(specification), '96bde94c21de93a3');
});

test('the order of keys does not matter', (t) => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      return canonicalJson(value) === canonicalJson(reversed);
    }),
  );
  t.pass();
});

test('canonical JSON is JSON of the same value', (t) => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      t.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('how a number is written does not matter', (t) => {
  const ids = ['0.10', '0.1', '1e-1'].map((text) => {
    const grid: unknown = JSON.parse(
      `{"name":"a","base":${JSON.stringify(input)},"axes":{"likelihood.variance":[${text}]}}`,
    );
    return parseGrid(grid, 'grid.json').trials[0]?.id;
  });
  t.is(new Set(ids).size, 1);
});

test('what JSON cannot hold has no canonical JSON', (t) => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 1, 1n, [undefined]]) {
    t.throws(() => canonicalJson(value), { instanceOf: TypeError });
  }
});
