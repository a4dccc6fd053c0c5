import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Step, Variable } from '@collapse/backend';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { loadTestedBackend, nodeBackend } from './backend.ts';
import { createState, LINEAR, MLP, stackedInputs, stepInputs, vaeStep } from './vae-step.ts';

const backend = await loadTestedBackend();
const CAPACITY = 6;

/** Trains 12 steps, the stacked inputs twice, so many steps a call; all variables at the end. */
function trainByLoop(counts: readonly number[], capacity = CAPACITY) {
  const loop = backend.compileLoop(vaeStep(backend, MLP));
  if (loop === null) throw new Error('expected a loop');
  const state = createState(backend, MLP, 5);
  const all = stackedInputs(backend, MLP, 12);
  const losses: number[] = [];
  let done = 0;
  for (const count of counts) {
    const stacked = tf.tidy(() =>
      Object.fromEntries(
        Object.entries(all).map(([name, tensor]) => {
          const rows = tf.slice(tensor, [done], [count]);
          const padding = tensor.shape.map((_, axis): [number, number] => [0, axis === 0 ? capacity - count : 0]);
          return [name, tf.pad(rows, padding)];
        }),
      ),
    );
    const { loss } = loop(state, {}, stacked, count);
    losses.push(loss?.dataSync()[0] ?? Number.NaN);
    tf.dispose([stacked, loss ?? []]);
    done += count;
  }
  tf.dispose(all);
  loop.dispose();
  return { losses, variables: valuesOf(state) };
}

function valuesOf(state: Record<string, Variable>): [string, number[]][] {
  return Object.entries(state).map(([name, variable]) => {
    const values = tf.tidy(() => [...backend.readVariable(variable).dataSync()]);
    backend.disposeVariable(variable);
    return [name, values];
  });
}

