import { counted } from '../counting-words.ts';
import { shortNumber } from '../short-number.ts';
import type { Diagnosis } from './diagnose.ts';
import { dimensionRows, measureRows } from './diagnosis-rows.ts';
import { adviceOf, detailsOf, headlineOf } from './diagnosis-words.ts';

/** Dimensions that are printed. */
const SHOWN = 20;

/** For a terminal: plain words first, then what would change it, the measures and the dimensions. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const { count, latentDim, dim } = diagnosis;
  const size = `${counted(count)} data points${dim === null ? '' : ` of ${counted(dim)} numbers`}, ${counted(latentDim)} latent dimensions.`;
  return [
    size,
    headlineOf(diagnosis).join(' '),
    ...detailsOf(diagnosis).map((detail) => `- ${detail}`),
    '',
    ...adviceLines(diagnosis),
    ...measureLines(diagnosis),
    ...dimensionLines(diagnosis),
  ].join('\n');
}

function adviceLines(diagnosis: Diagnosis): string[] {
  const advice = adviceOf(diagnosis);
  if (advice.length === 0) return [];
  return ['In the best linear VAE, by the closed form:', ...advice.map((sentence) => `- ${sentence}`), ''];
}

function measureLines(diagnosis: Diagnosis): string[] {
  const rows = measureRows(diagnosis).map(({ name, value, error, meaning }) => {
    const cells = [
      name.padEnd(20),
      (value === null ? '-' : shortNumber(value)).padEnd(12),
      (error === null ? '' : shortNumber(error)).padEnd(10),
    ];
    return `  ${cells.join('')}${meaning}`;
  });
  return [`  ${'measure'.padEnd(20)}${'value'.padEnd(12)}± error`, ...rows, ''];
}

function dimensionLines(diagnosis: Diagnosis): string[] {
  const isPredicted = diagnosis.predicted !== null;
  const rows = dimensionRows(diagnosis);
  const lines = rows.slice(0, SHOWN).map((row) => {
    const { dimension, kl, klError, meanVariance, meanVarianceError, below, isActive, predictedKl } = row;
    return lineOf(
      isPredicted,
      [String(dimension), shortNumber(kl), shortNumber(klError), shortNumber(predictedKl ?? 0)],
      [shortNumber(meanVariance), shortNumber(meanVarianceError), `${Math.round(100 * below)}%`],
      isActive ? 'in use' : 'collapsed',
    );
  });
  const more = rows.length > SHOWN ? [`  ... ${rows.length - SHOWN} more: --json has all of them`] : [];
  return [
    `Dimensions by KL${isPredicted ? ', beside the one of the same rank in the best linear VAE' : ''}; below: share of the data with a KL below 0.01:`,
    lineOf(isPredicted, ['dimension', 'KL', '± error', 'linear VAE'], ['var(mean)', '± error', 'below'], ''),
    ...lines,
    ...more,
  ];
}

function lineOf(
  isPredicted: boolean,
  [dimension = '', kl = '', klError = '', predicted = '']: readonly string[],
  measured: readonly string[],
  state: string,
): string {
  const cells = [dimension.padEnd(11), kl, klError, ...(isPredicted ? [predicted.padEnd(12)] : []), ...measured];
  return `  ${cells.map((cell) => cell.padEnd(10)).join('')}${state}`.trimEnd();
}
