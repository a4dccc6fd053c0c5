import type { Backend, Variable } from '@collapse/backend';
import type { Optimizer } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import { type Fault, faultsFrom } from './fault.ts';
import { areFinite, SIZES, tensorOf, tidied } from './made-up-numbers.ts';

const { pack, dim } = SIZES;
const SHAPE = [pack, 1, dim];
const STEPS = 3;

/** What is wrong with an optimizer on a made-up parameter: whether it runs, stays finite, keeps shapes, and changes anything. */
export function optimizerFaults(
  backend: Backend,
  optimizer: Optimizer,
  own: Readonly<Record<string, unknown>>,
): Fault[] {
  return tidied(() => faultsFrom('apply', () => applyFaults(backend, optimizer, own)));
}

function applyFaults(backend: Backend, optimizer: Optimizer, own: Readonly<Record<string, unknown>>): Fault[] {
  const variable = backend.createVariable(tensorOf(SHAPE, 1));
  const slots: Record<string, Variable> = Object.fromEntries(
    optimizer.slots.map((slot) => [slot, backend.createVariable(tf.zeros(SHAPE))]),
  );
  try {
    const before = backend.readVariable(variable).dataSync().slice();
    for (let count = 1; count <= STEPS; count += 1) {
      const scalars = { ...optimizer.constants(own), ...optimizer.ofUpdate(own, count), learningRate: 0.01 };
      const inputs = Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, tf.scalar(value)]));
      optimizer.apply({ backend, ops: tf, variable, slots, inputs, gradient: tensorOf(SHAPE, 5) }, own);
    }
    const wrong = Object.entries({ '': variable, ...slots }).flatMap(([slot, held]): Fault[] => {
      const value = backend.readVariable(held);
      const name = slot === '' ? 'its parameter' : `its slot ${slot}`;
      if (String(value.shape) !== String(SHAPE))
        return [fault(`${name} in its shape [${SHAPE.join(', ')}]`, `[${value.shape.join(', ')}]`)];
      return areFinite(value) ? [] : [fault(`${name} finite`, 'numbers that are not')];
    });
    const same = backend
      .readVariable(variable)
      .dataSync()
      .every((value, index) => value === before[index]);
    return wrong.length > 0 || !same ? wrong : [fault('the parameter changed by its gradient', 'the same numbers')];
  } finally {
    for (const held of [variable, ...Object.values(slots)]) backend.disposeVariable(held);
  }
}

function fault(expected: string, received: string): Fault {
  const remedy = 'Write the new values with backend.assignVariable, as docs/extending.md shows.';
  return { member: 'apply', expected: `to leave ${expected}`, received, remedy };
}
