import { ppcaMaximum, ppcaMaximumAtVariance } from '@collapse/closed-forms';
import { compareWithTheory } from '../compare-with-theory.ts';
import { plural } from '../counting-words.ts';
import { likelihoodByLatentsFigure } from '../figures/likelihood-by-latents.ts';
import { shortBound, shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { largest, optimumDeviation } from './deviations.ts';
import { dataOf, doneRows, type StudyEvidence } from './evidence.ts';
import { meansOver, pointsOver, seedWords } from './over-seeds.ts';
import type { StudyReport } from './study-report.ts';

const LATENT_DIM = 'model.latentDim';
/** Nats that nobody would see in the source's figure. */
const SAME = 1;

/** Lucas et al. 2019, figure 2: the ELBO of a linear VAE has the pPCA maximum as its supremum, whatever k. */
export function likelihoodByLatents(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const learned = rows.filter(({ fields }) => fields['likelihood.learn'] === 'scalar');
  const fixed = rows.filter(({ fields }) => fields['likelihood.learn'] === 'fixed');
  const [example] = rows;
  if (example === undefined) throw new RangeError('no trial is done');
  const { eigenvalues } = dataOf(evidence, example).spectrum;
  const variance = fixed.map((row) => numberAt(row, 'likelihood.variance') ?? 1)[0] ?? 1;
  const most = Math.max(...rows.map(latentDimOf));
  const latentDims = Array.from({ length: 61 }, (_, index) => Math.round((most * index) / 60));
  const maxima = {
    free: [...new Set(latentDims)].map((k) => ({ x: k, y: freeMaximum(eigenvalues, k) })),
    fixed: [...new Set(latentDims)].map((k) => ({ x: k, y: fixedMaximum(eigenvalues, k, variance) })),
  };
  const bestAtVariance = closestVariance(eigenvalues, fixed.map(latentDimOf), variance);
  const aboveMaximum = rows.filter(({ metrics }) => {
    return metrics.log_likelihood !== null && (metrics.elbo ?? 0) > metrics.log_likelihood;
  });
  const active = fixed.map((row) => row.metrics.active_units ?? 0);
  const predicted = fixed.map((row) => row.metrics.active_units_predicted ?? 0);
  const near = Math.max(0, ...fixed.map((row) => row.metrics.active_units_near_threshold ?? 0));
  const optimum = optimumDeviation(rows);
  return {
    headline: `Over ${new Set(rows.map(latentDimOf)).size} numbers of latent dimensions up to ${most}, the trained ELBOs of ${plural(rows.length, 'linear VAE')} (${seedWords(rows)}) end at most ${shortBound(optimum.value)} nats below the closed-form maximum of log p(x).`,
    statements: [
      {
        agrees: optimum.value < SAME,
        text: `Nats below the maximum of log p(x) at the end, by latent dimensions, mean over ${seedWords(rows)} ± standard error: variance learned ${gapWords(learned)}; fixed ${gapWords(fixed)}.`,
      },
      {
        agrees: null,
        text: `Of these nats KL(q ‖ posterior), which is zero only where the columns of W are orthogonal, makes up, mean over seeds, variance learned ${klWords(learned)}; fixed ${klWords(fixed)}. log p(x) itself ends that much nearer to its maximum.`,
      },
      {
        agrees: aboveMaximum.length === 0,
        text: `${aboveMaximum.length} of ${rows.length} trained ELBOs exceed the exact log p(x) of their model.`,
      },
      {
        agrees: Math.abs(variance / bestAtVariance.variance - 1) < 1e-3,
        text: `The fixed variance, ${variance}, is the maximum's own at ${bestAtVariance.latentDim} latent dimensions (${bestAtVariance.variance.toPrecision(6)}). At ${most} dimensions the fixed maximum is ${shortNumber(fixedMaximum(eigenvalues, most, variance))} nats, ${shortNumber(freeMaximum(eigenvalues, most) - fixedMaximum(eigenvalues, most, variance))} below the free one.`,
      },
      {
        agrees: null,
        text: `At the fixed variance ${shortNumber(Math.max(...active))} dimensions are in use at most, of up to ${most}; the closed form has ${shortNumber(Math.max(...predicted))} at most${near === 0 ? '' : `, with up to ${near} within 2% of their threshold`}.`,
      },
    ],
    deviations: [
      optimumDeviation(learned, 'trained objective to optimum, variance learned'),
      optimumDeviation(fixed, 'trained objective to optimum, variance fixed'),
      varianceDeviation(evidence, learned),
    ],
    figures: [
      {
        name: 'likelihood-by-latents',
        title: 'What more latent dimensions can gain, and what training gains',
        caption: `Lines: the exact maximum of log p(x), with the decoder variance at its best for each number of dimensions, and fixed. Points: ELBOs of linear VAEs after training from random weights, mean and range over ${seedWords(rows)}.`,
        spec: (width) =>
          likelihoodByLatentsFigure(
            { variance, ...maxima, trainedFree: elbos(learned), trainedFixed: elbos(fixed) },
            width,
          ),
      },
    ],
  };
}

function elbos(rows: readonly TrialRow[]) {
  return pointsOver(rows, LATENT_DIM, ({ metrics }) => metrics.elbo);
}

function gapWords(rows: readonly TrialRow[]): string {
  return meansOver(rows, LATENT_DIM, (row) => compareWithTheory(row).objectiveGap);
}

function klWords(rows: readonly TrialRow[]): string {
  const kls = pointsOver(rows, LATENT_DIM, ({ metrics }) => metrics.posterior_kl);
  return kls.map(({ x, y }) => `${x}: ${shortNumber(y)}`).join(', ');
}

function latentDimOf(row: TrialRow): number {
  return numberAt(row, LATENT_DIM) ?? 0;
}

/** Without latent dimensions the best Gaussian with one variance: its mean eigenvalue. */
function freeMaximum(eigenvalues: Float64Array, latentDim: number): number {
  if (latentDim > 0) return ppcaMaximum(eigenvalues, latentDim).logLikelihood;
  return fixedMaximum(eigenvalues, 0, eigenvalues.reduce((sum, value) => sum + value, 0) / eigenvalues.length);
}

function fixedMaximum(eigenvalues: Float64Array, latentDim: number, variance: number): number {
  if (latentDim > 0) return ppcaMaximumAtVariance(eigenvalues, latentDim, variance).logLikelihood;
  const trace = eigenvalues.reduce((sum, value) => sum + value, 0);
  return -(eigenvalues.length * Math.log(2 * Math.PI * variance) + trace / variance) / 2;
}

/** The number of latent dimensions whose own best variance is nearest, among those that were trained. */
function closestVariance(eigenvalues: Float64Array, latentDims: readonly number[], variance: number) {
  const candidates = latentDims.map((latentDim) => ({
    latentDim,
    variance: ppcaMaximum(eigenvalues, latentDim).variance,
  }));
  const distance = (candidate: { readonly variance: number }) => Math.abs(Math.log(candidate.variance / variance));
  const [first] = candidates.toSorted((one, other) => distance(one) - distance(other));
  return first ?? { latentDim: 0, variance };
}

function varianceDeviation(evidence: StudyEvidence, rows: readonly TrialRow[]) {
  const ratios = rows.map((row) => {
    const best = ppcaMaximum(dataOf(evidence, row).spectrum.eigenvalues, latentDimOf(row)).variance;
    return (row.metrics.decoder_variance ?? 0) / best - 1;
  });
  return {
    what: 'learned decoder variance to the closed form',
    value: largest(ratios),
    limit: 0.01,
    unit: 'relative' as const,
    trials: rows.length,
  };
}
