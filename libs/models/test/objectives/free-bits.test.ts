import { trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { BUILT_IN, bindObjective, ESTIMATORS, estimatorOf, objectiveOf } from '../../src/index.ts';
import { klPerDimension, posterior, rows } from '../brute-force-vae.ts';
import { openSetting } from '../open-setting.ts';
import { arraysOf, backend, normals, randomParameters, tensorsOf } from '../random-parameters.ts';

test.before(() => backend.description);

const [points, dim, k, beta] = [8, 4, 3, 1.6];
const sizes = { batchSize: points, dim, latentDim: k };
const mean = (values: readonly number[]) => values.reduce((total, value) => total + value / values.length, 0);
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

interface FreeBits {
  readonly nats: number;
  readonly per: 'dimension' | 'total';
  readonly over: 'batch' | 'example';
}

/** The KL that is charged for, of the KLs of each data point and dimension, by its definition. */
function charged(kls: number[][], { nats, per, over }: FreeBits): number {
  const hinge = (kl: number) => (kl < nats ? nats : kl);
  if (over === 'example') {
    return mean(kls.map((kl) => (per === 'dimension' ? total(kl.map(hinge)) : hinge(total(kl)))));
  }
  const means = Array.from({ length: k }, (_, i) => mean(kls.map((kl) => kl[i] ?? Number.NaN)));
  return per === 'dimension' ? total(means.map(hinge)) : hinge(total(means));
}

/** Of each, some numbers of nats that some KLs lie below and others above. */
const cases: readonly FreeBits[] = [
  { nats: 0, per: 'dimension', over: 'batch' },
  { nats: 0.3, per: 'dimension', over: 'batch' },
  { nats: 0.3, per: 'dimension', over: 'example' },
  { nats: 0.2, per: 'total', over: 'batch' },
  { nats: 1, per: 'total', over: 'example' },
  { nats: 50, per: 'total', over: 'batch' },
];

const objectiveWith = (freeBits: FreeBits) =>
  bindObjective(tf, objectiveOf(BUILT_IN, { kind: 'free-bits' }), { reduction: 'elbo', freeBits });

for (const freeBits of cases) {
  const name = `${freeBits.nats} nats per ${freeBits.per} over ${freeBits.over}`;
  for (const estimator of ['analytic', 'stochastic'] as const) {
    test(`${name}, ${estimator}: max(nats, KL) takes the place of the KL, by each estimator that fits`, (t) => {
      const specification = trialSpecification.parse({
        dataset: { name: 'synthetic', eigenvalues: [1], dim, count: points },
        model: { latentDim: k },
        likelihood: { variance: 0.5 },
        objective: { estimator, freeBits, beta },
        train: { steps: 1 },
      });
      const setting = openSetting(specification, dim);
      t.is(setting.objective.kind, 'free-bits');
      const random = randomParameters(setting.model.parameters, 1, 3);
      const data = centred(rows(normals(points * dim, 4), dim));
      const covariance = Array.from({ length: dim * dim }, (_, index) =>
        mean(data.map((x) => (x[Math.floor(index / dim)] ?? 0) * (x[index % dim] ?? 0))),
      );
      const kls = data.map((x) => klPerDimension(posterior(arraysOf(random), specification, x)));
      const fitting = ESTIMATORS.filter((one) => one.drawsNoise === (estimator === 'stochastic') && one.fits(setting));
      t.is(fitting[0], estimatorOf([setting]));
      // Only estimators that look at data points can tell the KL of each.
      t.true(freeBits.over === 'batch' || fitting.every((one) => one.readsData));
      for (const one of fitting) {
        const [value, reconstruction] = tf.tidy(() => {
          const x = tf.tensor(data.flat(), [1, points, dim]);
          const terms = one.terms(setting, tensorsOf(random, [0]), {
            input: x,
            target: x,
            noise: tf.tensor(normals(points * k, 5), [1, points, k]),
            squaredNorms: tf.sum(tf.square(x), -1),
            covariance: tf.tensor(covariance, [1, dim, dim]),
            variances: tf.tensor(
              covariance.filter((_, index) => index % (dim + 1) === 0),
              [1, 1, dim],
            ),
            fixedLogVariance: tf.fill([1, 1, 1], Math.log(0.5)),
            beta: tf.tensor1d([beta]),
          });
          return [setting.objective.value(terms, sizes, {}), terms.meanReconstruction()].map(
            (tensor) => tensor.dataSync()[0] ?? Number.NaN,
          ) as [number, number];
        });
        const expected = reconstruction - beta * charged(kls, freeBits);
        t.true(
          Math.abs(value - expected) < 2e-5 * (1 + Math.abs(expected)),
          `${one.name}: ${value} against ${expected}`,
        );
        const measured = setting.objective.measured(
          {
            reconstruction,
            gaussian: { learn: 'fixed', variance: 0.5, varianceFloor: 0 },
            levels: [
              {
                weight: beta,
                kl: mean(kls.map(total)),
                klPerDimension: Array.from({ length: k }, (_, i) => mean(kls.map((kl) => kl[i] ?? Number.NaN))),
                klOfPoints: () => Float64Array.from(kls.flat()),
              },
            ],
          },
          sizes,
        );
        t.true(
          Math.abs((measured ?? Number.NaN) - expected) < 1e-9 * (1 + Math.abs(expected)),
          `${measured} against ${expected}`,
        );
      }
    });
  }

  test(`${name}: below the free nats the KL has no gradient, above them its own`, (t) => {
    const { model } = openSetting(
      trialSpecification.parse({
        dataset: { name: 'synthetic', eigenvalues: [1], dim, count: points },
        model: { latentDim: k, encoder: { variance: 'amortized' } },
        train: { steps: 1 },
      }),
      dim,
    );
    // Means and variances that shrink from dimension to dimension and grow from point to point: some KLs of each kind
    // are below any number of nats in question, and some above.
    const scale = (index: number) => (1 + Math.floor(index / k)) / points / (1 + (index % k) ** 2);
    const means = [...normals(points * k, 6)].map((value, index) => 2 * value * scale(index));
    const logVariances = [...normals(points * k, 7)].map((value, index) => value * scale(index));
    const objective = objectiveWith(freeBits);
    const { value, grads } = tf.valueAndGrads((...given: tf.Tensor[]) => {
      const [mean, logVariance] = given as [tf.Tensor, tf.Tensor];
      const levels = model.levels({}, { mean, logVariance }, { beta: tf.tensor1d([beta]) });
      return tf.sum(objective.value({ meanReconstruction: () => tf.zeros([1]), levels }, sizes, {})) as tf.Scalar;
    })([tf.tensor(means, [1, points, k]), tf.tensor(logVariances, [1, points, k])]);
    const kls = rows(means, k).map((mean, n) => klPerDimension({ mean, logVariance: rows(logVariances, k)[n] ?? [] }));
    const [ofMean, ofLogVariance] = grads as [tf.Tensor, tf.Tensor];
    const computed = -(value.dataSync()[0] ?? Number.NaN) / beta;
    const expectedValue = charged(kls, freeBits);
    t.true(Math.abs(computed - expectedValue) < 1e-5 * (1 + expectedValue), `${computed} against ${expectedValue}`);
    const counts = [0, 0];
    for (let index = 0; index < points * k; index++) {
      const [n, i] = [Math.floor(index / k), index % k];
      const isAbove = isCharged(kls, n, i, freeBits);
      counts[Number(isAbove)] = (counts[Number(isAbove)] ?? 0) + 1;
      const each = isAbove ? -beta / points : 0;
      const expected = [each * (means[index] ?? 0), (each * (Math.exp(logVariances[index] ?? 0) - 1)) / 2];
      const found = [ofMean.dataSync()[index] ?? Number.NaN, ofLogVariance.dataSync()[index] ?? Number.NaN];
      for (const [part, gradient] of found.entries()) {
        const right = expected[part] ?? Number.NaN;
        if (isAbove) t.true(Math.abs(gradient - right) < 1e-6, `${part} of ${index}: ${gradient} against ${right}`);
        else t.true(gradient === 0, `${part} of ${index}: ${gradient}`);
      }
    }
    const mixed = freeBits.nats > 0 && !(freeBits.per === 'total' && freeBits.over === 'batch');
    t.is(
      counts.every((count) => count > 0),
      mixed,
      `${counts}`,
    );
  });
}

/** Whether the KL of a data point and dimension counts towards what is charged. */
function isCharged(kls: number[][], n: number, i: number, { nats, per, over }: FreeBits): boolean {
  const points = over === 'example' ? [kls[n] ?? []] : kls;
  const sums = points.map((kl) => (per === 'dimension' ? (kl[i] ?? Number.NaN) : total(kl)));
  return mean(sums) > nats;
}

function centred(data: number[][]): number[][] {
  return data.map((x) => x.map((value, j) => value - mean(data.map((other) => other[j] ?? Number.NaN))));
}

test('what an estimator or a measurement cannot tell is asked for by name', (t) => {
  const level = { name: 'z1', weight: tf.tensor1d([1]), meanKl: () => tf.zeros([1]) };
  const terms = { meanReconstruction: () => tf.zeros([1]), levels: [level] };
  for (const over of ['batch', 'example'] as const) {
    const objective = objectiveWith({ nats: 1, per: 'dimension', over });
    t.is(objective.needs, over === 'example' ? 'examples' : 'means');
    t.throws(() => objective.value(terms, sizes, {}), { message: 'free bits need more than the mean KL of level z1' });
  }
  const measured = { weight: 1, kl: 1, klPerDimension: [1], klOfPoints: null };
  const ofExamples = objectiveWith({ nats: 1, per: 'dimension', over: 'example' });
  t.throws(() => ofExamples.measured({ reconstruction: 0, gaussian: null, levels: [measured] }, sizes), {
    message: 'free bits of each data point need its KL',
  });
});

test('two levels have no KL of each dimension, and are refused', (t) => {
  const objective = objectiveOf(BUILT_IN, { kind: 'free-bits' });
  const own = { reduction: 'elbo', freeBits: { nats: 1, per: 'dimension', over: 'batch' } };
  t.deepEqual(objective.check?.(own, { reduction: 'elbo', levels: 1 }), []);
  t.deepEqual(
    objective.check?.(own, { reduction: 'elbo', levels: 2 }).map(({ field }) => field),
    ['objective.freeBits'],
  );
});
