import { type EigenvalueSpectrum, eigenvalueSpectrumFigure, type Fate } from '../figures/eigenvalue-spectrum.ts';
import { rateDistortionFigure } from '../figures/rate-distortion.ts';
import type { ReportFigure } from '../report/report-figures.ts';
import { shortNumber } from '../short-number.ts';
import type { Explanation } from './explain.ts';

/** Directions drawn: the latent dimensions twice over, so that one sees what more of them would meet. */
const LEAST_DIRECTIONS = 40;
const MOST_DIRECTIONS = 400;

export function explanationFigures(explanation: Explanation): readonly ReportFigure[] {
  return [spectrumFigure, rateFigure].flatMap((make) => make(explanation) ?? []);
}

function spectrumFigure(explanation: Explanation): ReportFigure | null {
  const { eigenvalues, rank, latentDim, active, impliedBetaVariance, leading } = explanation;
  const shown = Math.min(rank, MOST_DIRECTIONS, Math.max(LEAST_DIRECTIONS, 2 * latentDim));
  if (shown === 0) return null;
  const fateOf = (index: number): Fate => {
    if (index >= latentDim) return 'not asked for';
    if (active === null) return 'no one optimum';
    return index < active ? 'lives' : 'collapses';
  };
  const threshold = active === null ? null : impliedBetaVariance;
  const spectrum: EigenvalueSpectrum = {
    directions: eigenvalues.slice(0, shown).map((eigenvalue, index) => ({ eigenvalue, fate: fateOf(index) })),
    threshold,
    thresholdLabel: threshold === null ? '' : `beta × variance = ${shortNumber(threshold)}`,
  };
  return {
    name: 'spectrum',
    title: 'Which directions of the data live',
    caption:
      'Variance of the data along each of its principal directions. ' +
      (threshold === null
        ? 'This loss has no one optimum, so there is no threshold to draw. '
        : 'The loss uses a direction where the variance lies above the line. ') +
      (leading !== null || rank > shown
        ? `The first ${shown} of ${leading === null ? '' : 'at least '}${rank} directions in which the data vary are drawn.`
        : ''),
    spec: (width) => eigenvalueSpectrumFigure(spectrum, width),
  };
}

function rateFigure({ rateDistortion, settings, latentDim }: Explanation): ReportFigure | null {
  if (rateDistortion.length < 2) return null;
  const learned = settings.variance === 'learned';
  return {
    name: 'rate-distortion',
    title: 'What another beta would do',
    caption:
      `The optimum with ${latentDim} latent dimensions at every beta, all else as asked` +
      `${learned ? ', the decoder variance learned anew at each' : ''}. ` +
      'The squared error is that of a data point, summed over its numbers and averaged over data and latents.',
    spec: (width) => rateDistortionFigure(rateDistortion, settings.beta, width),
  };
}
