import type { Backend, Inputs, Step } from '@collapse/backend';
import {
  named,
  type ObjectiveInputs,
  type ObjectiveSetting,
  trainingObjective,
  trainsOnMoments,
} from '@collapse/models';
import type { TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';

/** The names of a parameter's two Adam moments among the variables of a step. */
export const momentNames = (name: string) => [`${name}/firstMoment`, `${name}/secondMoment`] as const;

/**
 * One step of training as a pure function of variables and inputs: nothing that differs between steps, seeds or the
 * members of a pack is computed outside tensors, so that a back end may record it once and run it whole.
 *
 * Variables: each parameter [P, ...] and its two Adam moments. Inputs: `beta` [P], `fixedLogVariance` [P, 1, 1], the
 * scalars of Adam, and either `covariance` and `variances`, or `values` [N, dim] with `indices` [P * B] where a batch is
 * drawn, `mean` [1, 1, dim] for the Bernoulli kinds, `squaredNorms` [N, 1] for the Gram form, and where the objective is stochastic
 * `noiseSeed` [P, 2], a stream a member, or what is drawn from it, `noise` [P, samples * B, latentDim].
 * Output: `objective` [P], before the step.
 */
export function trainingStep(
  backend: Backend,
  specification: TrialSpecification,
  setting: ObjectiveSetting,
  packSize: number,
  names: readonly string[],
): Step {
  const objective = trainingObjective(specification, setting);
  return (variables, inputs) => {
    const values = names.map((name) => backend.readVariable(named(variables, name)));
    const given = objectiveInputs(backend, specification, setting, packSize, inputs);
    const outputs: Record<string, tf.Tensor> = {};
    const loss = (...parameters: tf.Tensor[]): tf.Scalar => {
      const objectives = objective(
        Object.fromEntries(parameters.map((parameter, index) => [names[index], parameter])),
        given,
      );
      outputs.objective = tf.keep(objectives);
      return tf.neg(tf.sum(objectives));
    };
    const { grads } = tf.valueAndGrads(loss)(values);
    for (const [index, gradient] of grads.entries()) {
      const name = names[index] ?? '';
      const [first, second] = momentNames(name);
      backend.applyAdam(
        named(variables, name),
        named(variables, first),
        named(variables, second),
        {
          learningRate: named(inputs, 'learningRate'),
          beta1Power: named(inputs, 'beta1Power'),
          beta2Power: named(inputs, 'beta2Power'),
          beta1: named(inputs, 'beta1'),
          beta2: named(inputs, 'beta2'),
          epsilon: named(inputs, 'epsilon'),
        },
        gradient,
      );
    }
    return outputs;
  };
}

function objectiveInputs(
  backend: Backend,
  specification: TrialSpecification,
  setting: ObjectiveSetting,
  packSize: number,
  inputs: Inputs,
): ObjectiveInputs {
  const shared = { beta: named(inputs, 'beta'), fixedLogVariance: named(inputs, 'fixedLogVariance') };
  if (trainsOnMoments(specification)) {
    return { ...shared, covariance: named(inputs, 'covariance'), variances: named(inputs, 'variances') };
  }
  const values = named(inputs, 'values') as tf.Tensor2D;
  const { batchSize, dim, objective, likelihood } = setting;
  const drawn = inputs.indices ? backend.gatherRows(values, inputs.indices as tf.Tensor1D) : values;
  const target = tf.reshape(drawn, [inputs.indices ? packSize : 1, batchSize, dim]);
  const centred = likelihood.kind === 'gaussian' ? target : tf.sub(target, named(inputs, 'mean'));
  if (objective.estimator === 'analytic') return { ...shared, input: centred, target };
  const noise = inputs.noise ?? standardNormals(backend, noiseShape(setting), named(inputs, 'noiseSeed'));
  if (!setting.gram) return { ...shared, input: centred, target, noise };
  const norms = named(inputs, 'squaredNorms') as tf.Tensor2D;
  const drawnNorms = inputs.indices ? backend.gatherRows(norms, inputs.indices as tf.Tensor1D) : norms;
  return { ...shared, input: centred, noise, squaredNorms: tf.reshape(drawnNorms, [-1, batchSize]) };
}

/** Of one member's noise in one step. */
export function noiseShape({ objective, batchSize, model }: ObjectiveSetting): [number, number] {
  return [objective.samples * batchSize, model.latentDim];
}

/** Standard normals of `shape` for each of the seeds [N, 2], as [N, ...shape]. */
export function standardNormals(backend: Backend, shape: readonly number[], seeds: tf.Tensor): tf.Tensor {
  return tf.stack(tf.unstack(seeds).map((seed) => backend.standardNormal(shape, seed as tf.Tensor1D)));
}
