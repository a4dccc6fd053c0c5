import { loadBackend, type Variable } from '@collapse/backend';
import { type TrialInput, trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { BUILT_IN, optimizerOf } from '../../src/index.ts';

const backend = await loadBackend({ backend: 'auto', onNotice: () => {} });

const START = [1, -2, 0.5];
const GRADIENTS = [
  [1, -2, 0.5],
  [0.25, 4, -1],
  [-3, 0.125, 2],
  [0.5, 0.5, -0.5],
  [2, -1, 0],
];

function specificationOf(optimizer: TrialInput['optimizer']) {
  const rest = { dataset: { name: 'mnist-1k' as const }, model: { latentDim: 1 }, train: { steps: 1 } };
  return trialSpecification.parse({ ...rest, optimizer }).optimizer;
}

/**
 * Where the five steps end for a pack whose members all start at START and have the same gradients.
 * @param rates a learning rate a member, [P]
 * @param own fields in place of those of the specification
 */
function afterSteps(optimizer: TrialInput['optimizer'], rates: readonly number[], own: object = {}): number[][] {
  const specification = specificationOf(optimizer);
  const component = optimizerOf(BUILT_IN, specification);
  const pack = rates.length;
  const whole = (row: readonly number[]) => tf.tensor(rates.map(() => [row]).flat(2), [pack, 1, row.length]);
  return tf.tidy(() => {
    const variable = backend.createVariable(whole(START));
    const slots: Record<string, Variable> = Object.fromEntries(
      component.slots.map((slot) => [slot, backend.createVariable(tf.zerosLike(whole(START)))]),
    );
    for (const [index, gradient] of GRADIENTS.entries()) {
      const scalars = { ...component.constants(specification), ...component.ofUpdate(specification, index + 1) };
      const inputs = {
        ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, tf.scalar(value)])),
        learningRate: pack === 1 ? tf.scalar(rates[0] ?? 0) : tf.tensor(rates, [pack, 1, 1]),
      };
      const update = { backend, ops: tf, variable, slots, inputs, gradient: whole(gradient) };
      component.apply(update, { ...specification, ...own });
    }
    const values = backend.readVariable(variable).arraySync() as number[][][];
    for (const used of [variable, ...Object.values(slots)]) backend.disposeVariable(used);
    return values.map((member) => member.flat());
  });
}

/*
 * Written down from numpy 2.4.6, in float64, with g the rows of GRADIENTS and x0 START:
 *
 *     def sgd(rate, momentum, nesterov):                    # as torch.optim.SGD: the first buffer is the gradient
 *         x, v = x0.copy(), None
 *         for d in g:
 *             v = d if v is None else momentum * v + d
 *             x = x - rate * (d + momentum * v if nesterov else v)
 *         return x
 *     def rmsprop(rate, alpha, epsilon):                    # as torch.optim.RMSprop
 *         x, v = x0.copy(), np.zeros(3)
 *         for d in g:
 *             v = alpha * v + (1 - alpha) * d * d
 *             x = x - rate * d / (np.sqrt(v) + epsilon)
 *         return x
 *     def adam(rate, beta1, beta2, epsilon):                # Kingma and Ba (2015), section 2, epsilon hat
 *         x, m, v = x0.copy(), np.zeros(3), np.zeros(3)
 *         for t, d in enumerate(g, 1):
 *             m = beta1 * m + (1 - beta1) * d
 *             v = beta2 * v + (1 - beta2) * d * d
 *             x = x - rate * np.sqrt(1 - beta2**t) / (1 - beta1**t) * m / (np.sqrt(v) + epsilon)
 *         return x
 */
const REFERENCES: readonly (readonly [
  call: string,
  optimizer: TrialInput['optimizer'],
  rate: number,
  end: number[],
])[] = [
  ['sgd(0.1, 0, False)', { name: 'sgd' }, 0.1, [0.925, -2.1625, 0.4]],
  ['sgd(0.1, 0.75, False)', { name: 'sgd', momentum: 0.75 }, 0.1, [1.0328125, -2.5, 0.2458984375]],
  [
    'sgd(0.1, 0.75, True)',
    { name: 'sgd', momentum: 0.75, nesterov: true },
    0.1,
    [0.949609375, -2.5375, 0.209423828125],
  ],
  [
    'rmsprop(0.05, 0.9, 0.01)',
    { name: 'rmsprop', alpha: 0.9, epsilon: 0.01 },
    0.05,
    [0.8416516320230939, -1.9705765583397548, 0.3875368857403671],
  ],
  [
    'rmsprop(0.05, 0.5, 0.25)',
    { name: 'rmsprop', alpha: 0.5, epsilon: 0.25 },
    0.05,
    [0.931451740940555, -1.9857692052875064, 0.46995456913552514],
  ],
  [
    'adam(0.05, 0.8, 0.9, 0.01)',
    { name: 'adam', beta1: 0.8, beta2: 0.9, epsilon: 0.01 },
    0.05,
    [0.9387483631222828, -2.009623869843004, 0.4325572032000548],
  ],
];

const far = (found: readonly number[] | undefined, expected: readonly number[]) =>
  Math.max(...expected.map((value, index) => Math.abs((found?.[index] ?? Number.NaN) - value)));

for (const [call, optimizer, rate, end] of REFERENCES) {
  test.serial(`five steps of ${call} end where numpy does`, (t) => {
    const [found] = afterSteps(optimizer, [rate]);
    t.true(far(found, end) < 1e-6, `${found}`);
  });

  test.serial(`${call}: members of a pack with rates of their own go as they would alone`, (t) => {
    const [one, other] = afterSteps(optimizer, [rate / 3, rate]);
    t.true(far(other, end) < 1e-6, `${other}`);
    const [alone] = afterSteps(optimizer, [rate / 3]);
    t.true(far(one, alone ?? []) < 1e-6, `${one}`);
    t.true(far(one, end) > 1e-3);
  });

  test.serial(`${call}: numbers reach the step as tensors, not from the fields`, (t) => {
    const numbers = Object.entries(specificationOf(optimizer)).filter(([, value]) => typeof value === 'number');
    const none = Object.fromEntries(numbers.map(([field]) => [field, Number.NaN]));
    t.true(far(afterSteps(optimizer, [rate], none)[0], end) < 1e-6);
  });
}

test('slots and scalars have names that are no other inputs of a step', (t) => {
  const taken = ['beta', 'secondBeta', 'learningRate', 'clipNorm', 'values', 'indices', 'mean', 'noise', 'condition'];
  for (const name of ['adam', 'sgd', 'rmsprop'] as const) {
    const specification = specificationOf({ name });
    const component = optimizerOf(BUILT_IN, specification);
    t.is(component.kind, name);
    const scalars = { ...component.constants(specification), ...component.ofUpdate(specification, 1) };
    t.deepEqual(
      Object.keys(scalars).filter((scalar) => taken.includes(scalar)),
      [],
    );
  }
});
