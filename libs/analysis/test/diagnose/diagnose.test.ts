import { eigendecompose, momentsOf } from '@collapse/closed-forms';
import test from 'ava';
import type { DiagnosedModel } from '../../src/diagnose/diagnose.ts';
import { diagnose, diagnosisText } from '../../src/diagnose/index.ts';
import type { TrainedLoss } from '../../src/diagnose/judge-model.ts';
import reference from './numpy-posteriors.json' with { type: 'json' };

const { arrays, shapes, variance } = reference;
const [count, latentDim] = shapes.means as [number, number];
const dim = shapes.x[1] as number;

const LOSS: TrainedLoss = { reduction: 'elbo', beta: 1, variance, batchSize: null, likelihood: 'gaussian' };

/** As numpy-posteriors.py draws. */
const normals = (size: number) => Float64Array.from({ length: size }, (_, index) => 1.3 * Math.sin(index ** 2 + 1));
const OPTIONS = { marginalPoints: 5000, uniform: () => 0, normals };

function dataOf(values: Float64Array, rows: number) {
  const moments = momentsOf(values, rows, values.length / rows);
  const { eigenvalues } = eigendecompose(moments);
  return { count: rows, dim: moments.dim, values, mean: moments.mean, eigenvalues, constant: [], duplicates: [] };
}

const x = Float64Array.from(arrays.x);
const means = Float64Array.from(arrays.means);
const weights = Float64Array.from(arrays.weights);
const logVariances = Float64Array.from(arrays.logVariances);

const model = (change: Partial<DiagnosedModel> = {}): DiagnosedModel => ({
  outputs: {
    count,
    latentDim,
    posteriorMean: means,
    posteriorVariance: logVariances.map(Math.exp),
    posteriorLogVariance: logVariances,
  },
  data: dataOf(x, count),
  reconstructions: Float64Array.from(x, (_, index) => {
    const [n, j] = [Math.floor(index / dim), index % dim];
    let value = arrays.bias[j] as number;
    for (let i = 0; i < latentDim; i++) value += (weights[j * latentDim + i] ?? 0) * (means[n * latentDim + i] ?? 0);
    return value;
  }),
  decoder: { latentDim, dim, decoderWeights: weights, decoderBias: Float64Array.from(arrays.bias) },
  loss: LOSS,
  ...change,
});

/** Every number of `expected` is where `actual` has it. */
function sameNumbers(actual: unknown, expected: unknown, path: string): string[] {
  if (typeof expected === 'number') {
    const difference = Math.abs(Number(actual) - expected);
    return typeof actual === 'number' && difference <= 1e-9 * Math.max(1, Math.abs(expected))
      ? []
      : [`${path}: ${actual} instead of ${expected}`];
  }
  return Object.entries(expected as object).flatMap(([key, value]) =>
    sameNumbers((actual as Readonly<Record<string, unknown>>)[key], value, `${path}.${key}`),
  );
}

test('every measure and standard error is what numpy gives', (t) => {
  const diagnosis = diagnose(model(), OPTIONS);
  t.deepEqual(sameNumbers(diagnosis, reference.values, 'diagnosis'), []);
  // A numerical derivative, of fewer digits.
  t.true(Math.abs((diagnosis.standardErrors.effectiveRank ?? 0) - reference.effectiveRankError) < 1e-7);
  t.deepEqual([diagnosis.marginalPoints, diagnosis.marginalSamples], [count, 100]);
});

test('variances that all data points share are those variances for each of them', (t) => {
  const shared = Float64Array.of(0.3, 0.9, 1);
  const outputs = { count, latentDim, posteriorMean: means, posteriorVariance: shared };
  const each = Float64Array.from(means, (_, index) => shared[index % latentDim] as number);
  const numbers = (change: typeof outputs) => {
    const { klPerDimension, mutualInformation, marginalKlAtLeast, decoder, standardErrors } = diagnose(
      model({ outputs: change }),
      OPTIONS,
    );
    return { klPerDimension, mutualInformation, marginalKlAtLeast, decoder, standardErrors };
  };
  const of = numbers({ ...outputs, posteriorVariance: each });
  t.deepEqual(sameNumbers(numbers(outputs), of, 'diagnosis'), []);
  t.true(of.standardErrors.kl > 0);
});

