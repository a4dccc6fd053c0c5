import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend, Step } from '@collapse/backend';
import { type NetworkFields, vaeFieldsOf } from '@collapse/models';
import { type TrialSpecification, trialSpecification } from '@collapse/trials';
import type * as tf from '@tensorflow/tfjs-core';
import { eager } from './eager-backend.ts';
import { createTrainingRuns } from './training-runs.ts';
import type { Work } from './works.ts';

const STEPS = 10;

/** What a recorded training run took in and gave out, step after step. */
interface Recording {
  readonly parameters: Map<string, tf.Tensor>;
  readonly indices: Int32Array[];
  readonly noise: Float32Array[];
  readonly objectives: number[][];
}

/**
 * Trains a work for a few steps and writes all that another program needs to do the same steps: settings and recorded
 * objectives in work.json; weights, data, batches and noise as raw little-endian arrays beside it.
 */
export async function recordWork(backend: Backend, { trials }: Pick<Work, 'trials'>, folder: string): Promise<void> {
  const [first] = trials;
  if (!first) throw new Error('a work needs a trial');
  const recording: Recording = { parameters: new Map(), indices: [], noise: [], objectives: [] };
  const runs = createTrainingRuns(recordingBackend(backend, recording));
  await runs.train(trials, STEPS, () => {}, new AbortController().signal);
  const specifications = trials.map((trial) => trialSpecification.parse(trial));
  const specification = trialSpecification.parse(first);
  const { values, moments, count, dim } = await runs.dataset(first);
  const { model, likelihood, train } = specification;
  const batchSize = train.batchSize === 'full' ? count : train.batchSize;
  const arrays = arrayWriter(folder);
  for (const [name, tensor] of recording.parameters) {
    arrays.write(`parameter.${name}`, tensor.shape, tensor.dataSync<'float32'>());
    tensor.dispose();
  }
  const gaussian = likelihood.kind === 'gaussian';
  const mean = Float32Array.from(moments.mean);
  const centre = (value: number, index: number) => value - (moments.mean[index % dim] ?? 0);
  arrays.write('values', [count, dim], gaussian ? values.map(centre) : values);
  arrays.write('mean', [dim], mean);
  if (specification.objective.estimator === 'analytic') {
    const { covariance } = moments;
    arrays.write('covariance', [1, dim, dim], Float32Array.from(covariance));
    arrays.write(
      'variances',
      [1, 1, dim],
      Float32Array.from({ length: dim }, (_, index) => covariance[index * (dim + 1)] ?? 0),
    );
  }
  const pack = trials.length;
  if (recording.indices.length > 0) arrays.write('indices', [STEPS, pack, batchSize], ...recording.indices);
  if (recording.noise.length > 0) arrays.write('noise', [STEPS, pack, batchSize, model.latentDim], ...recording.noise);
  const fields = {
    ...settingsOf(specification),
    packSize: pack,
    batchSize,
    count,
    dim,
    beta: specifications.map(({ objective }) => objective.beta),
    logVariance: specifications.map((member) => Math.log(Number(member.likelihood.variance))),
    learningRate: specifications.map((member) => member.optimizer.learningRate),
    recordedSteps: STEPS,
    objectives: recording.objectives,
  };
  writeFileSync(join(folder, 'work.json'), JSON.stringify({ fields, arrays: arrays.entries }));
}

function settingsOf({ model, likelihood, objective }: TrialSpecification) {
  const vae = vaeFieldsOf(model);
  if (!vae) throw new Error('the recorded work is of VAEs');
  const { encoder, decoder } = vae;
  return {
    latentDim: model.latentDim,
    encoderDepth: depthOf(encoder),
    decoderDepth: depthOf(decoder),
    encoderVariance: encoder.variance,
    likelihood: likelihood.kind,
    estimator: objective.estimator,
  };
}

function recordingBackend(backend: Backend, recording: Recording): Backend {
  let inStep = false;
  return {
    ...backend,
    standardNormals(shape, seeds) {
      const normals = backend.standardNormals(shape, seeds);
      if (inStep) recording.noise.push(normals.dataSync<'float32'>().slice());
      return normals;
    },
    compile(step: Step) {
      const run = eager(step);
      const call: Step = (variables, inputs) => {
        for (const [name, variable] of Object.entries(variables)) {
          const isMoment = name.includes('/');
          if (isMoment || recording.parameters.has(name)) continue;
          recording.parameters.set(name, backend.readVariable(variable));
        }
        if (inputs.indices) recording.indices.push(inputs.indices.dataSync<'int32'>().slice());
        inStep = true;
        const outputs = run(variables, inputs);
        inStep = false;
        recording.objectives.push([...(outputs.objective?.dataSync<'float32'>() ?? [])]);
        return outputs;
      };
      return Object.assign(call, { dispose: () => {} });
    },
  };
}

function arrayWriter(folder: string) {
  mkdirSync(folder, { recursive: true });
  const entries: Record<string, { dtype: string; shape: readonly number[] }> = {};
  return {
    entries,
    write(name: string, shape: readonly number[], ...parts: readonly (Float32Array | Int32Array)[]) {
      entries[name] = { dtype: parts[0] instanceof Int32Array ? '<i4' : '<f4', shape };
      const bytes = parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength));
      writeFileSync(join(folder, `${name}.bin`), Buffer.concat(bytes));
    },
  };
}

/** Hidden layers of a dense network, which is what the peers have too. */
function depthOf({ hidden }: NetworkFields): number {
  if (!Array.isArray(hidden)) throw new Error('the recorded work is of dense networks');
  return hidden.length;
}
