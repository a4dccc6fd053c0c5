import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { startSweep, sweep, TINY, workFolder, writeGrid } from './support/run-sweep.ts';

// Threads that load TensorFlow and end before its first operation: a process that unloaded it with them died of SIGSEGV at its end.

test('trials that fail before their first operation: status 1, each time', async (t) => {
  const folder = workFolder(t);
  const { base } = TINY;
  const model = { latentDim: 3, decoder: { hidden: [1e15] } };
  writeGrid(folder, { ...TINY, base: { ...base, model, objective: { estimator: 'stochastic' } } });
  const args = ['grid', '--grid', 'grid.json', '--out', 'study'];
  for (let run = 0; run < 2; run += 1) {
    const { status, errors } = await sweep(folder, args);
    t.is(status, 1, errors);
  }
});

test('Ctrl-C at any moment of the first second and a half of training: status 130', async (t) => {
  const folder = workFolder(t);
  // Enough trials of one shape for a calibration, which has a thread of its own.
  const { base } = TINY;
  writeGrid(folder, {
    ...TINY,
    base: { ...base, train: { steps: 1e6 } },
    axes: { seed: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
  });
  let state = 1;
  for (let run = 0; run < 5; run += 1) {
    // Park and Miller's generator, so that a failure comes again.
    state = (state * 48271) % (2 ** 31 - 1);
    const running = startSweep(folder, ['grid', '--grid', 'grid.json', '--out', `study-${run}`, '--workers', '2']);
    await new Promise((started) => running.process.stdout?.once('data', started));
    const moment = (state / (2 ** 31 - 1)) * 1500;
    await sleep(moment);
    running.process.kill('SIGINT');
    const { status, errors } = await running.finished;
    t.is(status, 130, `after ${Math.round(moment)} ms: ${errors}`);
  }
});