test('over fewer points the parts of the KL are of the ones drawn', (t) => {
  const draws = [0, 0.99, 0.5, 0.2];
  const { marginalPoints, mutualInformation, kl } = diagnose(model(), {
    ...OPTIONS,
    marginalPoints: 4,
    uniform: () => draws.shift() ?? 0,
  });
  t.is(marginalPoints, 4);
  t.true(mutualInformation <= Math.log(4));
  t.is(kl, diagnose(model(), OPTIONS).kl);
});

/** The best linear VAE at beta and variance, with all but its first `used` dimensions collapsed: Lucas et al. 2019. */
function linearVae(beta: number, decoderVariance: number, used = Number.POSITIVE_INFINITY): DiagnosedModel {
  const moments = momentsOf(x, count, dim);
  const { eigenvalues, eigenvectors } = eigendecompose(moments);
  const threshold = beta * decoderVariance;
  const posteriorMean = new Float64Array(count * latentDim);
  const posteriorVariance = new Float64Array(latentDim).fill(1);
  const decoderWeights = new Float64Array(dim * latentDim);
  for (let i = 0; i < latentDim; i++) {
    const eigenvalue = eigenvalues[i] as number;
    if (eigenvalue <= threshold || i >= used) continue;
    const length = Math.sqrt(eigenvalue - threshold);
    posteriorVariance[i] = threshold / eigenvalue;
    for (let j = 0; j < dim; j++) {
      const along = eigenvectors[j * dim + i] as number;
      decoderWeights[j * latentDim + i] = length * along;
      for (let n = 0; n < count; n++) {
        const at = n * latentDim + i;
        const centred = (x[n * dim + j] as number) - (moments.mean[j] as number);
        posteriorMean[at] = (posteriorMean[at] as number) + (length / eigenvalue) * along * centred;
      }
    }
  }
  return model({
    outputs: { count, latentDim, posteriorMean, posteriorVariance },
    decoder: { latentDim, dim, decoderWeights, decoderBias: moments.mean },
    reconstructions: null,
    loss: { ...LOSS, beta, variance: decoderVariance },
  });
}

test('a linear VAE at its optimum: exact, and what collapsed is the objective’s doing', (t) => {
  const eigenvalues = model().data?.eigenvalues ?? [];
  // Between the second and the third eigenvalue.
  const variance = Math.sqrt((eigenvalues[1] ?? 0) * (eigenvalues[2] ?? 0)) / 4;
  const diagnosis = diagnose(linearVae(4, variance), OPTIONS);
  const { evidence, predicted, verdict, activeUnits, belowOptimum, klPerDimension } = diagnosis;
  t.deepEqual([evidence, activeUnits, predicted?.active], ['exact', 2, 2]);
  t.deepEqual(sameNumbers(klPerDimension, predicted?.klPerDimension, 'kl'), []);
  t.true(Math.abs(belowOptimum ?? 1) < 1e-9);
  t.is(verdict?.kind, 'as-predicted');
  t.is(verdict?.text, "1 of 3 collapsed, as predicted: beta × variance, the objective's doing");
  t.regex(diagnosisText(diagnosis), /^2 of 3 latent dimensions are in use\. By the closed form, exact for .*: 1 of 3/m);
  t.regex(diagnosisText(diagnosis), /For 3 to live: lower beta to/);
  // pPCA at beta 1: q is the true posterior.
  const ppca = diagnose(linearVae(1, variance), OPTIONS);
  t.true(Math.abs(ppca.decoder?.posteriorKl ?? 1) < 1e-9);
  t.true((diagnosis.decoder?.posteriorKl ?? 0) > 0.01);
  t.regex(diagnosisText(ppca), /posteriors are 0 ± 0 nats from the true ones/);
});

test('a linear VAE that lost dimensions of its optimum: beyond prediction, and not the loss', (t) => {
  const variance = (model().data?.eigenvalues[2] ?? 0) / 10;
  const diagnosis = diagnose(linearVae(1, variance, 1), OPTIONS);
  t.is(diagnosis.verdict?.kind, 'beyond-prediction');
  t.regex(
    diagnosis.verdict?.text ?? '',
    /^2 more collapsed than predicted: the optimiser's or the amortisation's doing/,
  );
  t.regex(diagnosisText(diagnosis), /With this loss all 3 live in it: beta and the decoder variance need no change/);
});

