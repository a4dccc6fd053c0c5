import { BUILT_IN, type Components, FAMILIES, LIKELIHOODS, NETWORKS, OBJECTIVES, OPTIMIZERS } from '@collapse/models';
import test from 'ava';
import { z } from 'zod';
import { CATALOG, checkTrial, createCatalog, type TrialInput, trialId } from '../../src/index.ts';

/** A component of each kind from outside: one that is built in, under another name and with something of its own. */
const components: Components = {
  families: [
    ...FAMILIES,
    {
      ...FAMILIES[0],
      kind: 'own',
      check: ({ latentDim }) =>
        latentDim === 1
          ? []
          : [{ field: 'model.latentDim', expected: '1 of such a family', received: latentDim, remedy: 'Write 1.' }],
    },
  ],
  likelihoods: [...LIKELIHOODS, { ...LIKELIHOODS[0], kind: 'own', unused: ['varianceFloor'] }],
  networks: [...NETWORKS, { ...NETWORKS[0], kind: 'own' }],
  objectives: [
    ...OBJECTIVES,
    {
      ...OBJECTIVES[0],
      kind: 'own',
      fields: { ...OBJECTIVES[0].fields, pull: z.number().default(1) },
      float32: ['pull'],
    },
  ],
  optimizers: [...OPTIMIZERS, { ...OPTIMIZERS[0], kind: 'own' }],
};

const hashes = {
  'family own': 'a',
  'likelihood own': 'b',
  'network own': 'c',
  'objective own': 'd',
  'optimizer own': 'e',
};
const catalog = createCatalog(components, hashes);

const trial = (change: object = {}) =>
  ({ dataset: { name: 'mnist-1k' }, model: { latentDim: 1 }, train: { steps: 1 }, ...change }) as TrialInput;

const parse = (change: object = {}) => catalog.specification.parse(trial(change));

/** A trial of each component from outside, and which hash it has. */
const USES: readonly (readonly [name: keyof typeof hashes, change: object])[] = [
  ['family own', { model: { latentDim: 1, family: 'own' } }],
  ['likelihood own', { likelihood: { kind: 'own' } }],
  ['network own', { model: { latentDim: 1, encoder: { network: 'own' } } }],
  ['network own', { model: { latentDim: 1, decoder: { network: 'own' } } }],
  ['objective own', { objective: { kind: 'own' } }],
  ['optimizer own', { optimizer: { name: 'own' } }],
];

test('a trial has the hashes of the components that it uses, and of no others', (t) => {
  for (const [name, change] of USES) {
    const specification = parse(change);
    t.deepEqual(specification.components, { [name]: hashes[name] });
    t.deepEqual(catalog.specification.parse(specification), specification);
    const changed = createCatalog(components, { ...hashes, [name]: 'f' }).specification.parse(trial(change));
    t.not(trialId(changed), trialId(specification));
  }
  t.false('components' in parse());
  t.is(trialId(parse()), trialId(CATALOG.specification.parse(trial())));
});

test('hashes that a trial brings along are not kept where nothing has them, and nobody is offered to write any', (t) => {
  const recorded = { ...trial(), components: { 'likelihood gone': 'x' } };
  t.deepEqual(catalog.specification.parse(recorded), parse());
  t.false('components' in (catalog.jsonSchema.properties ?? {}));
});

test('kinds that the other fields tell are not written, those that they do not tell are', (t) => {
  const told: readonly (readonly [written: object, left: object])[] = [
    [{ model: { latentDim: 1, family: 'vae' } }, {}],
    [{ model: { latentDim: 1, encoder: { network: 'dense' }, decoder: { network: 'dense' } } }, {}],
    [
      { model: { latentDim: 1, decoder: { network: 'convolution', channels: [4] } } },
      { model: { latentDim: 1, decoder: { channels: [4] } } },
    ],
    [{ objective: { kind: 'elbo' } }, {}],
    [{ objective: { kind: 'written-loss', reduction: 'sum-sum' } }, { objective: { reduction: 'sum-sum' } }],
    [{ objective: { kind: 'free-bits', freeBits: { nats: 1 } } }, { objective: { freeBits: { nats: 1 } } }],
  ];
  for (const [written, left] of told) t.deepEqual(parse(written), parse(left));
  const linear = { hidden: [], activation: 'relu' };
  t.deepEqual(parse().model as unknown, { latentDim: 1, encoder: { ...linear, variance: 'shared' }, decoder: linear });
  t.false('kind' in parse().objective);
  t.like(parse({ model: { latentDim: 1, encoder: { network: 'own' } } }).model, { encoder: { network: 'own' } });
  t.is(parse({ model: { latentDim: 1, family: 'own' } }).model.family, 'own');
  t.is(parse({ objective: { kind: 'own' } }).objective.kind, 'own');
});

test('fields that a likelihood does not use go back to their defaults, the others stay', (t) => {
  const likelihood = { kind: 'own', variance: 2, learn: 'scalar', varianceFloor: 0.5 };
  t.deepEqual(parse({ likelihood }).likelihood, { ...likelihood, varianceFloor: 0 });
  const used = { ...likelihood, kind: 'gaussian' };
  t.deepEqual(parse({ likelihood: used }).likelihood, used);
});

test('what components from outside find wrong is told, and so are their numbers that float32 does not hold', (t) => {
  const fields = (change: object) => checkTrial(parse(change), null, components).map(({ field }) => field);
  t.deepEqual(fields({ model: { latentDim: 2, family: 'own' } }), ['model.latentDim']);
  t.deepEqual(fields({ model: { latentDim: 1, family: 'own' } }), []);
  t.deepEqual(fields({ objective: { kind: 'own', pull: 1e-39 } }), ['objective.pull']);
  t.deepEqual(fields({ objective: { kind: 'own', pull: 1e-37 } }), []);
});

test('what is built in knows no component from outside', (t) => {
  for (const [, change] of USES) t.false(CATALOG.specification.safeParse(trial(change)).success);
  t.is(CATALOG.components, BUILT_IN);
});
