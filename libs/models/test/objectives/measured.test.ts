import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { bindObjective, type Fields, named, OBJECTIVES } from '../../src/index.ts';
import { backend, normals } from '../random-parameters.ts';

test.before(() => backend.description);

const [points, dim, k] = [7, 5, 3];
const variance = 0.4;

const freeBits = (nats: number, per: string, over: string) => ({ freeBits: { nats, per, over } });
/** The fields that each objective is tried with. */
const fields: Readonly<Record<string, readonly Fields[]>> = {
  elbo: [{}],
  'written-loss': ['sum-sum', 'batch-batch', 'mean-sum', 'mean-batch', 'mean-mean'].map((reduction) => ({ reduction })),
  'free-bits': [
    freeBits(0.6, 'dimension', 'batch'),
    freeBits(0.6, 'dimension', 'example'),
    freeBits(2, 'total', 'batch'),
    freeBits(2, 'total', 'example'),
    freeBits(99, 'total', 'batch'),
    freeBits(0, 'dimension', 'example'),
  ],
};

/** Random squared errors of each data point, and KLs of each point and dimension, a level. */
const errors = [...normals(points, 1)].map((value) => value ** 2);
const kls = [2, 3].map((seed) => normals(points * k, seed).map((value) => value ** 2));
const weights = [1.3, 0.7];
const mean = (values: readonly number[]) => values.reduce((total, value) => total + value / values.length, 0);
const ofDimension = (kl: Float32Array, i: number) => mean([...kl].filter((_, index) => index % k === i));

function valueAndMeasured(objective: (typeof OBJECTIVES)[number], own: Fields, levels: number, isGaussian: boolean) {
  const bound = bindObjective(tf, objective, own);
  const sizes = { batchSize: points, dim, latentDim: k };
  // What an objective that scores errors gets in a step is minus the error; over the whole data set it is the density.
  const density = errors.map((e) => -(dim * Math.log(2 * Math.PI * variance) + e / variance) / 2);
  const scores = isGaussian && !bound.scoresErrors ? density : errors.map((e) => -e);
  const value = tf.tidy(() => {
    const terms = {
      meanReconstruction: () => tf.tensor1d([mean(scores)]),
      levels: kls.slice(0, levels).map((values, level) => {
        const kl = tf.tensor(values, [1, points, k]);
        return {
          name: `z${level}`,
          weight: tf.tensor1d([weights[level] ?? 0]),
          meanKl: () => tf.mean(tf.sum(kl, -1), -1),
          klOfPoints: () => tf.sum(kl, -1),
          klPerDimension: () => tf.mean(kl, 1),
          kl: () => kl,
        };
      }),
    };
    const computed = bound.value(terms, sizes, {});
    return { shape: computed.shape, number: computed.dataSync()[0] ?? Number.NaN };
  });
  const measured = bound.measured(
    {
      reconstruction: isGaussian ? mean(density) : mean(scores),
      gaussian: isGaussian ? { learn: 'fixed', variance, varianceFloor: 0 } : null,
      levels: kls.slice(0, levels).map((values, level) => {
        const klPerDimension = Array.from({ length: k }, (_, i) => ofDimension(values, i));
        return {
          weight: weights[level] ?? 0,
          kl: klPerDimension.reduce((total, own) => total + own, 0),
          klPerDimension,
          klOfPoints: () => Float64Array.from(values),
        };
      }),
    },
    sizes,
  );
  return { ...value, measured };
}

for (const objective of OBJECTIVES) {
  test(`${objective.kind}: what training maximizes and what is measured are one number`, (t) => {
    for (const own of named(fields, objective.kind)) {
      for (const levels of [1, 2]) {
        for (const isGaussian of [true, false]) {
          const { shape, number, measured } = valueAndMeasured(objective, own, levels, isGaussian);
          if (measured === null) return t.fail('the parts of the ELBO tell every objective that is built in');
          t.deepEqual(shape, [1]);
          t.true(
            Math.abs(number - measured) < 2e-6 * (1 + Math.abs(measured)),
            `${JSON.stringify(own)}, ${levels} levels: ${number} against ${measured}`,
          );
        }
      }
    }
  });

  test(`${objective.kind}: a nat of KL is worth perNat`, (t) => {
    const sizes = { batchSize: points, dim, latentDim: k };
    for (const own of named(fields, objective.kind)) {
      const bound = bindObjective(tf, objective, own);
      const at = (kl: number): number =>
        bound.measured(
          {
            reconstruction: -1,
            gaussian: null,
            levels: [{ weight: 1, kl, klPerDimension: [kl], klOfPoints: () => new Float64Array(points).fill(kl) }],
          },
          sizes,
        ) ?? Number.NaN;
      const worth = at(200) - at(201);
      t.true(Math.abs(worth - (bound.perNat(sizes) ?? Number.NaN)) < 1e-9, `${JSON.stringify(own)}: ${worth}`);
    }
  });
}
