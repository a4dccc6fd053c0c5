import type { Backend, Step, Variable } from '@collapse/backend';
import { statelessNormal } from '@collapse/backend';
import * as tf from '@tensorflow/tfjs-core';

/** A stochastic VAE to train in tests: encoder and decoder widths, hidden layers included, tanh between them. */
export interface Architecture {
  readonly encoder: readonly number[];
  readonly decoder: readonly number[];
  readonly batch: number;
}

export const LINEAR: Architecture = { encoder: [12, 8], decoder: [4, 12], batch: 16 };
export const MLP: Architecture = { encoder: [12, 10, 8], decoder: [4, 10, 12], batch: 16 };

const weightShapes = ({ encoder, decoder }: Architecture): [string, number, number][] =>
  [encoder, decoder].flatMap((widths, side) =>
    widths.slice(1).map((width, layer): [string, number, number] => {
      return [`${side === 0 ? 'encoder' : 'decoder'}${layer}`, widths[layer] ?? 0, width];
    }),
  );

/** Weights, biases and Adam's moments as variables; the same for the same seed on every back end. */
export function createState(backend: Backend, architecture: Architecture, seed: number): Record<string, Variable> {
  const state: Record<string, Variable> = {};
  const create = (name: string, values: Float32Array, shape: number[]) =>
    tf.tidy(() => {
      state[name] = backend.createVariable(tf.tensor(values, shape));
      for (const moment of ['first', 'second']) state[`${name}.${moment}`] = backend.createVariable(tf.zeros(shape));
    });
  weightShapes(architecture).forEach(([name, inputs, outputs], index) => {
    const values = statelessNormal(inputs * outputs, [seed, index]).map((value) => value / Math.sqrt(inputs));
    create(`${name}.weights`, values, [inputs, outputs]);
    create(`${name}.bias`, new Float32Array(outputs), [outputs]);
  });
  return state;
}

/** The loss of a Gaussian decoder of variance 1, and one Adam update of everything. */
export function vaeStep(backend: Backend, { encoder, decoder, batch }: Architecture): Step {
  const latentDim = decoder[0] ?? 0;
  return (variables, inputs) => {
    const names = Object.keys(variables).filter((name) => !/\.(first|second)$/.test(name));
    const read = (name: string) => backend.readVariable(variables[name] as Variable);
    const input = (name: string) => inputs[name] as tf.Tensor;
    const x = input('x');
    const noise = inputs.noise ?? drawn(backend, [batch, latentDim], input('seed'));

    const loss = (...values: tf.Tensor[]) => {
      const value = (name: string) => values[names.indexOf(name)] as tf.Tensor2D;
      const network = (side: string, layers: number, start: tf.Tensor) => {
        let out = start;
        for (let layer = 0; layer < layers; layer++) {
          out = tf.add(tf.matMul(out as tf.Tensor2D, value(`${side}${layer}.weights`)), value(`${side}${layer}.bias`));
          if (layer + 1 < layers) out = tf.tanh(out);
        }
        return out;
      };
      const [mean, logVariance] = tf.split(network('encoder', encoder.length - 1, x), 2, 1) as [tf.Tensor, tf.Tensor];
      const z = tf.add(mean, tf.mul(noise, tf.exp(tf.mul(0.5, logVariance))));
      const error = tf.sub(x, network('decoder', decoder.length - 1, z));
      const kl = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1));
      return tf.mul(0.5 / batch, tf.add(tf.sum(tf.square(error)), tf.mul(input('beta'), tf.sum(kl)))).asScalar();
    };

    const { value, grads } = tf.valueAndGrads(loss)(names.map(read));
    const scalars = {
      beta1Power: input('beta1Power'),
      beta2Power: input('beta2Power'),
      learningRate: input('learningRate'),
      beta1: tf.scalar(0.9),
      beta2: tf.scalar(0.999),
      epsilon: tf.scalar(1e-8),
    };
    names.forEach((name, index) => {
      const [variable, first, second] = [name, `${name}.first`, `${name}.second`].map((key) => variables[key]);
      backend.applyAdam(
        variable as Variable,
        first as Variable,
        second as Variable,
        scalars,
        grads[index] as tf.Tensor,
      );
    });
    return { loss: value };
  };
}

function drawn(backend: Backend, shape: number[], seed: tf.Tensor): tf.Tensor {
  return tf.reshape(backend.standardNormals(shape, tf.reshape(seed, [1, 2]) as tf.Tensor2D), shape);
}

/** The inputs of steps 1 to `capacity`, stacked, the noise drawn as a step draws it. The caller disposes them. */
export function stackedInputs(
  backend: Backend,
  architecture: Architecture,
  capacity: number,
): Record<string, tf.Tensor> {
  return tf.tidy(() => {
    const steps = Array.from({ length: capacity }, (_, index) => {
      const { seed, ...inputs } = stepInputs(architecture, index + 1);
      const shape = [architecture.batch, architecture.decoder[0] ?? 0];
      return { ...inputs, noise: drawn(backend, shape, seed as tf.Tensor) };
    });
    const names = Object.keys(steps[0] ?? {}) as (keyof (typeof steps)[number])[];
    return Object.fromEntries(names.map((name) => [name, tf.stack(steps.map((inputs) => inputs[name]))]));
  });
}

/** The inputs of step t = 1, 2, ...: a batch and what else varies. The caller disposes them. */
export function stepInputs({ encoder, batch }: Architecture, t: number, beta = 1): Record<string, tf.Tensor> {
  const dim = encoder[0] ?? 0;
  return {
    x: tf.tensor2d(statelessNormal(batch * dim, [100, t]), [batch, dim]),
    seed: tf.tensor1d([7, t], 'int32'),
    beta: tf.scalar(beta),
    learningRate: tf.scalar(0.01 / t),
    beta1Power: tf.scalar(0.9 ** t),
    beta2Power: tf.scalar(0.999 ** t),
  };
}
