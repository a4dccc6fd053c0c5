import { shortNumber } from '../short-number.ts';
import type { Explanation } from './explain.ts';

/** Rows of the spectrum that are printed. */
const SHOWN = 20;
const COLUMNS_NAMED = 10;

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
  const { count, dim, rank, settings, impliedBetaVariance, active, latentDim, advice } = explanation;
  const { reduction, beta, variance, batchSize } = settings;
  const loss =
    reduction === 'elbo'
      ? `the ELBO with beta ${shortNumber(beta)} and ${variance === 'learned' ? 'a learned decoder variance' : `decoder variance ${shortNumber(variance)}`}`
      : `the loss ${reduction} with beta ${shortNumber(beta)}, batches of ${batchSize}`;
  const lines = [
    `${count} data points of ${dim} numbers, which vary in ${rank} directions. Loss: ${loss}; ${latentDim} latent dimensions.`,
  ];
  if (impliedBetaVariance !== null && active !== null) {
    const largest = shortNumber(explanation.eigenvalues[0] ?? 0);
    lines.push(
      `For a linear VAE it trains beta x variance = ${shortNumber(impliedBetaVariance)}. A direction of the data lives where its variance is above that; the largest is ${largest}.`,
      active === 0
        ? `All ${latentDim} dimensions collapse, at the optimum of the loss itself.`
        : `${active} of ${latentDim} dimensions live, ${latentDim - active} collapse.`,
    );
  }
  lines.push(...advice, ...columnLines(explanation));
  return lines;
}

function columnLines({ constantColumns, duplicateColumns }: Explanation): string[] {
  const lines: string[] = [];
  const first = (columns: readonly string[]) =>
    columns.length > COLUMNS_NAMED ? `${columns.slice(0, COLUMNS_NAMED).join(', ')}, ...` : columns.join(', ');
  if (constantColumns.length > 0) {
    const named = first(constantColumns.map((column) => String(column + 1)));
    lines.push(`Columns that never vary: ${constantColumns.length} (${named}).`);
  }
  if (duplicateColumns.length > 0) {
    const named = first(duplicateColumns.map(({ column, of }) => `${column + 1} = ${of + 1}`));
    lines.push(`Columns that repeat another: ${duplicateColumns.length} (${named}).`);
  }
  return lines;
}

function optimumLines({ optimum }: Explanation): string[] {
  if (optimum === null) return [];
  const { elbo, reconstruction, kl, logLikelihood, decoderVariance } = optimum;
  const rows: readonly (readonly [string, number])[] = [
    ['ELBO', elbo],
    ['reconstruction', reconstruction],
    ['KL', kl],
    ['log p(x)', logLikelihood],
    ['decoder variance', decoderVariance],
  ];
  return [
    'At the optimum, nats per data point:',
    ...rows.map(([name, value]) => `  ${name.padEnd(18)}${shortNumber(value)}`),
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
