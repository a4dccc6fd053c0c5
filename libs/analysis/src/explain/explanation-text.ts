import { shortNumber } from '../short-number.ts';
import type { Explanation } from './explain.ts';
import { explanationWords } from './explanation-words.ts';

/** Rows of the spectrum that are printed. */
const SHOWN = 20;

/** For a terminal: plain words first, then the optimum, the dimensions and the alternatives. */
export function explanationText(explanation: Explanation): string {
  return [
    ...words(explanation),
    '',
    ...optimumLines(explanation),
    ...dimensionLines(explanation),
    ...alternativeLines(explanation),
  ].join('\n');
}

function words(explanation: Explanation): string[] {
  const { subject, threshold, verdict, details } = explanationWords(explanation);
  return [subject, ...(threshold === null ? [] : [threshold]), verdict, ...details];
}

function optimumLines({ optimum, settings }: Explanation): string[] {
  if (optimum === null) return [];
  const { elbo, reconstruction, kl, logLikelihood, squaredError, decoderVariance } = optimum;
  const rows: readonly (readonly [string, number])[] = [
    ['ELBO', elbo],
    ['reconstruction', reconstruction],
    ['KL', kl],
    ['log p(x)', logLikelihood],
  ];
  return [
    `At the optimum${settings.likelihood === 'gaussian' ? '' : ' of a Gaussian decoder'}, nats per data point:`,
    ...rows.map(([name, value]) => `  ${name.padEnd(18)}${shortNumber(value)}`),
    `Squared error of a data point ${shortNumber(squaredError)}, decoder variance ${shortNumber(decoderVariance)}.`,
    '',
  ];
}

function dimensionLines({ eigenvalues, klPerDimension, latentDim }: Explanation): string[] {
  if (klPerDimension === null) return [];
  const rows = klPerDimension.slice(0, SHOWN).map((kl, index) => {
    const eigenvalue = shortNumber(eigenvalues[index] ?? 0);
    return `  ${String(index + 1).padEnd(11)}${eigenvalue.padEnd(12)}${kl > 0 ? 'lives' : 'dies '}  ${shortNumber(kl)}`;
  });
  const more = latentDim > SHOWN ? [`  ... ${latentDim - SHOWN} more: --json has all of them`] : [];
  return ['  dimension  eigenvalue         KL', ...rows, ...more, ''];
}

function alternativeLines({ alternatives, settings }: Explanation): string[] {
  if (alternatives.length === 0) return [];
  const rows = alternatives.map(({ reduction, beta, variance, impliedBetaVariance, active }) => {
    const decoder = reduction !== 'elbo' ? 'none' : variance === 'learned' ? variance : shortNumber(variance);
    const implied = impliedBetaVariance === null ? 'no optimum' : shortNumber(impliedBetaVariance);
    const cells = [reduction.padEnd(13), shortNumber(beta).padEnd(11), decoder.padEnd(11), implied.padEnd(17)];
    return `  ${cells.join('')}${active ?? '-'}`;
  });
  return [
    `One change at a time, batches of ${settings.batchSize}:`,
    '  loss         beta       variance   beta x variance  live',
    ...rows,
  ];
}
