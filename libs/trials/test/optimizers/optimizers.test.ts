import test from 'ava';
import {
  checkTrial,
  GridError,
  inStepKey,
  packKey,
  parseGrid,
  type TrialInput,
  trainingId,
  trialId,
  trialSpecification,
} from '../../src/index.ts';

const base = { dataset: { name: 'mnist-1k' as const }, model: { latentDim: 2 }, train: { steps: 10 } };
const parse = (optimizer: TrialInput['optimizer']) => trialSpecification.parse({ ...base, optimizer });
const rejected = (optimizer: unknown) => !trialSpecification.safeParse({ ...base, optimizer }).success;

const SHARED = { learningRate: 0.001, schedule: 'constant', finalFraction: 0.001 };

test('each optimiser has its own fields and the shared ones; without a name it is Adam', (t) => {
  const adam = { name: 'adam', ...SHARED, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  t.deepEqual(parse(undefined).optimizer, adam as object);
  t.deepEqual(parse({}).optimizer, adam as object);
  t.deepEqual(parse({ name: 'sgd' }).optimizer, { name: 'sgd', ...SHARED, momentum: 0, nesterov: false } as object);
  t.deepEqual(parse({ name: 'rmsprop' }).optimizer, {
    name: 'rmsprop',
    ...SHARED,
    alpha: 0.99,
    epsilon: 1e-8,
  } as object);
  for (const name of ['adam', 'sgd', 'rmsprop'] as const) t.is(parse({ name, clipNorm: 3 }).optimizer.clipNorm, 3);
});

test('numbers of an optimiser at their edge and outside', (t) => {
  for (const [name, field] of [
    ['sgd', 'momentum'],
    ['rmsprop', 'alpha'],
  ]) {
    for (const value of [0, 0.999]) t.false(rejected({ name, [field as string]: value }), `${field} ${value}`);
    for (const value of [-0.1, 1]) t.true(rejected({ name, [field as string]: value }), `${field} ${value}`);
  }
  t.true(rejected({ name: 'rmsprop', epsilon: 0 }));
  t.true(rejected({ name: 'sgd', momentum: 0.9, nesterov: 1 }));
  t.true(rejected({ name: 'sgd', beta1: 0.9 }));
});

const issuesOf = (optimizer: TrialInput['optimizer']) =>
  checkTrial(parse(optimizer), null).map(({ field, expected }) => `${field}: ${expected}`);

test('momentum and decays stay below 1 in float32, and sizes are numbers that it holds', (t) => {
  const size = 'a number from 1.2e-38 to 3.4e38, which float32 holds';
  const decay = 'a number < 1 that float32 tells from 1';
  t.deepEqual(issuesOf({ name: 'sgd', momentum: 0.99999999 }), [`optimizer.momentum: ${decay}`]);
  t.deepEqual(issuesOf({ name: 'rmsprop', alpha: 0.99999999 }), [`optimizer.alpha: ${decay}`]);
  t.deepEqual(issuesOf({ name: 'rmsprop', epsilon: 1e-39, learningRate: 1e39, clipNorm: 1e-40 }), [
    `optimizer.learningRate: ${size}`,
    `optimizer.clipNorm: ${size}`,
    `optimizer.epsilon: ${size}`,
  ]);
  t.deepEqual(issuesOf({ name: 'sgd', momentum: 1e-39 }), [`optimizer.momentum: ${size}`]);
});

test("Nesterov's momentum needs a momentum", (t) => {
  t.deepEqual(issuesOf({ name: 'sgd', nesterov: true }), ['optimizer.nesterov: false where optimizer.momentum is 0']);
  t.deepEqual(issuesOf({ name: 'sgd', nesterov: true, momentum: 0.5 }), []);
});

const gridOf = (base: object, axes: object) => () => parseGrid({ name: 'a', base, axes }, 'a.json');

test('an unknown optimiser and a field that is another one’s are told with what there is', (t) => {
  const unknown = t.throws(gridOf({ ...base, optimizer: { name: 'rmspop' } }, {}), { instanceOf: GridError });
  t.deepEqual(unknown.issues[0], {
    field: 'optimizer.name',
    expected: 'one of "adam", "sgd", "rmsprop"',
    received: '"rmspop"',
    remedy: 'Did you mean "rmsprop"?',
  });
  const another = t.throws(gridOf({ ...base, optimizer: { momentum: 0.9 } }, {}), { instanceOf: GridError });
  t.is(
    another.issues[0]?.expected,
    'a field that exists (name, learningRate, schedule, finalFraction, beta1, beta2, epsilon, clipNorm)',
  );
  t.is(another.issues[0]?.remedy, 'Remove it: it is a field of optimizer.name "sgd".');
  const ofSgd = t.throws(gridOf({ ...base, optimizer: { name: 'sgd', momentun: 0.9 } }, {}), { instanceOf: GridError });
  t.is(ofSgd.issues[0]?.remedy, 'Did you mean optimizer.momentum?');
});

test('an axis over optimisers leaves out the fields of the base that one of them does not have', (t) => {
  const { trials } = gridOf(
    { ...base, optimizer: { learningRate: 0.02, beta2: 0.99 } },
    { 'optimizer.name': ['adam', 'sgd', 'rmsprop'], 'optimizer.learningRate': [0.1, 0.2] },
  )();
  t.deepEqual(
    trials.map(({ specification: { optimizer } }) => [optimizer.name, optimizer.learningRate, 'beta2' in optimizer]),
    [
      ['adam', 0.1, true],
      ['adam', 0.2, true],
      ['sgd', 0.1, false],
      ['sgd', 0.2, false],
      ['rmsprop', 0.1, false],
      ['rmsprop', 0.2, false],
    ],
  );
});

test('an optimiser of the base that the axes keep has no fields left out', (t) => {
  const error = t.throws(gridOf({ ...base, optimizer: { name: 'sgd', beta2: 0.9 } }, { 'optimizer.name': ['sgd'] }), {
    instanceOf: GridError,
  });
  t.is(error.issues[0]?.field, 'optimizer.beta2');
});

test('trials with a clipping norm and without one are no pack and no one step', (t) => {
  const [none, one, other] = [parse({}), parse({ clipNorm: 1 }), parse({ clipNorm: 2 })];
  t.not(packKey(none), packKey(one));
  t.is(packKey(one), packKey(other));
  t.notDeepEqual(inStepKey(none), inStepKey(one));
  t.deepEqual(inStepKey(one), inStepKey(other));
});

for (const name of ['sgd', 'rmsprop'] as const) {
  test(`${name}: members of a pack differ in rate and clipping norm, one step serves every number`, (t) => {
    const trial = (optimizer: object) => parse({ name, ...optimizer });
    t.is(packKey(trial({ learningRate: 0.1, clipNorm: 1 })), packKey(trial({ learningRate: 0.2, clipNorm: 3 })));
    t.not(packKey(trial({ schedule: 'cosine' })), packKey(trial({})));
    t.deepEqual(inStepKey(trial({ schedule: 'cosine', finalFraction: 0.5, learningRate: 1 })), inStepKey(trial({})));
  });
}

test('every optimiser is another trial and another training, and so is a clipping norm', (t) => {
  const trials = [parse({}), parse({ name: 'sgd' }), parse({ name: 'rmsprop' }), parse({ clipNorm: 1 })];
  for (const id of [trialId, trainingId, packKey]) t.is(new Set(trials.map(id)).size, trials.length);
  t.is(trainingId(parse({ name: 'sgd', finalFraction: 0.5 })), trainingId(parse({ name: 'sgd' })));
});
