import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { loadTestedBackend } from './backend.ts';
import { createState, MLP, stackedInputs, vaeStep } from './vae-step.ts';

// Trains in a worker thread with a loop over steps and sends the trained weights.
const backend = await loadTestedBackend();
const loop = backend.compileLoop(vaeStep(backend, MLP));
const state = createState(backend, MLP, 5);
const inputs = stackedInputs(backend, MLP, 10);
for (const count of [10, 10, 7]) loop?.(state, {}, inputs, count).loss?.dispose();
loop?.dispose();
parentPort?.postMessage(
  Object.entries(state).map(([name, variable]) => [
    name,
    tf.tidy(() => [...backend.readVariable(variable).dataSync()]),
  ]),
);
