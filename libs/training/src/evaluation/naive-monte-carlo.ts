import type { Backend } from '@collapse/backend';
import { logMeanExp } from '@collapse/closed-forms';
import type { Parameters } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import { dataSlice, likelihoodNumbers } from '../data/data-slice.ts';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import type { TrialModel } from '../trial-model.ts';
import { measured } from './measured.ts';
import { standardErrorOfMean } from './sampling-error.ts';

/** Rows of [points * samples, dim] that one pass holds, and samples decoded at a time. */
const ROWS_AT_ONCE = 4000;
const SAMPLES_AT_ONCE = 500;
/** Groups of samples whose spread tells the error of the estimate; a group is one sample where there are no more. */
const GROUPS = 64;

/** Mean over the data points looked at, nats. */
export interface NaiveEstimate {
  readonly logLikelihood: number;
  /** As an estimate for all data points; null where one point or one sample does not tell. */
  readonly standardError: number | null;
}

/**
 * The naive Monte Carlo estimate of log p(x), mean over the first `points` training data points, nats: log 1/n sum p(x|z),
 * z from the prior. A lower bound in expectation, and far below unless n is large against e^KL. One set of samples serves
 * all data points, which is unbiased for each p(x) and decodes each sample once.
 */
export function naiveLogLikelihood(
  backend: Backend,
  trial: TrialModel,
  parameters: Parameters,
  data: DatasetTensors,
  { samples, points, noiseSeed }: { samples: number; points: number; noiseSeed: readonly [number, number] },
): NaiveEstimate {
  const groups = Math.min(GROUPS, samples);
  const groupSums = Array.from({ length: groups }, () => new Float64Array(points).fill(Number.NEGATIVE_INFINITY));
  const estimates = new Float64Array(points).fill(Number.NEGATIVE_INFINITY);
  let draw = 0;
  for (let done = 0; done < samples; done += SAMPLES_AT_ONCE) {
    const now = Math.min(SAMPLES_AT_ONCE, samples - done);
    const seed = [noiseSeed[0], (noiseSeed[1] + draw++) | 0] as const;
    const logDensities = logDensitiesOf(backend, trial, parameters, data, { points, samples: now, seed });
    for (let point = 0; point < points; point++) {
      const sum = logMeanExp(logDensities.subarray(point * now, (point + 1) * now)) + Math.log(now);
      estimates[point] = logAddExp(estimates[point] as number, sum);
    }
    for (const { group, from, to } of groupsIn(done, now, samples, groups)) {
      const sums = groupSums[group] as Float64Array;
      for (let point = 0; point < points; point++) {
        const own = logDensities.subarray(point * now + from, point * now + to);
        sums[point] = logAddExp(sums[point] as number, logMeanExp(own) + Math.log(to - from));
      }
    }
  }
  const values = estimates.map((value) => value - Math.log(samples));
  return {
    logLikelihood: estimates.reduce((total, value) => total + (value - Math.log(samples)) / points, 0),
    standardError: standardErrorOfMean(
      { values, ...samplingVariances(groupSums, estimates, samples) },
      data.dataset.count,
    ),
  };
}

/** Which of the samples `done` to `done + now`, counted from `done`, belong to which group. */
function groupsIn(
  done: number,
  now: number,
  samples: number,
  groups: number,
): { readonly group: number; readonly from: number; readonly to: number }[] {
  const firstOf = (group: number) => firstOfGroup(group, samples, groups);
  return Array.from({ length: groups }, (_, group) => ({
    group,
    from: Math.max(0, firstOf(group) - done),
    to: Math.min(now, firstOf(group + 1) - done),
  })).filter(({ from, to }) => from < to);
}

function firstOfGroup(group: number, samples: number, groups: number): number {
  return Math.ceil((group * samples) / groups);
}

/**
 * Variances over the samples, which all points share, from the spread of groups of them: of the mean over the points, and
 * the mean of each point's own. To first order in the estimates' errors.
 */
function samplingVariances(
  groupSums: readonly Float64Array[],
  sums: Float64Array,
  samples: number,
): { withinVariance: number; samplingVariance: number } {
  const groups = groupSums.length;
  let withinVariance = 0;
  let samplingVariance = 0;
  for (const [group, own] of groupSums.entries()) {
    const share = (firstOfGroup(group + 1, samples, groups) - firstOfGroup(group, samples, groups)) / samples;
    let mean = 0;
    for (const [point, sum] of own.entries()) {
      const excess = Math.exp(sum - (sums[point] as number)) / share - 1;
      mean += excess / sums.length;
      withinVariance += (share * excess * excess) / sums.length;
    }
    samplingVariance += share * mean * mean;
  }
  return { withinVariance: withinVariance / (groups - 1), samplingVariance: samplingVariance / (groups - 1) };
}

/** ln p(x|z) for the first data points and some samples of z, shape [points, samples]. */
function logDensitiesOf(
  backend: Backend,
  trial: TrialModel,
  parameters: Parameters,
  data: DatasetTensors,
  { points, samples, seed }: { points: number; samples: number; seed: readonly [number, number] },
): Float32Array {
  const { model } = trial;
  return measured(() => {
    const z = backend.standardNormals([samples, model.latentDim], tf.tensor2d([...seed], [1, 2], 'int32'));
    const given = (condition: tf.Tensor | null) => model.decode(parameters, z, likelihoodNumbers([trial]), condition);
    const conditional = data.dataset.condition !== null;
    const shared = conditional ? null : given(null);
    const atOnce = conditional ? 1 : Math.max(1, Math.floor(ROWS_AT_ONCE / samples));
    const values = new Float32Array(points * samples);
    for (let start = 0; start < points; start += atOnce) {
      const count = Math.min(atOnce, points - start);
      const some = tf.tidy(() => {
        const { target, condition } = dataSlice(trial, data, 'train', start, count);
        const decoded = shared ?? given(condition ?? null);
        return model.likelihood.logDensity(tf.reshape(target, [count, 1, -1]), decoded);
      });
      values.set(some.dataSync<'float32'>(), start * samples);
      some.dispose();
    }
    return values;
  });
}

/** ln(e^a + e^b). */
function logAddExp(a: number, b: number): number {
  if (a === Number.NEGATIVE_INFINITY) return b;
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
}
