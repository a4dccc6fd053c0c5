import type * as tf from '@tensorflow/tfjs-core';
import type { Operations } from '../contracts/component.ts';
import type { Estimator, EstimatorInputs, EstimatorSetting } from '../contracts/estimator.ts';
import type { Decoded } from '../contracts/likelihood.ts';
import { named } from '../contracts/named.ts';
import type { Parameters } from '../contracts/parameters.ts';
import type { Posterior } from '../vae/encoder.ts';
import { reparametrise } from '../vae/reparametrise.ts';

type Scoring = Pick<EstimatorSetting, 'model'> & { readonly objective: { readonly scoresErrors: boolean } };

/** The ELBO by reparametrised posterior samples (Kingma & Welling 2014), with the KL in closed form. */
export const sampled: Estimator = {
  name: 'sampled',
  fits: () => true,
  readsData: true,
  drawsNoise: true,
  terms(setting, parameters, inputs) {
    const { model } = setting;
    const posterior = model.encode(parameters, named(inputs, 'input'), inputs.condition);
    const reconstruction = () => sampledReconstruction(setting, parameters, inputs, posterior);
    return {
      meanReconstruction: () => model.ops.mean(reconstruction(), -1),
      reconstruction,
      levels: model.levels(parameters, posterior, inputs),
      posterior: () => posterior,
      codes: () => reparametrise(model.ops, posterior, named(inputs, 'noise'), samplesOf(inputs)),
    };
  },
};

/**
 * E_q ln p(x|z) by the given noise, averaged over the samples, [P, B]; for a squared error as written, minus the error.
 */
export function sampledReconstruction(
  setting: Scoring,
  parameters: Parameters,
  inputs: EstimatorInputs,
  posterior: Posterior,
): tf.Tensor {
  const scores = reconstructionScores(setting, parameters, inputs, posterior);
  return scores.rank === 2 ? scores : setting.model.ops.mean(scores, 1);
}

/** The same before it is averaged, [P, samples, B]; [P, B] where there is one sample a data point. */
export function reconstructionScores(
  { model, objective }: Scoring,
  parameters: Parameters,
  inputs: EstimatorInputs,
  posterior: Posterior,
): tf.Tensor {
  const { ops, likelihood } = model;
  const noise = named(inputs, 'noise');
  const target = named(inputs, 'target');
  const batch = target.shape[1] ?? 1;
  const samples = samplesOf(inputs);
  const z = reparametrise(ops, posterior, noise, samples);
  const condition =
    inputs.condition && samples > 1 ? ops.tile(inputs.condition, [1, samples, 1]) : (inputs.condition ?? null);
  const decoded = model.decode(parameters, z, inputs, condition);
  const scoresError = objective.scoresErrors && likelihood.gaussian !== null;
  const score = (x: tf.Tensor, given: Decoded) =>
    scoresError ? minusSquaredError(ops, x, given) : likelihood.logDensity(x, given);
  if (samples === 1) return score(target, decoded);
  return score(ops.expandDims(target, 1), bySample(ops, decoded, samples, batch));
}

/** Posterior samples a data point. */
function samplesOf(inputs: EstimatorInputs): number {
  const batch = named(inputs, 'target').shape[1] ?? 1;
  return (named(inputs, 'noise').shape[1] ?? batch) / batch;
}

function bySample(ops: Operations, decoded: Decoded, samples: number, batch: number): Decoded {
  const { location, ...heads } = decoded;
  const [pack = 1, , dim = 1] = location.shape;
  const split = (x: tf.Tensor) =>
    x.shape[1] === 1 ? ops.expandDims(x, 1) : ops.reshape(x, [pack, samples, batch, x.shape[2] ?? dim]);
  return {
    location: split(location),
    ...Object.fromEntries(Object.entries(heads).map(([name, head]) => [name, split(head)])),
  };
}

function minusSquaredError(ops: Operations, x: tf.Tensor, { location }: Decoded): tf.Tensor {
  return ops.neg(ops.sum(ops.square(ops.sub(x, location)), -1));
}
