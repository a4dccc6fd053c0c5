import type { Backend, Inputs, Step } from '@collapse/backend';
import { type Estimator, type EstimatorInputs, named, type Parameters } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import { stateName } from '../start/initial-parameters.ts';
import type { TrialModel } from '../trial-model.ts';
import { updateParameters } from './update-parameters.ts';

/** What the step of a pack is made of, the same for every member. */
export interface StepParts {
  /** Any member. */
  readonly trial: TrialModel;
  readonly estimator: Estimator;
  /** B: data points in a step. */
  readonly batchSize: number;
  readonly packSize: number;
}

/**
 * One step of training as a pure function of variables and inputs: nothing that differs between steps, seeds or the
 * members of a pack is computed outside tensors, so that a back end may record it once and run it whole.
 *
 * Variables: each parameter [P, ...] and what the optimizer keeps of it. Inputs: `beta` [P], the likelihood's numbers [P, 1, 1], the
 * scalars of the optimizer, what the estimator takes (`covariance` and `variances`, or `squaredNorms` [N, 1]), and where it reads data
 * `values` [N, dim] with `indices` [P * B] where a batch is drawn, `mean` [1, 1, dim] where the location is not relative to it, and where it draws
 * `noiseSeed` [P, 2], a stream a member, or what is drawn from it, `noise` [P, samples * B, latentDim].
 * A conditional model has `condition` [N, c], a second level with a weight of its own `secondBeta` [P]. A step of the
 * encoder alone leaves the decoder's variables and what belongs to them as they are. Output: `objective` [P], before the step.
 */
export function trainingStep(backend: Backend, parts: StepParts, names: readonly string[], encoderOnly = false): Step {
  const { trial, estimator, batchSize } = parts;
  const { model, objective } = trial;
  const sizes = { batchSize, dim: model.dim, latentDim: model.latentDim };
  const stateNames = Object.keys(objective.state);
  return (variables, inputs) => {
    const values = names.map((name) => backend.readVariable(named(variables, name)));
    const given = estimatorInputs(backend, parts, inputs);
    const state: Parameters = Object.fromEntries(
      stateNames.map((name) => [name, backend.readVariable(named(variables, stateName(name)))]),
    );
    const outputs: Record<string, tf.Tensor> = {};
    const next: Record<string, tf.Tensor> = {};
    const loss = (...parameters: tf.Tensor[]): tf.Scalar => {
      const trained = Object.fromEntries(parameters.map((parameter, index) => [names[index], parameter]));
      const terms = estimator.terms(trial, trained, given);
      const objectives = objective.value(terms, sizes, state);
      outputs.objective = tf.keep(objectives);
      if (stateNames.length > 0) {
        // Copies, because what an update gives back may be an input of the step.
        const updated = Object.entries(objective.update(terms, sizes, state));
        for (const [name, value] of updated) next[name] = tf.keep(tf.clone(value));
      }
      return tf.neg(tf.sum(objectives));
    };
    const { grads } = tf.valueAndGrads(loss)(values);
    for (const [name, value] of Object.entries(next)) {
      backend.assignVariable(named(variables, stateName(name)), value);
      value.dispose();
    }
    const gradients = grads
      .map((gradient, index) => ({ name: names[index] ?? '', gradient }))
      .filter(({ name }) => !encoderOnly || model.isOfEncoder(name));
    updateParameters(backend, trial, variables, inputs, gradients);
    return outputs;
  };
}

function estimatorInputs(
  backend: Backend,
  { trial, estimator, batchSize, packSize }: StepParts,
  inputs: Inputs,
): EstimatorInputs {
  const { model } = trial;
  const { likelihood } = model;
  const numbers = Object.fromEntries(Object.keys(likelihood.numbers).map((name) => [name, named(inputs, name)]));
  const shared = {
    beta: named(inputs, 'beta'),
    ...numbers,
    ...(inputs.secondBeta ? { secondBeta: inputs.secondBeta } : {}),
  };
  const constants = Object.fromEntries((estimator.constantNames ?? []).map((name) => [name, named(inputs, name)]));
  if (!estimator.readsData) return { ...shared, ...constants };
  const drawn = (values: tf.Tensor, width: number) => {
    const { indices } = inputs;
    const rows = indices ? backend.gatherRows(values as tf.Tensor2D, indices as tf.Tensor1D) : values;
    return tf.reshape(rows, [indices ? packSize : 1, batchSize, width]);
  };
  const target = drawn(named(inputs, 'values'), model.dim);
  const input = likelihood.isCentred ? target : likelihood.input(target, named(inputs, 'mean'));
  const given = inputs.condition
    ? { ...shared, condition: drawn(inputs.condition, inputs.condition.shape[1] ?? 1) }
    : shared;
  if (!estimator.drawsNoise) return { ...given, input, target };
  const noise =
    inputs.noise ?? backend.standardNormals(noiseShape(trial, batchSize), named(inputs, 'noiseSeed') as tf.Tensor2D);
  const byDataPoint = (estimator.byDataPoint ?? []).map((name) => {
    const rows = drawn(named(inputs, name), 1);
    return [name, tf.reshape(rows, [-1, batchSize])] as const;
  });
  return { ...given, input, target, noise, ...Object.fromEntries(byDataPoint) };
}

/** Of one member's noise in one step. */
export function noiseShape(
  { samples, model }: Pick<TrialModel, 'samples' | 'model'>,
  batchSize: number,
): [number, number] {
  return [samples * batchSize, model.latentDim];
}
