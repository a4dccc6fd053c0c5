import type { Step, Variable } from '@collapse/backend';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { loadTestedBackend, nodeBackend, variableOf } from './backend.ts';
import { createState, LINEAR, stepInputs, vaeStep } from './vae-step.ts';

const backend = await loadTestedBackend();

/** What a compiled step refuses; where there is nothing to compile to, steps run as they are. */
const native = backend.description.name === 'native';

const x = (values = [1, 2, 3]) => ({ x: tf.tensor1d(values) });
const outside = tf.tensor1d([4, 5, 6]);
const ofX =
  (compute: (x: tf.Tensor) => tf.Tensor): Step =>
  (_, inputs) => ({ y: compute(inputs.x as tf.Tensor) });
let counter = 0;

interface Trap {
  readonly title: string;
  readonly step: Step;
  readonly message: RegExp;
  /** The call that finds it. */
  readonly call: 1 | 2;
}

const traps: readonly Trap[] = [
  { title: 'an outside tensor', step: ofX((a) => tf.add(a, outside)), message: /outside/, call: 1 },
  {
    title: 'an outside tensor that an operation made',
    step: ((made) => ofX((a) => tf.add(a, made)))(tf.add(outside, 1)),
    message: /outside/,
    call: 1,
  },
  { title: 'data read back', step: ofX((a) => tf.mul(a, a.dataSync()[0] ?? 0)), message: /reads data back/, call: 1 },
  {
    title: 'an outside tensor read back',
    step: ofX((a) => tf.mul(a, tf.clone(outside).dataSync()[0] ?? 0)),
    message: /reads data back/,
    call: 1,
  },
  {
    title: 'tf.gather, which reads its indices back',
    step: (_, { x: a }) => ({ y: tf.gather(a as tf.Tensor, tf.cast(a as tf.Tensor, 'int32')) }),
    message: /gatherRows/,
    call: 1,
  },
  { title: 'tf.randomNormal', step: ofX((a) => tf.add(a, tf.randomNormal([3]))), message: /Math\.random/, call: 1 },
  { title: 'tf.dropout', step: ofX((a) => tf.dropout(a, 0.5)), message: /Math\.random/, call: 1 },
  {
    title: 'random numbers of TensorFlow’s own',
    step: ofX((a) => tf.add(a, tf.cast(tf.multinomial(a as tf.Tensor1D, 3, 1), 'float32'))),
    message: /Multinomial.*standardNormal/,
    call: 1,
  },
  { title: 'a counter', step: ofX((a) => tf.mul(a, counter++)), message: /make it an input/, call: 2 },
  {
    title: 'noise with a seed that changes',
    step: ofX((a) => tf.add(a, tf.randomNormal([3], 0, 1, 'float32', ++counter))),
    message: /make it an input/,
    call: 2,
  },
  {
    title: 'a branch that is taken later',
    step: ofX((a) => (counter++ % 2 === 0 ? tf.square(a) : tf.sqrt(a))),
    message: /first .*then .*make it an input/,
    call: 2,
  },
  {
    title: 'a variable made inside',
    step: ofX((a) => backend.readVariable(backend.createVariable(a))),
    message: /create it before/,
    call: 1,
  },
  {
    title: 'a compiled step inside a step',
    step: ((inner) => ofX((a) => tf.add(a, inner({}, { x: a }).y as tf.Tensor)))(backend.compile(ofX(tf.square))),
    message: /inside another step/,
    call: 1,
  },
];

