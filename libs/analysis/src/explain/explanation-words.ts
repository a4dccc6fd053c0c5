import { counted, plural } from '../counting-words.ts';
import { shortBound, shortNumber } from '../short-number.ts';
import type { Explanation } from './explain.ts';

const COLUMNS_NAMED = 10;

/** What an explanation says in sentences, the same on a terminal and in a page. */
export interface ExplanationWords {
  /** The data and the loss. */
  readonly subject: string;
  /** beta x variance as the loss trains it; null where there is no one optimum. */
  readonly threshold: string | null;
  /** How many dimensions live. */
  readonly verdict: string;
  /** What to change, what more dimensions would gain, and columns that add nothing. */
  readonly details: readonly string[];
}

export function explanationWords(explanation: Explanation): ExplanationWords {
  const { count, dim, rank, latentDim, impliedBetaVariance, noOptimum, eigenvalues, leading } = explanation;
  const [verdict = '', ...advice] = explanation.advice;
  const { likelihood } = explanation.settings;
  return {
    subject:
      `${plural(count, 'data point')} of ${plural(dim, 'number')}, which vary in ${leading === null ? '' : 'at least '}${plural(rank, 'direction')}. ` +
      `Loss: ${lossWords(explanation)}; ${plural(latentDim, 'latent dimension')}.`,
    threshold:
      noOptimum !== null || impliedBetaVariance === null
        ? null
        : `For a linear VAE${likelihood === 'gaussian' ? '' : ' with a Gaussian decoder'} it trains beta x variance = ` +
          `${shortNumber(impliedBetaVariance)}. A direction of the data lives where its variance is above that; the largest is ` +
          `${shortNumber(eigenvalues[0] ?? 0)}.`,
    verdict,
    details: [...advice, ...leadingWords(explanation), ...columnWords(explanation)],
  };
}

function lossWords({ settings }: Explanation): string {
  const { reduction, beta, variance, batchSize } = settings;
  if (reduction !== 'elbo') {
    return `the loss ${reduction} with beta ${shortNumber(beta)}, batches of ${counted(batchSize)}`;
  }
  const decoder = variance === 'learned' ? 'a learned decoder variance' : `decoder variance ${shortNumber(variance)}`;
  return `the ELBO with beta ${shortNumber(beta)} and ${decoder}`;
}

function leadingWords({ leading, eigenvalues, dim }: Explanation): string[] {
  if (leading === null) return [];
  const [known, others] = [eigenvalues.length, dim - eigenvalues.length];
  return [
    `Of ${counted(dim)} eigenvalues the ${counted(known)} largest are known, each to within ${shortBound(leading.largestResidual)}; ` +
      `the other ${counted(others)} sum to ${shortNumber(leading.rest)}, and none is above ${shortNumber(eigenvalues[known - 1] ?? 0)}.`,
  ];
}

function columnWords({ constantColumns, duplicateColumns }: Explanation): string[] {
  const lines: string[] = [];
  const first = (columns: readonly string[]) =>
    columns.length > COLUMNS_NAMED ? `${columns.slice(0, COLUMNS_NAMED).join(', ')}, ...` : columns.join(', ');
  if (constantColumns.length > 0) {
    const named = first(constantColumns.map((column) => String(column + 1)));
    lines.push(`Columns that never vary: ${counted(constantColumns.length)} (${named}).`);
  }
  if (duplicateColumns.length > 0) {
    const named = first(duplicateColumns.map(({ column, of }) => `${column + 1} = ${of + 1}`));
    lines.push(`Columns that repeat another: ${counted(duplicateColumns.length)} (${named}).`);
  }
  return lines;
}
