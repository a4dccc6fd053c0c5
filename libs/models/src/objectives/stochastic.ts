import * as tf from '@tensorflow/tfjs-core';
import { type Decoded, decode } from '../decoder.ts';
import { encode, type Posterior } from '../encoder.ts';
import { LOG_LIKELIHOODS } from '../likelihoods.ts';
import { named } from '../named.ts';
import type { Parameters } from '../parameters.ts';
import { combine, type Objective, type ObjectiveInputs, type ObjectiveSetting, weightedKl } from './objective.ts';
import { reparametrise } from './reparametrise.ts';

/** The ELBO by reparametrised posterior samples (Kingma & Welling 2014), with the KL in closed form. */
export function stochasticObjective(setting: ObjectiveSetting): Objective {
  return (parameters, inputs) => {
    const posterior = encode(setting.model, parameters, named(inputs, 'input'), inputs.condition);
    const reconstruction = sampledReconstruction(setting, parameters, inputs, posterior);
    return combine(setting, tf.mean(reconstruction, -1), weightedKl(setting, parameters, inputs, posterior));
  };
}

/**
 * E_q ln p(x|z) by the given noise, averaged over the samples, [P, B]; for a squared error as written, minus the error.
 */
export function sampledReconstruction(
  setting: ObjectiveSetting,
  parameters: Parameters,
  inputs: ObjectiveInputs,
  posterior: Posterior,
): tf.Tensor {
  const scores = reconstructionScores(setting, parameters, inputs, posterior);
  return scores.rank === 2 ? scores : tf.mean(scores, 1);
}

/** The same before it is averaged, [P, samples, B]; [P, B] where there is one sample a data point. */
export function reconstructionScores(
  setting: ObjectiveSetting,
  parameters: Parameters,
  inputs: ObjectiveInputs,
  posterior: Posterior,
): tf.Tensor {
  const { model, likelihood, objective } = setting;
  const noise = named(inputs, 'noise');
  const target = named(inputs, 'target');
  const batch = target.shape[1] ?? 1;
  const samples = (noise.shape[1] ?? batch) / batch;
  const z = reparametrise(posterior, noise, samples);
  const condition =
    inputs.condition && samples > 1 ? tf.tile(inputs.condition, [1, samples, 1]) : (inputs.condition ?? null);
  const decoded = decode(model, likelihood, parameters, z, inputs.fixedLogVariance, condition);
  const error = objective.reduction !== 'elbo' && likelihood.kind === 'gaussian' ? minusSquaredError : null;
  const score = error ?? LOG_LIKELIHOODS[likelihood.kind];
  if (samples === 1) return score(target, decoded);
  return score(tf.expandDims(target, 1), bySample(decoded, samples, batch));
}

function bySample({ location, logVariance }: Decoded, samples: number, batch: number): Decoded {
  const [pack = 1, , dim = 1] = location.shape;
  const split = (x: tf.Tensor) =>
    x.shape[1] === 1 ? tf.expandDims(x, 1) : tf.reshape(x, [pack, samples, batch, x.shape[2] ?? dim]);
  return { location: split(location), logVariance: logVariance && split(logVariance) };
}

function minusSquaredError(x: tf.Tensor, { location }: Decoded): tf.Tensor {
  return tf.neg(tf.sum(tf.square(tf.sub(x, location)), -1));
}