if (native) {
  for (const { title, step, message, call } of traps) {
    test.serial(`compile refuses ${title}`, (t) => {
      const compiled = backend.compile(step);
      const attempt = () => tf.tidy(() => compiled({}, x()).y?.dataSync());
      for (let earlier = 1; earlier < call; earlier++) t.notThrows(attempt);
      t.throws(attempt, { message });
      compiled.dispose();
      // What tracing replaced is back in place.
      t.is(typeof Math.random(), 'number');
      t.deepEqual([...tf.tidy(() => tf.add(outside, outside).dataSync())], [8, 10, 12]);
    });
  }

  test.serial('compile refuses an undeclared variable, and one passed twice', (t) => {
    const variable = variableOf(backend, tf.zeros([3]));
    const hidden = backend.compile(ofX((a) => tf.add(a, backend.readVariable(variable))));
    t.throws(() => tf.tidy(() => hidden({}, x())), { message: /outside/ });
    const twice = backend.compile(({ a }) => ({ y: backend.readVariable(a as Variable) }));
    t.throws(() => twice({ a: variable, b: variable }, {}), { message: /variable b.*two names/ });
    backend.disposeVariable(variable);
  });

  test.serial('a later call must have the names, shapes and types of the first', (t) => {
    const compiled = backend.compile(ofX(tf.square));
    for (let call = 0; call < 4; call++) {
      tf.tidy(() => {
        compiled({}, x());
        const message = (received: string) => ({
          message: new RegExp(`x: expected float32 \\[3\\].*received ${received}`),
        });
        t.throws(() => compiled({}, x([1, 2])), message('float32 \\[2\\]'));
        t.throws(() => compiled({}, { x: tf.tensor1d([1, 2, 3], 'int32') }), message('int32 \\[3\\]'));
        t.throws(() => compiled({}, {}), message('nothing'));
        t.throws(() => compiled({}, { ...x(), extra: tf.scalar(1) }), {
          message: /inputs: expected x as.*received x, extra/,
        });
      });
    }
    compiled.dispose();
    t.throws(() => tf.tidy(() => compiled({}, x())), { message: /dispose/ });
  });

  test.serial('steps that share a key must do the same', (t) => {
    const scale = (by: number) =>
      backend.compile(
        ofX((a) => tf.mul(a, by)),
        { key: 'scale' },
      );
    const [first, second] = [scale(2), scale(3)];
    tf.tidy(() => first({}, x()));
    t.throws(() => tf.tidy(() => second({}, x())), {
      message: /first Const of shape \[\]: 2, then Const of shape \[\]: 3/,
    });
    first.dispose();
    second.dispose();
  });

  test.serial('functions are freed: at once without a key, the oldest idle ones with', (t) => {
    const node = nodeBackend();
    const raw = node.binding;
    const added: string[] = [];
    const addFunction: typeof raw.addFunction = (name, ...rest) => {
      added.push(name);
      raw.addFunction(name, ...rest);
    };
    const exists = (name: string) => {
      try {
        tf.tidy(() => node.executeMultipleOutputs(name, [], [tf.scalar(1)], 1));
        return true;
      } catch (error) {
        t.regex(String(error), /Make sure the operation or function is registered/);
        return false;
      }
    };
    const use = (key?: string) => {
      const compiled = backend.compile(ofX(tf.square), key === undefined ? {} : { key });
      const run = () => tf.tidy(() => compiled({}, { x: tf.scalar(3) }).y?.dataSync()[0]);
      t.deepEqual([run(), run(), run()], [9, 9, 9]);
      const name = added.at(-1) ?? '';
      t.true(exists(name));
      compiled.dispose();
      return name;
    };
    node.binding = Object.create(raw, { addFunction: { value: addFunction } });
    try {
      t.false(exists(use()));
      const names = Array.from({ length: 12 }, (_, index) => use(`key ${index}`));
      t.deepEqual(
        names.map(exists),
        names.map((_, index) => index >= 4),
      );
      t.is(new Set(added).size, 13);
    } finally {
      node.binding = raw;
    }
  });

  test.serial('memory is flat over thousands of compiled steps', (t) => {
    const architecture = { ...LINEAR, encoder: [256, 128], decoder: [64, 256] };
    const compiled = backend.compile(vaeStep(backend, architecture));
    const state = createState(backend, architecture, 1);
    const constant = stepInputs(architecture, 1);
    const run = (steps: number) => {
      for (let step = 0; step < steps; step++) {
        const seed = tf.tensor1d([1, step], 'int32');
        compiled(state, { ...constant, seed }).loss?.dispose();
        seed.dispose();
      }
      return [tf.memory().numTensors, nodeBackend().getNumOfTFTensors()];
    };
    const before = run(500);
    const residentBefore = process.memoryUsage().rss;
    t.deepEqual(run(2500), before);
    // One float32 copy of one weight matrix kept a step would be 320 MB, one handle a step would show above.
    t.true(process.memoryUsage().rss - residentBefore < 100e6);
    tf.dispose(constant);
    for (const variable of Object.values(state)) backend.disposeVariable(variable);
    compiled.dispose();
  });
} else {
  test('without a native back end a compiled step is the step', (t) => {
    const compiled = backend.compile(ofX((a) => tf.add(a, outside)));
    t.deepEqual([...(tf.tidy(() => compiled({}, x()).y?.dataSync()) ?? [])], [5, 7, 9]);
    compiled.dispose();
  });
}
