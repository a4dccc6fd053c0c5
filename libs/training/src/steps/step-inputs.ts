import type { Inputs } from '@collapse/backend';
import { named } from '@collapse/models';
import { seedStream } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { type BatchStreamState, createBatchStream } from '../data/batch-stream.ts';
import { likelihoodNumbers } from '../data/data-slice.ts';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import type { TrialModel } from '../trial-model.ts';
import { optimizerConstants, updateScalars } from './optimizer-inputs.ts';
import { betaAt, decoderStep, learningRateAt } from './schedules.ts';
import type { StepParts } from './training-step.ts';

/** The tensors that a pack's training step takes in. */
export interface StepInputs {
  /** The same for every step. */
  readonly constant: Inputs;
  /** Those of the next step, from 1 on; the caller frees them. */
  next(): Record<string, tf.Tensor>;
  /** The same of the next `count` steps, each tensor stacked to [capacity, ...]; rows from `count` on are zero. */
  nextStacked(count: number, capacity: number): Record<string, tf.Tensor>;
  /** Steps whose inputs have been given. */
  done(): number;
  /** Where each member's batches are; null where every batch is all of the data. */
  batches(): BatchStreamState[] | null;
  /** Names the shapes, for the cache of compiled steps. */
  readonly shapeKey: string;
  /** Frees what this pack made; the data set's own tensors stay. */
  dispose(): void;
}

/** @param from where inputs of the same trials were */
export function createStepInputs(
  trials: readonly TrialModel[],
  { trial, estimator, batchSize }: StepParts,
  data: DatasetTensors,
  from: { readonly step: number; readonly batches: readonly BatchStreamState[] | null } | null = null,
): StepInputs {
  const members = trials.map(({ specification }) => specification);
  const first = trial.specification;
  const { optimizer, train } = first;
  const owned = {
    ...likelihoodNumbers(trials),
    ...optimizerConstants(trials),
    ...(first.objective.secondBeta === undefined
      ? {}
      : { secondBeta: tf.tensor1d(members.map(({ objective }) => objective.secondBeta ?? objective.beta)) }),
  };
  // One rate for all lets the back end apply Adam in one operation a parameter.
  const oneRate = members.every((member) => member.optimizer.learningRate === optimizer.learningRate);
  const streams =
    train.batchSize === 'full'
      ? null
      : members.map(({ seed }, member) =>
          createBatchStream(data.dataset.count, batchSize, seedStream(seed, 'batches'), from?.batches?.[member]),
        );
  const noiseSeeds = members.map(({ seed }) => seedStream(seed, 'noise'));
  const pack = members.length;
  // The decoder has its own, where it takes fewer steps than the encoder.
  const scalarsAt = (step: number) =>
    updateScalars(trial.optimizer, step, train.encoderSteps === undefined ? null : decoderStep(train, step));
  let step = from?.step ?? 0;

  /** The numbers of the next `count` steps by name, a row each of `capacity`, with the shape and type of a row. */
  function rows(count: number, capacity: number): readonly Stack[] {
    const beta = floats('beta', [pack], capacity);
    const learningRate = floats('learningRate', oneRate ? [] : [pack, 1, 1], capacity);
    const ofUpdate = Object.keys(scalarsAt(1)).map((name) => floats(name, [], capacity));
    const indices = streams && integers('indices', [pack * batchSize], capacity);
    const noiseSeed = estimator.drawsNoise ? integers('noiseSeed', [pack, 2], capacity) : null;
    for (let row = 0; row < count; row++) {
      step++;
      const scalars = scalarsAt(step);
      for (const { name, values } of ofUpdate) values[row] = named(scalars, name);
      if (oneRate) learningRate.values[row] = learningRateAt(optimizer, step, train.steps);
      for (const [member, specification] of members.entries()) {
        const place = row * pack + member;
        beta.values[place] = betaAt(specification.objective, step);
        if (!oneRate) learningRate.values[place] = learningRateAt(specification.optimizer, step, train.steps);
        if (indices) streams?.[member]?.write(indices.values, place * batchSize);
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
    constant: { ...owned, ...dataInputs(trial, estimator, data) },
    shapeKey: JSON.stringify([data.dataset.count, data.dataset.condition?.dim ?? null, oneRate]),
    next: () => asTensors(rows(1, 1), []),
    nextStacked: (count, capacity) => asTensors(rows(count, capacity), [capacity]),
    done: () => step,
    batches: () => streams?.map((stream) => stream.state()) ?? null,
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

function dataInputs({ model }: TrialModel, estimator: StepParts['estimator'], data: DatasetTensors): Inputs {
  const constants = estimator.constants?.(data) ?? {};
  if (!estimator.readsData) return constants;
  const condition = data.condition('train');
  const shared = condition ? { condition } : {};
  if (!model.likelihood.isCentred) return { ...shared, values: data.plain('train'), mean: data.mean(), ...constants };
  return { ...shared, values: data.centred('train'), ...constants };
}
