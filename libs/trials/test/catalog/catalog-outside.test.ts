import { BUILT_IN, defineLikelihood, defineObjective, defineOptimizer } from '@collapse/models';
import test from 'ava';
import { z } from 'zod';
import { CATALOG, createCatalog, parseGrid, type TrialInput, trialId } from '../../src/index.ts';

const own = defineLikelihood({
  kind: 'own',
  label: 'a decoder of one’s own',
  summary: 'a summary',
  support: 'real',
  fields: { scale: z.number().positive().default(1) },
  logDensity: (ops, x) => ops.sum(x, -1),
  mean: (_ops, { location }) => location,
});
const bare = defineObjective({
  kind: 'bare',
  summary: 'a summary',
  fields: {},
  value: (_ops, terms) => terms.meanReconstruction(),
  measured: ({ reconstruction }) => reconstruction,
});
const still = defineOptimizer({
  kind: 'still',
  summary: 'a summary',
  fields: {},
  slots: [],
  constants: () => ({}),
  ofUpdate: () => ({}),
  apply: () => undefined,
});

const catalogWith = (hash: string) =>
  createCatalog(
    {
      ...BUILT_IN,
      likelihoods: [...BUILT_IN.likelihoods, own],
      objectives: [...BUILT_IN.objectives, bare],
      optimizers: [...BUILT_IN.optimizers, still],
    },
    { 'likelihood own': hash, 'objective bare': 'b', 'optimizer still': 's' },
    { 'likelihood own': './own.ts' },
  );

const base = { dataset: { name: 'mnist-1k' }, model: { latentDim: 2 }, train: { steps: 5 } };
const parse = (hash: string, change: object) =>
  catalogWith(hash).specification.parse({ ...base, ...change } as TrialInput);

test('the hash of a component is part of the trials that are made of it, and of no others', (t) => {
  const likelihood = { kind: 'own' };
  t.deepEqual(parse('one', { likelihood }).components, { 'likelihood own': 'one' });
  t.not(trialId(parse('one', { likelihood })), trialId(parse('two', { likelihood })));
  t.deepEqual(parse('one', { optimizer: { name: 'still' } }).components, { 'optimizer still': 's' });
  t.deepEqual(parse('one', { objective: { kind: 'bare' } }).components, { 'objective bare': 'b' });
  const plain = CATALOG.specification.parse(base as TrialInput);
  t.false('components' in plain);
  t.is(trialId(parse('one', {})), trialId(plain));
});

test('parsing twice changes nothing, and a hash that somebody wrote does not count', (t) => {
  const once = parse('one', { likelihood: { kind: 'own' } });
  t.deepEqual(catalogWith('one').specification.parse(once), once);
  t.is(trialId(parse('one', { components: { 'likelihood own': 'two' } })), trialId(parse('one', {})));
});

test('an objective that says nothing of a reduction is in nats per data point', (t) => {
  t.is(parse('one', { objective: { kind: 'bare' } }).objective.reduction, 'elbo');
});

test('a grid finds fields and names of its components, and names their file', (t) => {
  const grid = (likelihood: object) => ({ name: 'g', components: ['./own.ts'], base: { ...base, likelihood } });
  const messageOf = (likelihood: object) =>
    t.throws(() => parseGrid(grid(likelihood), 'g.json', { catalog: catalogWith('one') }))?.message ?? '';
  t.deepEqual(parseGrid(grid({ kind: 'own' }), 'g.json', { catalog: catalogWith('one') }).components, ['./own.ts']);
  t.regex(messageOf({ kind: 'owm' }), /received "owm"\. Did you mean "own"\?/);
  t.regex(
    messageOf({ kind: 'own', scle: 1 }),
    /Did you mean likelihood\.scale\? The likelihood "own" is in \.\/own\.ts\./,
  );
  t.regex(messageOf({ kind: 'own', scale: -1 }), /likelihood\.scale: expected a number > 0, .* is in \.\/own\.ts\./);
  t.notRegex(messageOf({ kind: 'gaussian', variance: -1 }), /own\.ts/);
});
