import { ACTIVE_ABOVE } from '@collapse/closed-forms';
import { counted, percent } from '../counting-words.ts';
import { shortNumber } from '../short-number.ts';
import type { Diagnosis } from './diagnose.ts';

/** Mutual information above this share of what so many points can show is as good as all they can. */
const SATURATED = 0.8;
/** Standard errors from ACTIVE_ABOVE within which it is open whether a dimension is active. */
const OPEN_ERRORS = 2;
const ROUNDING = 1e-9;

/** What the dimensions do, and what the evidence says of that: the first sentences of page and terminal. */
export function headlineOf(diagnosis: Diagnosis): readonly string[] {
  return [countSentence(diagnosis), ...verdictSentences(diagnosis)];
}

function countSentence({ latentDim, activeUnits, verdict }: Diagnosis): string {
  if (activeUnits === 0) {
    return latentDim === 1
      ? 'The only latent dimension is not in use: it collapsed onto the prior.'
      : `None of the ${latentDim} latent dimensions is in use: all collapsed onto the prior.`;
  }
  if (activeUnits === latentDim) return `All ${latentDim} latent dimensions are in use.`;
  const inUse = `${activeUnits} of ${latentDim} latent dimensions ${activeUnits === 1 ? 'is' : 'are'} in use`;
  // The verdict has the count of the others.
  return verdict === null ? `${inUse}; ${latentDim - activeUnits} collapsed.` : `${inUse}.`;
}

function verdictSentences({ verdict, noVerdict, evidence, explanation }: Diagnosis): string[] {
  if (verdict === null || explanation === null) return [`No verdict: ${noVerdict}.`];
  if (evidence === 'exact') return [`By the closed form, exact for a linear decoder with this loss: ${verdict.text}.`];
  if (evidence === 'yardstick') {
    return [
      `Beside the best linear VAE with this loss: ${verdict.text}.`,
      'A yardstick says where to look and names no cause.',
    ];
  }
  return [`No closed form to compare with: ${explanation.noOptimum}.`];
}

/** What stands behind it, a sentence or two each. */
export function detailsOf(diagnosis: Diagnosis): readonly string[] {
  return [
    ...lossDetail(diagnosis),
    informationDetail(diagnosis),
    ...rotationDetail(diagnosis),
    ...costlyDetail(diagnosis),
    ...openDetail(diagnosis),
    ...decoderDetail(diagnosis),
    ...reconstructionDetail(diagnosis),
  ];
}

function lossDetail({ explanation }: Diagnosis): string[] {
  if (explanation === null || explanation.impliedBetaVariance === null) return [];
  const { settings, impliedBetaVariance, eigenvalues, latentDim } = explanation;
  const name = settings.reduction === 'elbo' ? 'ELBO' : `loss ${settings.reduction}`;
  const above = eigenvalues.filter((eigenvalue) => eigenvalue > impliedBetaVariance).length;
  return [
    `The ${name} with beta ${shortNumber(settings.beta)} comes to beta × variance = ${shortNumber(impliedBetaVariance)}. A linear VAE uses the directions of the data whose variance is above that, at most ${counted(latentDim)} of them. Here ${above === 1 ? 'it is' : 'they are'} ${counted(above)} of ${counted(eigenvalues.length)}, and the largest variance is ${shortNumber(eigenvalues[0] ?? 0)}.`,
  ];
}

function informationDetail(diagnosis: Diagnosis): string {
  const { kl, mutualInformation, mutualInformationAtMost, marginalKl, marginalPoints, count } = diagnosis;
  const errors = diagnosis.standardErrors;
  const parts = `The KL is ${withError(kl, errors.kl)} nats per data point`;
  const over =
    marginalPoints < count
      ? `over ${counted(marginalPoints)} data points drawn at random (over all of them the information is no less, and at most ${shortNumber(mutualInformationAtMost)})`
      : 'over all data points';
  const most = Math.log(marginalPoints);
  if (mutualInformation > SATURATED * most) {
    const more = marginalPoints < count ? ' (--marginal-points takes more)' : '';
    return `${parts}, of which at least ${shortNumber(mutualInformation)} and at most ${shortNumber(mutualInformationAtMost)} are information about the data: ${counted(marginalPoints)} points show no more than ${shortNumber(most)}${more}, and the upper bound is what the first two moments of all posteriors leave.`;
  }
  return `${parts}: ${withError(mutualInformation, errors.mutualInformation)} of information about the data and ${withError(marginalKl, errors.marginalKl)} of distance between all posteriors together and the prior, both ${over}.`;
}