test('a loss as written is the ELBO with the variance that it implies', (t) => {
  // mean-mean: beta x variance = d / (2 k) at beta 1.
  const optimum = linearVae(1, dim / (2 * latentDim));
  const written = { ...LOSS, reduction: 'mean-mean' as const, variance: null };
  const diagnosis = diagnose({ ...optimum, loss: written }, OPTIONS);
  const implied = dim / (2 * latentDim);
  t.true(Math.abs((diagnosis.explanation?.impliedBetaVariance ?? 0) - implied) < 1e-12);
  t.true(Math.abs((diagnosis.decoder?.variance ?? 0) - implied) < 1e-12);
  t.true(Math.abs(diagnosis.belowOptimum ?? 1) < 1e-9);
  t.is(diagnosis.evidence, 'exact');
  // Another beta than the model's: not at its optimum.
  const other = diagnose({ ...optimum, loss: { ...written, beta: 3 } }, OPTIONS);
  t.true((other.belowOptimum ?? 0) > 0.01);
});

test('a learned variance is taken at its best', (t) => {
  const diagnosis = diagnose(model({ loss: { ...LOSS, variance: 'learned' } }), OPTIONS);
  t.true(Math.abs((diagnosis.decoder?.variance ?? 0) - reference.values.decoder.squaredError / dim) < 1e-9);
  t.regex(diagnosisText(diagnosis), /the best for these posteriors/);
});

test('of any other decoder the closed form is a yardstick, and no sentence names a cause', (t) => {
  for (const change of [{ decoder: null }, { loss: { ...LOSS, likelihood: 'bernoulli' as const } }]) {
    const diagnosis = diagnose({ ...linearVae(1, 1e3), ...change }, OPTIONS);
    t.is(diagnosis.evidence, 'yardstick');
    t.is(diagnosis.decoder, null);
    t.is(diagnosis.belowOptimum, null);
    const text = diagnosisText(diagnosis);
    t.notRegex(text, /doing|optimiser|exact for/);
    t.regex(text, /A yardstick says where to look and names no cause/);
  }
});

test('without the loss or the data there are measures and no verdict', (t) => {
  const missing = diagnose(model({ loss: { missing: 'give the decoder variance as --variance' } }), OPTIONS);
  const bare = diagnose(model({ data: null, decoder: null, reconstructions: null }), OPTIONS);
  for (const { verdict, predicted, evidence, explanation, kl } of [missing, bare]) {
    t.deepEqual([verdict, predicted, evidence, explanation], [null, null, 'none', null]);
    t.true(Math.abs(kl - reference.values.kl) < 1e-9);
  }
  t.regex(diagnosisText(missing), /No verdict: give the decoder variance as --variance\./);
  t.regex(diagnosisText(bare), /No verdict: give the data as --data\./);
});

test('what has no optimum has no verdict but why', (t) => {
  const diagnosis = diagnose(model({ loss: { ...LOSS, beta: 0 } }), OPTIONS);
  t.is(diagnosis.evidence, 'none');
  t.regex(diagnosisText(diagnosis), /No closed form to compare with: beta is 0/);
});

test('words about dimensions that cost and say nothing, that are not settled, and points too few', (t) => {
  const text = diagnosisText(diagnose(model(), OPTIONS));
  t.regex(text, /Not in use, yet with a KL above 0\.01 nats: dimension 3\. /);
  t.regex(text, /Too few data points to tell whether it is in use, of dimension 2: /);
  const few = diagnose(model(), { ...OPTIONS, marginalPoints: 2 });
  t.regex(diagnosisText(few), /of which at least 0\.\d+ and at most 0\.843 are information about the data: 2 points/);
});

test('a rotation of the latent space shows as fewer axes than units', (t) => {
  const posteriorMean = Float64Array.from({ length: 2 * count }, (_, index) => Math.floor(index / 2) % 7);
  const outputs = { count, latentDim: 2, posteriorMean, posteriorVariance: Float64Array.of(0.5, 0.5) };
  const diagnosis = diagnose(model({ outputs, decoder: null, reconstructions: null }), OPTIONS);
  t.deepEqual([diagnosis.activeUnits, diagnosis.activeAxes], [2, 1]);
  t.regex(diagnosisText(diagnosis), /vary along 1 direction .* spread over 2 dimensions/);
});
