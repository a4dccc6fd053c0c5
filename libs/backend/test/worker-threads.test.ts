import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { prepareEnvironment } from '@collapse/backend';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { loadTestedBackend } from './backend.ts';
import { createState, MLP, stepInputs, vaeStep } from './vae-step.ts';

const backend = await loadTestedBackend();

test('threads that compile steps at once train like this one', async (t) => {
  const step = vaeStep(backend, MLP);
  const state = createState(backend, MLP, 5);
  const expected = Array.from({ length: 30 }, (_, index) =>
    tf.tidy(() => step(state, stepInputs(MLP, index + 1)).loss?.dataSync()[0]),
  );
  const train = async () => {
    const worker = new Worker(new URL('training-thread.ts', import.meta.url));
    const exited = once(worker, 'exit');
    const [losses] = await once(worker, 'message');
    t.deepEqual(await exited, [0]);
    return losses;
  };
  for (const losses of await Promise.all([train(), train(), train()])) t.deepEqual(losses, expected);
});

test('a worker cannot change the number of threads, and says so', async (t) => {
  prepareEnvironment({ threads: 1 });
  const source = `import('@collapse/backend').then(({ prepareEnvironment }) => {
    prepareEnvironment({ threads: 1 });
    prepareEnvironment({ threads: 7 });
  })`;
  const worker = new Worker(source, { eval: true });
  const [error] = await once(worker, 'error');
  t.regex(String(error), /TF_NUM_INTRAOP_THREADS: expected 7 .*received 1.*main thread/);
});

test('a thread may load a back end and end without an operation: the process still ends in order', async (t) => {
  const source = `
    import { once } from 'node:events';
    import { Worker } from 'node:worker_threads';
    import { prepareEnvironment } from '@collapse/backend';
    prepareEnvironment({ threads: 1 });
    const thread = "import('@collapse/backend').then((it) => it.loadBackend({ backend: 'auto', onNotice: () => undefined }))";
    const [status] = await once(new Worker(thread, { eval: true }), 'exit');
    process.exitCode = status + 3;`;
  const options = { cwd: new URL('..', import.meta.url), env: { ...process.env, COLLAPSE_BACKEND: '' } };
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], options);
  t.deepEqual(await once(child, 'exit'), [3, null]);
});

test('threads that load a back end at once leave standard error as it was', async (t) => {
  const source = `
    import { once } from 'node:events';
    import { Worker } from 'node:worker_threads';
    import { prepareEnvironment } from '@collapse/backend';
    prepareEnvironment({ threads: 1 });
    const thread = "import('@collapse/backend').then((it) => it.loadBackend({ backend: 'auto', onNotice: () => undefined }))";
    const threads = [1, 2, 3].map(() => new Worker(thread, { eval: true }));
    await Promise.all(threads.map((it) => once(it, 'exit')));
    process.stderr.write('still heard');`;
  const options = { cwd: new URL('..', import.meta.url), env: { ...process.env, COLLAPSE_BACKEND: '' } };
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], options);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  t.deepEqual(await once(child, 'close'), [0, null]);
  t.is(errors, 'still heard');
});
