import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { loadTestedBackend } from './backend.ts';
import { createState, MLP, stepInputs, vaeStep } from './vae-step.ts';

// Trains in a worker thread with a compiled step and sends the losses.
const backend = await loadTestedBackend();
const compiled = backend.compile(vaeStep(backend, MLP), { key: 'mlp' });
const state = createState(backend, MLP, 5);
const losses = Array.from({ length: 30 }, (_, index) =>
  tf.tidy(() => compiled(state, stepInputs(MLP, index + 1)).loss?.dataSync()[0]),
);
compiled.dispose();
parentPort?.postMessage(losses);
