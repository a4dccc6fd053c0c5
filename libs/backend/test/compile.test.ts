import type { CompiledStep, Step, Variable } from '@collapse/backend';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { loadTestedBackend, variableOf } from './backend.ts';
import { type Architecture, createState, LINEAR, MLP, stepInputs, vaeStep } from './vae-step.ts';

const backend = await loadTestedBackend();

/** Trains from seed 5 and returns the losses of all steps and all variables at the end. */
function train(step: Step | CompiledStep, architecture: Architecture, steps: number, beta = 1) {
  const state = createState(backend, architecture, 5);
  const losses = Array.from({ length: steps }, (_, index) => {
    const inputs = stepInputs(architecture, index + 1, beta);
    const { loss } = tf.tidy(() => step(state, inputs));
    const value = loss?.dataSync()[0];
    tf.dispose([inputs, loss ?? []]);
    return value;
  });
  const variables = Object.entries(state).map(([name, variable]) => {
    const values = tf.tidy(() => [...backend.readVariable(variable).dataSync()]);
    backend.disposeVariable(variable);
    return [name, values];
  });
  return { losses, variables };
}

for (const [name, architecture] of Object.entries({ LINEAR, MLP })) {
  test.serial(`${name}: 20 compiled steps are the 20 eager ones, bit by bit`, (t) => {
    const step = vaeStep(backend, architecture);
    const compiled = backend.compile(step);
    const [eager, fast] = [train(step, architecture, 20), train(compiled, architecture, 20)];
    compiled.dispose();
    t.deepEqual(fast, eager);
    t.is(new Set(eager.losses).size, 20);
  });
}

test.serial('steps of one key share a function; each gives its own eager result', (t) => {
  const step = () => vaeStep(backend, LINEAR);
  for (const beta of [0.5, 2, 4]) {
    const compiled = backend.compile(step(), { key: 'linear' });
    t.deepEqual(train(compiled, LINEAR, 6, beta), train(step(), LINEAR, 6, beta));
    compiled.dispose();
  }
});

test.serial('reads and writes keep the order of the code', (t) => {
  const step: Step = ({ counter }, { increment }) => {
    const [variable, amount] = [counter as Variable, increment as tf.Tensor];
    const before = backend.readVariable(variable);
    backend.assignVariable(variable, tf.add(before, amount));
    const between = backend.readVariable(variable);
    backend.assignVariable(variable, tf.mul(between, 2));
    return { before, between, after: backend.readVariable(variable) };
  };
  const compiled = backend.compile(step);
  const counter = variableOf(backend, tf.scalar(0));
  let expected = 0;
  for (let call = 1; call <= 8; call++) {
    const increment = tf.scalar(call);
    const outputs = compiled({ counter }, { increment });
    const values = Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.dataSync()[0]]));
    t.deepEqual(values, { before: expected, between: expected + call, after: 2 * (expected + call) });
    expected = 2 * (expected + call);
    tf.dispose([increment, Object.values(outputs)]);
  }
  compiled.dispose();
  backend.disposeVariable(counter);
});

test.serial('inputs that are one tensor stay apart, and an output may be an input', (t) => {
  const compiled = backend.compile((_, { a, b }) => ({
    difference: tf.sub(a as tf.Tensor, b as tf.Tensor),
    a: a as tf.Tensor,
  }));
  for (const [a, b] of [
    [3, 3],
    [5, 5],
    [7, 2],
    [1, 9],
  ] as const) {
    const first = tf.scalar(a);
    const second = a === b ? first : tf.scalar(b);
    const outputs = tf.tidy(() => compiled({}, { a: first, b: second }));
    t.is(outputs.difference?.dataSync()[0], a - b);
    t.is(outputs.a?.dataSync()[0], a);
    tf.dispose([first, second, Object.values(outputs)]);
  }
  compiled.dispose();
});

test.serial('compiled steps leave no tensors behind', (t) => {
  const compiled = backend.compile(vaeStep(backend, LINEAR));
  train(compiled, LINEAR, 3);
  const before = tf.memory().numTensors;
  train(compiled, LINEAR, 200);
  t.is(tf.memory().numTensors, before);
  compiled.dispose();
});