function rotationDetail({ activeAxes, activeUnits }: Diagnosis): string[] {
  if (activeAxes === activeUnits) return [];
  return [
    `The posterior means vary along ${counted(activeAxes)} ${activeAxes === 1 ? 'direction' : 'directions'} (variance above ${ACTIVE_ABOVE}), spread over ${counted(activeUnits)} ${activeUnits === 1 ? 'dimension' : 'dimensions'}: the latent space is rotated against its axes.`,
  ];
}

/** Dimensions that cost KL whatever the data point is. */
function costlyDetail({ klPerDimension, posteriorMeanVariance }: Diagnosis): string[] {
  const costly = klPerDimension.flatMap((kl, index) =>
    kl > ACTIVE_ABOVE && (posteriorMeanVariance[index] ?? 0) <= ACTIVE_ABOVE ? [index + 1] : [],
  );
  if (costly.length === 0) return [];
  return [
    `Not in use, yet with a KL above ${ACTIVE_ABOVE} nats: ${namesOf(costly)}. Such a dimension is off the prior by the same for every data point, so that it costs KL and says nothing.`,
  ];
}

function openDetail({ posteriorMeanVariance, standardErrors }: Diagnosis): string[] {
  const open = posteriorMeanVariance.flatMap((variance, index) =>
    Math.abs(variance - ACTIVE_ABOVE) < OPEN_ERRORS * (standardErrors.posteriorMeanVariance[index] ?? 0)
      ? [index + 1]
      : [],
  );
  if (open.length === 0) return [];
  return [
    `Too few data points to tell whether it is in use, of ${namesOf(open)}: the variance of the mean is within two standard errors of ${ACTIVE_ABOVE}.`,
  ];
}

function decoderDetail({ decoder, explanation, belowOptimum }: Diagnosis): string[] {
  if (decoder === null || explanation === null) return [];
  const { logLikelihood, elbo, posteriorKl, variance, standardErrors: errors } = decoder;
  const learned = explanation.settings.variance === 'learned' ? ', the best for these posteriors' : '';
  const below =
    belowOptimum === null
      ? ''
      : ` The objective is ${shortNumber(settled(Math.max(0, belowOptimum)))} nats below the highest that a linear VAE reaches.`;
  return [
    `log p(x) is ${withError(logLikelihood, errors.logLikelihood)}, exactly, and the ELBO ${withError(elbo, errors.elbo)} (decoder variance ${shortNumber(variance)}${learned}): the posteriors are ${withError(posteriorKl, errors.posteriorKl)} nats from the true ones.${below}`,
  ];
}

function reconstructionDetail({ reconstructions, latentDim }: Diagnosis): string[] {
  if (reconstructions === null) return [];
  const { meanSquaredError, meanSquaredErrorError, varianceExplained, ofPrincipalComponents } = reconstructions;
  const explained =
    varianceExplained === null ? '' : `, ${percentWords(varianceExplained)} of the variance of the data explained`;
  return [
    `The reconstructions miss the data by a mean squared error of ${withError(meanSquaredError, meanSquaredErrorError)} a number${explained}; ${counted(latentDim)} principal components would leave ${shortNumber(ofPrincipalComponents)}.`,
  ];
}

function percentWords(share: number): string {
  return share <= 0 ? 'none' : percent(share, 1);
}

/** `3.20 ± 0.04`; 0 for a value that its error hides. */
export function withError(value: number, error: number): string {
  const shown = Math.abs(value) < error / 10 ? 0 : settled(value);
  return `${shortNumber(shown)} ± ${shortNumber(settled(error))}`;
}

/** 0 where a number is no more than what rounding leaves of a difference that is 0. */
export function settled(value: number): number {
  return Math.abs(value) < ROUNDING ? 0 : value;
}

const NAMED = 10;

function namesOf(dimensions: readonly number[]): string {
  const named = dimensions.slice(0, NAMED).join(', ');
  const word = dimensions.length === 1 ? 'dimension' : 'dimensions';
  return `${word} ${named}${dimensions.length > NAMED ? ` and ${counted(dimensions.length - NAMED)} more` : ''}`;
}

/** What the closed form says of other losses, where anything collapsed in it. */
export function adviceOf({ explanation, activeUnits, latentDim }: Diagnosis): readonly string[] {
  if (explanation === null) return [];
  if (explanation.active === latentDim) {
    if (activeUnits === latentDim) return [];
    return [`With this loss all ${latentDim} live in it: beta and the decoder variance need no change for that.`];
  }
  return explanation.advice;
}
