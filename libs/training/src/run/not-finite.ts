import type { DataEvaluation } from '../evaluation/evaluate-data.ts';

/** The first number of an evaluation that is not finite, in words; null where all are. */
export function notFinite({ reconstruction, outputs, decoderVariance, klByLevel }: DataEvaluation): string | null {
  const numbers: [string, ArrayLike<number>][] = [
    ['the reconstruction', [reconstruction]],
    ['the posterior mean', outputs.posteriorMean],
    ['the posterior log variance', outputs.posteriorLogVariance],
    ['the posterior variance', outputs.posteriorVariance],
    ['the decoder variance', [decoderVariance ?? 0]],
    ['the KL of two levels', klByLevel ?? []],
  ];
  for (const [name, values] of numbers) {
    for (let index = 0; index < values.length; index++) {
      if (!Number.isFinite(values[index])) return `${name} is ${values[index]}`;
    }
  }
  return null;
}
