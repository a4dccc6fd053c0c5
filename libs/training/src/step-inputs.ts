import type { Inputs } from '@collapse/backend';
import { type ObjectiveSetting, trainsOnMoments } from '@collapse/models';
import { seedStream, type TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { createBatchStream } from './batch-stream.ts';
import type { DatasetTensors } from './dataset-tensors.ts';
import { betaAt, learningRateAt } from './schedules.ts';

/** The tensors that a pack's training step takes in. */
export interface StepInputs {
  /** The same for every step. */
  readonly constant: Inputs;
  /** Those of step 1, 2, ...; the caller frees them. Called once a step, in order. */
  at(step: number): Record<string, tf.Tensor>;
  /** Names the shapes, for the cache of compiled steps. */
  readonly shapeKey: string;
  /** Frees what this pack made; the data set's own tensors stay. */
  dispose(): void;
}

export function createStepInputs(
  members: readonly TrialSpecification[],
  setting: ObjectiveSetting,
  data: DatasetTensors,
): StepInputs {
  const [first] = members;
  if (!first) throw new Error('a pack needs a member');
  const { optimizer, train } = first;
  const owned = {
    fixedLogVariance: tf.tensor(
      members.map(({ likelihood }) => Math.log(likelihood.variance)),
      [members.length, 1, 1],
    ),
    beta1: tf.scalar(optimizer.beta1),
    beta2: tf.scalar(optimizer.beta2),
    epsilon: tf.scalar(optimizer.epsilon),
    ...(first.objective.secondBeta === undefined
      ? {}
      : { secondBeta: tf.tensor1d(members.map(({ objective }) => objective.secondBeta ?? objective.beta)) }),
  };
  // One rate for all lets the back end apply Adam in one operation a parameter.
  const oneRate = members.every((member) => member.optimizer.learningRate === optimizer.learningRate);
  const streams =
    train.batchSize === 'full'
      ? null
      : members.map(({ seed }) =>
          createBatchStream(data.dataset.count, setting.batchSize, seedStream(seed, 'batches')),
        );
  const noiseSeeds = members.map(({ seed }) => seedStream(seed, 'noise'));
  return {
    constant: { ...owned, ...dataInputs(first, setting, data) },
    shapeKey: JSON.stringify([data.dataset.count, oneRate]),
    at(step) {
      const rates = (oneRate ? [first] : members).map((member) => learningRateAt(member.optimizer, step, train.steps));
      return {
        beta: tf.tensor1d(members.map(({ objective }) => betaAt(objective, step))),
        learningRate: tf.tensor(rates, oneRate ? [] : [members.length, 1, 1]),
        beta1Power: tf.scalar(optimizer.beta1 ** step),
        beta2Power: tf.scalar(optimizer.beta2 ** step),
        ...decoderPowers(first, step),
        ...(streams ? { indices: tf.tensor1d(joined(streams.map((stream) => stream.next())), 'int32') } : {}),
        ...(first.objective.estimator === 'stochastic'
          ? {
              noiseSeed: tf.tensor2d(
                noiseSeeds.map(([low, high]) => [low, (high + step) | 0]),
                [members.length, 2],
                'int32',
              ),
            }
          : {}),
      };
    },
    dispose: () => tf.dispose(owned),
  };
}

/** The decoder's own powers, where it takes fewer steps than the encoder; see trainsDecoder. */
function decoderPowers({ train, optimizer }: TrialSpecification, step: number): Record<string, tf.Tensor> {
  if (train.encoderSteps === undefined) return {};
  const own = Math.max(1, Math.floor(step / train.encoderSteps));
  return {
    decoderBeta1Power: tf.scalar(optimizer.beta1 ** own),
    decoderBeta2Power: tf.scalar(optimizer.beta2 ** own),
  };
}

function dataInputs(specification: TrialSpecification, setting: ObjectiveSetting, data: DatasetTensors): Inputs {
  if (trainsOnMoments(specification)) {
    return specification.objective.basis === 'eigen'
      ? { covariance: data.eigenvalues(), variances: data.eigenvalueRow() }
      : { covariance: data.covariance(), variances: data.variances() };
  }
  if (specification.likelihood.kind === 'gaussian') {
    const values = data.centred('train');
    const condition = data.condition('train');
    return {
      values,
      ...(setting.gram ? { squaredNorms: data.squaredNorms() } : {}),
      ...(condition ? { condition } : {}),
    };
  }
  return { values: data.plain('train'), mean: data.mean() };
}

function joined(batches: readonly Int32Array[]): Int32Array {
  const [only] = batches;
  if (only && batches.length === 1) return only;
  const all = new Int32Array(batches.reduce((total, batch) => total + batch.length, 0));
  let offset = 0;
  for (const batch of batches) {
    all.set(batch, offset);
    offset += batch.length;
  }
  return all;
}
