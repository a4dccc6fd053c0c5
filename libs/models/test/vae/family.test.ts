import test from 'ava';
import { BUILT_IN } from '../../src/index.ts';
import { vae } from '../../src/vae/family.ts';

const linear = { hidden: [], activation: 'tanh' };
const layers = { hidden: [4], activation: 'tanh' };
const amortized = { variance: 'amortized' };

const idle = (fields: object) => vae.withoutIdle?.({ latentDim: 2, ...fields }, BUILT_IN);

test('the activation of no layers is idle, in either network', (t) => {
  t.deepEqual(idle({ encoder: { ...linear, ...amortized }, decoder: layers }), {
    latentDim: 2,
    encoder: { hidden: [], activation: null, variance: 'amortized' },
    decoder: layers,
  });
  t.deepEqual(idle({ encoder: { ...layers, ...amortized }, decoder: linear }), {
    latentDim: 2,
    encoder: { ...layers, ...amortized },
    decoder: { hidden: [], activation: null },
  });
});

test('who gives the variance of z1 is idle where model.second fixes it', (t) => {
  const encoder = { ...layers, ...amortized };
  const encoderOf = (firstVariance: unknown) =>
    idle({ encoder, decoder: layers, second: { latentDim: 1, firstVariance } })?.encoder;
  t.deepEqual(encoderOf(0.5), { ...encoder, variance: null });
  t.deepEqual(encoderOf('learned'), encoder);
});

test('of a network that nobody knows no field is idle', (t) => {
  const own = { network: 'own', ...linear };
  t.deepEqual(idle({ encoder: { ...own, ...amortized }, decoder: own }), {
    latentDim: 2,
    encoder: { ...own, ...amortized },
    decoder: own,
  });
});

test('networks that are told by their fields are not written, others are; both are among the networks of a model', (t) => {
  const residual = { network: 'residual', width: 3, blocks: 1, activation: 'relu' };
  const model = { latentDim: 2, encoder: { network: 'dense', ...linear, ...amortized }, decoder: residual };
  t.deepEqual(vae.resolve?.(model, BUILT_IN), {
    latentDim: 2,
    encoder: { ...linear, ...amortized },
    decoder: residual,
    initialization: 'glorot-uniform',
  });
  t.deepEqual(vae.networks?.(model), [model.encoder, residual]);
});
