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
import { isOfDecoder, updateParameters } from './update-parameters.ts';

/**
 * One step of training as a pure function of variables and inputs: nothing that differs between steps, seeds or the
 * members of a pack is computed outside tensors, so that a back end may record it once and run it whole.
 *
 * Variables: each parameter [P, ...] and the optimiser's state of it. Inputs: `beta` [P], `fixedLogVariance` [P, 1, 1], the
 * scalars of the optimiser, `clipNorm` [P] where gradients are clipped, and either `covariance` and `variances`, or `values`
 * [N, dim] with `indices` [P * B] where a batch is drawn, `mean` [1, 1, dim] for the Bernoulli kinds, `squaredNorms` [N, 1] for
 * the Gram form, and where the objective is stochastic `noiseSeed` [P, 2], a stream a member, or what is drawn from it, `noise`
 * [P, samples * B, latentDim].
 * A conditional model has `condition` [N, c], a second level with a weight of its own `secondBeta` [P]. A step of the
 * encoder alone leaves the decoder's variables and their state as they are. Output: `objective` [P], before the step.
 */
export function trainingStep(
  backend: Backend,
  specification: TrialSpecification,
  setting: ObjectiveSetting,
  packSize: number,
  names: readonly string[],
  encoderOnly = false,
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
    const gradients = names
      .map((name, index) => ({ name, gradient: grads[index] as tf.Tensor }))
      .filter(({ name }) => !(encoderOnly && isOfDecoder(name)));
    updateParameters(backend, specification, variables, inputs, gradients);
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
  const shared = {
    beta: named(inputs, 'beta'),
    fixedLogVariance: named(inputs, 'fixedLogVariance'),
    ...(inputs.secondBeta ? { secondBeta: inputs.secondBeta } : {}),
  };
  if (trainsOnMoments(specification)) {
    return { ...shared, covariance: named(inputs, 'covariance'), variances: named(inputs, 'variances') };
  }
  const { batchSize, dim, objective, likelihood } = setting;
  const drawn = (values: tf.Tensor, width: number) => {
    const { indices } = inputs;
    const rows = indices ? backend.gatherRows(values as tf.Tensor2D, indices as tf.Tensor1D) : values;
    return tf.reshape(rows, [indices ? packSize : 1, batchSize, width]);
  };
  const target = drawn(named(inputs, 'values'), dim);
  const centred = likelihood.kind === 'gaussian' ? target : tf.sub(target, named(inputs, 'mean'));
  const given = inputs.condition
    ? { ...shared, condition: drawn(inputs.condition, inputs.condition.shape[1] ?? 1) }
    : shared;
  if (objective.estimator === 'analytic') return { ...given, input: centred, target };
  const noise = inputs.noise ?? backend.standardNormals(noiseShape(setting), named(inputs, 'noiseSeed') as tf.Tensor2D);
  if (!setting.gram) return { ...given, input: centred, target, noise };
  const norms = drawn(named(inputs, 'squaredNorms'), 1);
  return { ...given, input: centred, noise, squaredNorms: tf.reshape(norms, [-1, batchSize]) };
}

/** Of one member's noise in one step. */
export function noiseShape({ objective, batchSize, model }: ObjectiveSetting): [number, number] {
  return [objective.samples * batchSize, model.latentDim];
}
