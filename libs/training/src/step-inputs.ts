import type { Inputs } from '@collapse/backend';
import { named, type ObjectiveSetting, trainsOnMoments } from '@collapse/models';
import { seedStream, type TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { createBatchStream } from './batch-stream.ts';
import type { DatasetTensors } from './dataset-tensors.ts';
import { optimizerConstants, updateScalars } from './optimizer-inputs.ts';
import { betaAt, decoderStep, learningRateAt } from './schedules.ts';

/** The tensors that a pack's training step takes in. */
export interface StepInputs {
  /** The same for every step. */
  readonly constant: Inputs;
  /** Those of the next step, from 1 on; the caller frees them. */
  next(): Record<string, tf.Tensor>;
  /** The same of the next `count` steps, each tensor stacked to [capacity, ...]; rows from `count` on are zero. */
  nextStacked(count: number, capacity: number): Record<string, tf.Tensor>;
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
    ...optimizerConstants(members),
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
  const pack = members.length;
  // The decoder has its own, where it takes fewer steps than the encoder.
  const scalarsAt = (step: number) =>
    updateScalars(first, step, train.encoderSteps === undefined ? null : decoderStep(train, step));
  let step = 0;

  /** The numbers of the next `count` steps by name, a row each of `capacity`, with the shape and type of a row. */
  function rows(count: number, capacity: number): readonly Stack[] {
    const beta = floats('beta', [pack], capacity);
    const learningRate = floats('learningRate', oneRate ? [] : [pack, 1, 1], capacity);
    const ofUpdate = Object.keys(scalarsAt(1)).map((name) => floats(name, [], capacity));
    const indices = streams && integers('indices', [pack * setting.batchSize], capacity);
    const noiseSeed = first?.objective.estimator === 'stochastic' ? integers('noiseSeed', [pack, 2], capacity) : null;
    for (let row = 0; row < count; row++) {
      step++;
      const scalars = scalarsAt(step);
      for (const { name, values } of ofUpdate) values[row] = named(scalars, name);
      if (oneRate) learningRate.values[row] = learningRateAt(optimizer, step, train.steps);
      for (const [member, specification] of members.entries()) {
        const place = row * pack + member;
        beta.values[place] = betaAt(specification.objective, step);
        if (!oneRate) learningRate.values[place] = learningRateAt(specification.optimizer, step, train.steps);
        if (indices) streams?.[member]?.write(indices.values, place * setting.batchSize);
        if (noiseSeed) {
          const [low, high] = noiseSeeds[member] ?? [0, 0];
          noiseSeed.values[2 * place] = low;
          noiseSeed.values[2 * place + 1] = (high + step) | 0;
        }
      }
    }
    return [beta, learningRate, ...ofUpdate, indices, noiseSeed].filter((stack) => stack !== null);
  }

  return {
    constant: { ...owned, ...dataInputs(first, setting, data) },
    shapeKey: JSON.stringify([data.dataset.count, data.dataset.condition?.dim ?? null, oneRate]),
    next: () => asTensors(rows(1, 1), []),
    nextStacked: (count, capacity) => asTensors(rows(count, capacity), [capacity]),
    dispose: () => tf.dispose(owned),
  };
}

/** An input's numbers of many steps, a row a step. */
interface Stack {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);

const floats = (name: string, shape: readonly number[], rows: number) => ({
  name,
  shape,
  values: new Float32Array(rows * sizeOf(shape)),
});

const integers = (name: string, shape: readonly number[], rows: number) => ({
  name,
  shape,
  values: new Int32Array(rows * sizeOf(shape)),
});

function asTensors(stacks: readonly Stack[], leading: readonly number[]): Record<string, tf.Tensor> {
  return Object.fromEntries(
    stacks.map(({ name, shape, values }) => [
      name,
      tf.tensor(values, [...leading, ...shape], values instanceof Int32Array ? 'int32' : 'float32'),
    ]),
  );
}

function dataInputs(specification: TrialSpecification, setting: ObjectiveSetting, data: DatasetTensors): Inputs {
  if (trainsOnMoments(specification)) {
    return specification.objective.basis === 'eigen'
      ? { covariance: data.eigenvalues(), variances: data.eigenvalueRow() }
      : { covariance: data.covariance(), variances: data.variances() };
  }
  const condition = data.condition('train');
  const shared = condition ? { condition } : {};
  if (specification.likelihood.kind !== 'gaussian')
    return { ...shared, values: data.plain('train'), mean: data.mean() };
  return {
    ...shared,
    values: data.centred('train'),
    ...(setting.gram ? { squaredNorms: data.squaredNorms() } : {}),
  };
}
