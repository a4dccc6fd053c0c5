import test from 'ava';
import { BUILT_IN, isLinearNetwork, levelsOf, linearityOf, vaeFieldsOf } from '../../src/index.ts';

const linear = { hidden: [], activation: 'relu' };
const vae = { latentDim: 4, encoder: { ...linear, variance: 'shared' }, decoder: linear };
const own = { ...vae, family: 'own' };

test('what is known of a VAE', (t) => {
  const deep = { hidden: [3], activation: 'identity' };
  t.deepEqual(linearityOf(vae), { encoder: [], decoder: [], width: 4 });
  t.deepEqual(linearityOf({ ...vae, decoder: deep }), { encoder: [], decoder: [3], width: 3 });
  t.deepEqual(linearityOf({ ...vae, encoder: { ...deep, activation: 'tanh' } }), {
    encoder: null,
    decoder: [],
    width: 4,
  });
  t.is(levelsOf(vae), 1);
  t.is(levelsOf({ ...vae, second: { latentDim: 2 } }), 2);
  t.is(vaeFieldsOf(vae) as unknown, vae);
  t.is(vaeFieldsOf({ ...vae, family: 'vae' })?.latentDim, 4);
});

test('of a family that nobody knows nothing is linear, and there is one level', (t) => {
  t.deepEqual(linearityOf(own), { encoder: null, decoder: null, width: 4 });
  t.is(levelsOf({ ...own, second: { latentDim: 2 } }), 1);
  t.is(vaeFieldsOf(own), null);
});

test('a family from outside tells by itself, and its fields are no VAE whatever they are', (t) => {
  const [family] = BUILT_IN.families;
  const told = { encoder: [2], decoder: null, width: 2 };
  const three = { ...family, kind: 'own', levels: () => 3, linearity: () => told } as (typeof BUILT_IN.families)[0];
  const components = { ...BUILT_IN, families: [...BUILT_IN.families, three] };
  t.is(linearityOf(own, components), told);
  t.is(levelsOf(own, components), 3);
  t.is(levelsOf(vae, components), 1);
});

test('a network that nobody knows is not linear', (t) => {
  t.true(isLinearNetwork(linear));
  t.false(isLinearNetwork({ network: 'own', ...linear }));
  t.false(isLinearNetwork({ network: 'residual', width: 3, blocks: 1, activation: 'relu' }));
});
