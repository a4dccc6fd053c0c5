import { type CompiledStep, type Step, statelessNormal, type Variable } from '@collapse/backend';
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

test.serial('operations with every kind of attribute compile to what they are', (t) => {
  const step: Step = (_, { x }) => {
    const image = tf.reshape(x as tf.Tensor, [1, 6, 6, 2]) as tf.Tensor4D;
    const filter = tf.fill([3, 3, 2, 4], 0.1) as tf.Tensor4D;
    const convolved = tf.conv2d(image, filter, [2, 1], 'same');
    const pooled = tf.maxPool(tf.leakyRelu(convolved, 0.3), [3, 2], [1, 2], 'valid');
    const flat = tf.reshape(pooled, [-1, 4]) as tf.Tensor2D;
    const positive = tf.greater(flat, 0);
    const [left, right] = tf.split(flat, 2, 1) as [tf.Tensor, tf.Tensor];
    return {
      pooled,
      selected: tf.where(positive, flat, tf.neg(flat)),
      counted: tf.sum(tf.cast(positive, 'int32'), 0, true),
      joined: tf.concat([tf.softmax(right), tf.cumsum(left, 0)], 1),
      padded: tf.pad(
        tf.transpose(flat),
        [
          [1, 0],
          [0, 2],
        ],
        -1.5,
      ),
      hot: tf.oneHot(tf.argMax(flat, 1), 4, 2, -3),
      strided: tf.stridedSlice(flat, [0, 1], [3, 4], [2, 1]),
    };
  };
  const compiled = backend.compile(step);
  for (let call = 1; call <= 5; call++) {
    const x = tf.tensor1d(statelessNormal(72, [call, 0]));
    const [eager, fast] = [step, compiled].map((run) => {
      const outputs = tf.tidy(() => run({}, { x }));
      const values = Object.entries(outputs).map(([name, { shape, dtype }]) => {
        return [name, shape, dtype, [...(outputs[name]?.dataSync() ?? [])]];
      });
      tf.dispose(outputs);
      return Object.fromEntries(values.map(([name, ...rest]) => [name, rest]));
    });
    t.deepEqual(fast, eager);
    x.dispose();
  }
  compiled.dispose();
});

test.serial('both back ends train alike: losses of 20 MLP steps, as native TensorFlow 2.21 computed them', (t) => {
  const reference = [
    9.5221586, 9.9711542, 7.6518784, 8.5665569, 8.4711208, 8.2520838, 8.3476324, 8.4148769, 9.0245934, 7.8398008,
    8.0180187, 7.0577736, 7.4627113, 7.1806221, 8.2806978, 10.212242, 8.7331161, 9.3625183, 6.3409376, 8.2783756,
  ];
  const { losses } = train(vaeStep(backend, MLP), MLP, 20);
  losses.forEach((loss, index) => {
    const expected = reference[index] ?? Number.NaN;
    t.true(
      Math.abs((loss ?? Number.NaN) - expected) < 1e-5 * expected,
      `step ${index + 1}: ${loss}, expected ${expected}`,
    );
  });
});

test.serial('reshapes of reshapes, and those and casts that change nothing, keep values and shapes', (t) => {
  const shapes = [[4, 1], [2, 2], [1, 4], [2, 2], [2, 2], [4, 1], [4]];
  const step: Step = (_, { x }) => {
    const chain = shapes.map(
      (
        (last) => (shape) =>
          (last = tf.cast(tf.reshape(last, shape), 'float32'))
      )(x as tf.Tensor),
    );
    const rounded = chain.map((tensor) => tf.cast(tf.cast(tensor, 'int32'), 'float32'));
    return Object.fromEntries([...chain, ...rounded].map((tensor, index) => [`y${index}`, tf.add(tensor, tensor)]));
  };
  const compiled = backend.compile(step);
  for (let call = 1; call <= 4; call++) {
    const x = tf.tensor1d([call, 2.5, -3, 4]);
    const [fast, eager] = [compiled, step].map((run) => {
      const outputs = tf.tidy(() => run({}, { x }));
      const seen = Object.entries(outputs).map(([name, tensor]) => [
        name,
        tensor.dtype,
        tensor.shape,
        [...tensor.dataSync()],
      ]);
      tf.dispose(outputs);
      return seen.sort();
    });
    t.deepEqual(fast, eager);
    x.dispose();
  }
  compiled.dispose();
});

test.serial('the gradient of relu is the incoming one where the input is above zero', (t) => {
  const step: Step = (_, { x }) => ({ dx: tf.grad((at) => tf.sum(tf.mul(tf.relu(at), at)))(x as tf.Tensor) });
  const compiled = backend.compile(step);
  const values = [-2, -0, 0, 1e-30, 0.5, 3];
  for (let call = 0; call < 4; call++) {
    const gradient = tf.tidy(() => compiled({}, { x: tf.tensor1d(values) }).dx?.dataSync() ?? new Float32Array());
    for (const [index, value] of values.entries()) {
      // relu(x) x is x^2 above zero and nothing below.
      const expected = value > 0 ? Math.fround(2 * Math.fround(value)) : 0;
      t.is((gradient[index] ?? Number.NaN) + 0, expected);
    }
  }
  compiled.dispose();
});

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
