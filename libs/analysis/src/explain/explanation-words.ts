import { shortNumber } from '../short-number.ts';
import type { Alternative } from './alternatives.ts';
import type { Explanation } from './explain.ts';

const COLUMNS_NAMED = 10;

/** Plain sentences: the data and the loss, what the loss trains, how many dimensions live, and what would change that. */
export function explanationWords(explanation: Explanation): string[] {
  const { count, dim, rank, settings, impliedBetaVariance, latentDim, advice } = explanation;
  const { reduction, beta, variance, batchSize } = settings;
  const loss =
    reduction === 'elbo'
      ? `the ELBO with beta ${shortNumber(beta)} and ${variance === 'learned' ? 'a learned decoder variance' : `decoder variance ${shortNumber(variance)}`}`
      : `the loss ${reduction} with beta ${shortNumber(beta)}, batches of ${batchSize}`;
  const lines = [
    `${count} data points of ${dim} numbers, which vary in ${rank} directions. Loss: ${loss}; ${latentDim} latent dimensions.`,
  ];
  const verdict = verdictWords(explanation);
  if (impliedBetaVariance !== null && verdict !== null) {
    const largest = shortNumber(explanation.eigenvalues[0] ?? 0);
    lines.push(
      `For a linear VAE it trains beta x variance = ${shortNumber(impliedBetaVariance)}. A direction of the data lives where its variance is above that; the largest is ${largest}.`,
      verdict,
    );
  }
  lines.push(...advice, ...columnLines(explanation));
  return lines;
}

/** How many dimensions live; null where there is no one optimum. */
export function verdictWords({ active, latentDim }: Pick<Explanation, 'active' | 'latentDim'>): string | null {
  if (active === null) return null;
  if (active === 0) return `All ${latentDim} dimensions collapse, at the optimum of the loss itself.`;
  return `${active} of ${latentDim} dimensions live, ${latentDim - active} collapse.`;
}

/** The decoder variance of a loss, of which a loss as written has none. */
export function decoderWords({ reduction, variance }: Pick<Alternative, 'reduction' | 'variance'>): string {
  if (reduction !== 'elbo') return 'none';
  return variance === 'learned' ? variance : shortNumber(variance);
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
