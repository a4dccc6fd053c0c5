import type { Backend, CompiledStep, Step } from '@collapse/backend';
import * as tf from '@tensorflow/tfjs-core';

/** The same back end, but a step runs operation by operation. */
export function eagerBackend(backend: Backend): Backend {
  return { ...backend, compile: eager };
}

export function eager(step: Step): CompiledStep {
  return Object.assign((...call: Parameters<Step>) => tf.tidy(() => step(...call)), { dispose: () => {} });
}
