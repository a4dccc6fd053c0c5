import * as tf from '@tensorflow/tfjs-core';

/** Runs tensor code that gives back numbers and arrays, and frees every tensor it made. */
export function measured<Result>(measure: () => Result): Result {
  const engine = tf.engine();
  engine.startScope();
  try {
    return measure();
  } finally {
    engine.endScope();
  }
}
