import { plural } from '../counting-words.ts';
import { shortNumber } from '../short-number.ts';
import type { Alternative } from './alternatives.ts';

/** What advice is given on, of an Explanation. */
export interface Explained {
  readonly rank: number;
  readonly settings: { readonly variance: number | 'learned'; readonly likelihood: string; readonly reduction: string };
  /** What is known where not all eigenvalues are; null where they are. */
  readonly leading: unknown;
  readonly latentDim: number;
  readonly active: number | null;
  readonly noOptimum: string | null;
  readonly enoughLatentDim: number | null;
  readonly alternatives: readonly Alternative[];
}

/** How many dimensions live, then what to change, a sentence each. */
export function adviceFor(explanation: Explained): readonly string[] {
  const { active, latentDim, rank, noOptimum, settings } = explanation;
  const advice: string[] = [];
  if (active === null) {
    advice.push(`There is no one optimum to speak of: ${noOptimum}.`);
    if (settings.variance === 'learned') advice.push('Use fewer latent dimensions than the rank, or fix the variance.');
  } else {
    advice.push(verdict(active, latentDim));
    if (latentDim > rank) {
      advice.push(
        `The data vary in ${plural(rank, 'direction')} only: ${latentDim - rank} of ${latentDim} dimensions die whatever the loss.`,
      );
    }
    if (active < latentDim) advice.push(...changes(explanation));
    advice.push(...gains(explanation));
  }
  if (settings.likelihood !== 'gaussian') {
    advice.push(
      `There is no closed form for the likelihood "${settings.likelihood}": these numbers are those of a Gaussian decoder, a yardstick and no prediction.`,
    );
  }
  return advice;
}

function verdict(active: number, latentDim: number): string {
  if (active === latentDim) {
    return latentDim === 1
      ? 'The one latent dimension lives: nothing has to change for that.'
      : `All ${latentDim} latent dimensions live: nothing has to change for that.`;
  }
  if (active === 0) {
    return latentDim === 1
      ? 'The one latent dimension collapses, at the optimum of the loss itself.'
      : `All ${latentDim} dimensions collapse, at the optimum of the loss itself.`;
  }
  return `${active} of ${latentDim} dimensions live, ${latentDim - active} collapse.`;
}

/** Beyond how many latent dimensions nothing is gained. */
function gains({ enoughLatentDim, latentDim, rank, settings, leading }: Explained): string[] {
  if (settings.reduction === 'mean-mean') {
    return [
      'This loss divides the KL by the number of latent dimensions: its threshold falls as they grow, and there is no number beyond which nothing is gained.',
    ];
  }
  if (enoughLatentDim === 0) return ['With this loss no latent dimension gains anything.'];
  if (enoughLatentDim !== null) {
    return enoughLatentDim > latentDim
      ? [`With this loss more is gained up to ${plural(enoughLatentDim, 'latent dimension')}, and nothing beyond.`]
      : [`With this loss nothing is gained beyond ${plural(enoughLatentDim, 'latent dimension')}.`];
  }
  if (leading !== null) {
    return [
      `With this loss each further latent dimension gains something, up to ${rank - 1} at least: no more eigenvalues are known.`,
    ];
  }
  return settings.variance === 'learned' && latentDim < rank - 1
    ? [
        `With this loss each further latent dimension gains something, up to ${rank - 1}, one below the rank of the data.`,
      ]
    : [];
}

function changes({ alternatives, active, latentDim, rank }: Explained): string[] {
  const wanted = Math.min(latentDim, rank);
  const better = alternatives.filter((one) => (one.active ?? 0) > (active ?? 0));
  const all = better.filter((one) => one.active === wanted && one.change !== 'reduction');
  const losses = better.filter(({ change }) => change === 'reduction');
  const sentences = all.map((one) => `For ${wanted} to live: ${settingOf(one)}.`);
  if (losses.length > 0) {
    const each = losses.map((one) => `${lossName(one)} (${one.active} live)`).join(', ');
    sentences.push(`More live with the loss written as ${each}.`);
  }
  return sentences;
}

function lossName({ reduction, variance }: Alternative): string {
  if (reduction !== 'elbo') return reduction;
  return variance === 'learned'
    ? 'the ELBO with a learned variance'
    : `the ELBO with variance ${shortNumber(variance)}`;
}

function settingOf({ change, beta, variance }: Alternative): string {
  if (change === 'beta') return `lower beta to ${shortNumber(beta)}`;
  return variance === 'learned' ? 'learn the decoder variance' : `set the decoder variance to ${shortNumber(variance)}`;
}
