import * as tf from '@tensorflow/tfjs-core';
import { adamUpdate } from '../adam.ts';
import type { Backend, BackendDescription, Variable } from '../backend.ts';
import { statelessNormal } from '../stateless-normal.ts';

/** A variable is the tensor it holds at present. */
class HeldVariable implements Variable {
  readonly shape: readonly number[];
  value: tf.Tensor;
  constructor(value: tf.Tensor) {
    this.shape = [...value.shape];
    this.value = tf.keep(value);
  }
}

function held(variable: Variable): HeldVariable {
  if (variable instanceof HeldVariable) return variable;
  throw new Error('The WebAssembly back end was given a variable that it did not create.');
}

function assignVariable(variable: Variable, value: tf.Tensor): void {
  const holder = held(variable);
  tf.util.assertShapesMatch([...holder.shape], value.shape, 'assignVariable: ');
  const former = holder.value;
  holder.value = tf.keep(tf.clone(value));
  former.dispose();
}

export function createWasmBackend(description: BackendDescription): Backend {
  return {
    description,
    createVariable: (initial) => new HeldVariable(tf.clone(initial)),
    readVariable: (variable) => tf.clone(held(variable).value),
    assignVariable,
    disposeVariable: (variable) => held(variable).value.dispose(),

    applyAdam(variable, firstMoment, secondMoment, scalars, gradient) {
      tf.tidy(() => {
        const state = {
          value: held(variable).value,
          firstMoment: held(firstMoment).value,
          secondMoment: held(secondMoment).value,
        };
        const next = adamUpdate(state, scalars, gradient);
        assignVariable(variable, next.value);
        assignVariable(firstMoment, next.firstMoment);
        assignVariable(secondMoment, next.secondMoment);
      });
    },

    standardNormals(shape, seeds) {
      const words = seeds.dataSync<'int32'>();
      const size = tf.util.sizeFromShape([...shape]);
      const normals = new Float32Array(seeds.shape[0] * size);
      for (let index = 0; index < seeds.shape[0]; index++) {
        const [seed0 = 0, seed1 = 0] = words.subarray(2 * index);
        normals.set(statelessNormal(size, [seed0, seed1]), index * size);
      }
      return tf.tensor(normals, [seeds.shape[0], ...shape]);
    },

    gatherRows: (values, indices) => tf.gather(values, indices),

    compile(step) {
      return Object.assign((...call: Parameters<typeof step>) => tf.tidy(() => step(...call)), { dispose: () => {} });
    },

    compileLoop: () => null,
  };
}
