import { shortNumber } from '../short-number.ts';
import type { Alternative } from './alternatives.ts';

/** What advice is given on, of an Explanation. */
export interface Explained {
  readonly rank: number;
  readonly settings: { readonly variance: number | 'learned'; readonly likelihood: string };
  readonly latentDim: number;
  readonly active: number | null;
  readonly noOptimum: string | null;
  readonly enoughLatentDim: number | null;
  readonly alternatives: readonly Alternative[];
}

/** What to change, a sentence each; the first says where things stand. */
export function adviceFor(explanation: Explained): readonly string[] {
  const { active, latentDim, rank, noOptimum, enoughLatentDim, settings } = explanation;
  const advice: string[] = [];
  if (active === null) {
    advice.push(`There is no one optimum to speak of: ${noOptimum}.`);
    if (settings.variance === 'learned') advice.push('Use fewer latent dimensions than the rank, or fix the variance.');
  } else if (active === latentDim) {
    advice.push(`All ${latentDim} latent dimensions live: nothing has to change for that.`);
  } else {
    if (latentDim > rank) {
      advice.push(
        `The data vary in ${rank} directions only: ${latentDim - rank} of ${latentDim} dimensions die whatever the loss.`,
      );
    }
    advice.push(...changes(explanation));
  }
  if (enoughLatentDim !== null && enoughLatentDim < latentDim && active !== null) {
    advice.push(
      enoughLatentDim === 0
        ? 'With this loss no latent dimension gains anything.'
        : `With this loss nothing is gained beyond ${enoughLatentDim} latent dimensions.`,
    );
  }
  if (settings.likelihood !== 'gaussian') {
    advice.push(
      `There is no closed form for the likelihood "${settings.likelihood}": these numbers are those of a Gaussian decoder, a yardstick and no prediction.`,
    );
  }
  return advice;
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