if (backend.compileLoop(() => ({})) === null) {
  test('without XLA there is no loop', (t) => t.is(backend.description.name, 'wasm'));
} else {
  test.serial('a loop does what single steps do, to rounding; however many steps a call has, exactly the same', (t) => {
    const state = createState(backend, MLP, 5);
    const step = vaeStep(backend, MLP);
    const losses = Array.from({ length: 12 }, (_, index) =>
      tf.tidy(() => step(state, stepInputs(MLP, index + 1)).loss?.dataSync()[0]),
    );
    const eager = valuesOf(state);
    const looped = trainByLoop([6, 6]);
    t.true(Math.abs((looped.losses[1] ?? Number.NaN) - (losses[11] ?? 0)) < 1e-5 * Math.abs(losses[11] ?? 0));
    for (const [index, [name, values]] of looped.variables.entries()) {
      const expected = eager[index]?.[1] ?? [];
      for (const [at, value] of values.entries()) {
        t.true(Math.abs(value - (expected[at] ?? Number.NaN)) < 2e-5, `${name}: ${value} against ${expected[at]}`);
      }
    }
    t.deepEqual(trainByLoop([1, 4, 2, 5]).variables, looped.variables);
    t.deepEqual(trainByLoop([4, 4, 4], 4).variables, looped.variables);
  });

  test.serial('a loop leaves no tensors behind, and its functions go with the last of its kind', (t) => {
    const raw = nodeBackend().binding;
    const there = new Set<string>();
    nodeBackend().binding = Object.create(raw, {
      addFunction: {
        value: (...[name, ...rest]: Parameters<typeof raw.addFunction>) => {
          raw.addFunction(name, ...rest);
          there.add(name);
        },
      },
      removeFunction: {
        value: (name: string) => {
          raw.removeFunction(name);
          there.delete(name);
        },
      },
    });
    try {
      const before = tf.memory().numTensors;
      const first = trainByLoop([6, 6]);
      t.is(there.size, 0);
      t.is(tf.memory().numTensors, before);
      const [one, other] = [backend.compileLoop(vaeStep(backend, MLP)), backend.compileLoop(vaeStep(backend, MLP))];
      const state = createState(backend, MLP, 5);
      const inputs = stackedInputs(backend, MLP, CAPACITY);
      const run = (loop: typeof one) => loop?.(state, {}, inputs, CAPACITY).loss?.dispose();
      run(one);
      const registered = there.size;
      run(other);
      t.is(there.size, registered);
      one?.dispose();
      run(other);
      other?.dispose();
      t.is(there.size, 0);
      t.throws(() => run(other), { message: /after dispose/ });
      tf.dispose(inputs);
      valuesOf(state);
      t.deepEqual(trainByLoop([6, 6]), first);
    } finally {
      nodeBackend().binding = raw;
    }
  });

  test.serial('a loop refuses what it would get wrong', (t) => {
    const state = createState(backend, MLP, 5);
    const inputs = stackedInputs(backend, MLP, 3);
    const { beta, ...others } = inputs;
    const call = (step: Step, constants: Record<string, tf.Tensor>, stacked: Record<string, tf.Tensor>, count = 3) => {
      const loop = backend.compileLoop(step);
      tf.tidy(() => loop?.(state, constants, stacked, count));
      loop?.dispose();
    };
    const step = vaeStep(backend, MLP);
    t.throws(() => call(step, {}, inputs, 4), { message: /count: expected 1 to 3.*received 4/ });
    t.throws(() => call(step, {}, inputs, 0), { message: /received 0/ });
    t.throws(() => call(step, { beta: tf.scalar(1) }, inputs), { message: /beta is both/ });
    t.throws(() => call(step, {}, { ...others, beta: tf.ones([2]) }), { message: /expected 3 rows/ });
    let counter = 0;
    const counting: Step = (variables, given) => {
      const { loss } = step(variables, given);
      return { loss: tf.mul(loss as tf.Tensor, ++counter) };
    };
    t.throws(() => call(counting, {}, inputs), { message: /make it an input/ });
    const drawing: Step = () => ({ noise: backend.standardNormals([3], tf.tensor2d([1, 2], [1, 2], 'int32')) });
    t.throws(() => call(drawing, {}, inputs), { message: /let noise be an input/ });
    const loop = backend.compileLoop(step);
    loop?.(state, {}, inputs, 1).loss?.dispose();
    t.throws(() => loop?.(state, {}, others, 1), { message: /beta: expected float32 \[3\].*received nothing/ });
    t.throws(() => loop?.(state, { beta: tf.scalar(1) }, inputs, 1), { message: /inputs: expected/ });
    loop?.dispose();
    tf.dispose(inputs);
    beta?.dispose();
    valuesOf(state);
  });

  test.serial('memory is flat over 60,000 steps', (t) => {
    const loop = backend.compileLoop(vaeStep(backend, LINEAR));
    const state = createState(backend, LINEAR, 1);
    const capacity = 100;
    const once = stackedInputs(backend, LINEAR, capacity);
    const run = (steps: number) => {
      for (let step = 0; step < steps; step += capacity) {
        const inputs = tf.tidy(() => Object.fromEntries(Object.entries(once).map(([name, x]) => [name, tf.add(x, 0)])));
        loop?.(state, {}, inputs, capacity).loss?.dispose();
        tf.dispose(inputs);
      }
      return [tf.memory().numTensors, nodeBackend().getNumOfTFTensors()];
    };
    const before = run(10_000);
    const residentBefore = process.memoryUsage().rss;
    t.deepEqual(run(60_000), before);
    // One call's stacked inputs kept each time would be 60 MB.
    t.true(process.memoryUsage().rss - residentBefore < 40e6);
    loop?.dispose();
    tf.dispose(once);
    valuesOf(state);
  });

  test.serial('threads that run loops at once get the same numbers', async (t) => {
    const train = async () => {
      const worker = new Worker(new URL('looping-thread.ts', import.meta.url));
      const exited = once(worker, 'exit');
      const [variables] = await once(worker, 'message');
      t.deepEqual(await exited, [0]);
      return variables;
    };
    const [one, other] = await Promise.all([train(), train()]);
    t.deepEqual(one, other);
  });
}
