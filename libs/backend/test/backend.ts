import { type Backend, loadBackend, prepareEnvironment, type Variable } from '@collapse/backend';
import * as tf from '@tensorflow/tfjs-core';
import { isNodeBackend, type NodeBackend } from '../src/native/node-backend.ts';

/** The back end under test: native where it is built, WebAssembly with COLLAPSE_BACKEND=wasm. */
export async function loadTestedBackend(): Promise<Backend> {
  prepareEnvironment({ threads: 1 });
  return loadBackend({ backend: 'auto', onNotice: (line) => console.error(line) });
}

/** tfjs-node's part of the loaded native back end. */
export function nodeBackend(): NodeBackend {
  const node = tf.backend();
  if (!isNodeBackend(node)) throw new Error('expected the native back end');
  return node;
}

/** A variable that starts as `initial`, which is disposed. */
export function variableOf(backend: Backend, initial: tf.Tensor): Variable {
  const variable = backend.createVariable(initial);
  initial.dispose();
  return variable;
}
