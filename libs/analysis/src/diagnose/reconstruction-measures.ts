import { standardError } from '@collapse/closed-forms';
import type { DiagnosedData } from './check-companions.ts';

/** How far reconstructions are from the data, per number of a data point, squared units of the data. */
export interface ReconstructionMeasures {
  readonly meanSquaredError: number;
  /** Standard error over the data points. */
  readonly meanSquaredErrorError: number;
  /** 1 - squared error / variance of the data: 0 for a decoder that always gives their mean. null where they do not vary. */
  readonly varianceExplained: number | null;
  /** What k principal components leave: no linear map through k numbers has less. */
  readonly ofPrincipalComponents: number;
}

/** @param reconstructions shape [count, dim] */
export function reconstructionMeasures(
  reconstructions: Float32Array | Float64Array,
  { count, dim, values, eigenvalues }: DiagnosedData,
  latentDim: number,
): ReconstructionMeasures {
  const errors = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    let squares = 0;
    for (let j = n * dim; j < (n + 1) * dim; j++) {
      squares += ((values[j] as number) - (reconstructions[j] as number)) ** 2;
    }
    errors[n] = squares / dim;
  }
  const meanSquaredError = errors.reduce((sum, error) => sum + error / count, 0);
  const total = sumOf(eigenvalues) / dim;
  return {
    meanSquaredError,
    meanSquaredErrorError: standardError(errors),
    varianceExplained: total > 0 ? 1 - meanSquaredError / total : null,
    ofPrincipalComponents: sumOf(eigenvalues.subarray(latentDim)) / dim,
  };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
