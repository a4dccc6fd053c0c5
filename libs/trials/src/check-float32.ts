import { optimizerNumbers } from './optimizers/index.ts';
import type { TrialSpecification } from './specification.ts';
import type { Issue } from './user-error.ts';

/** Smallest normal float32 and the largest. */
const SMALLEST = 2 ** -126;
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

/** Numbers that training needs in float32, where those outside its range are 0 or infinite and would make every trial diverge. */
export function float32Issues({ model, likelihood, objective, optimizer }: TrialSpecification): Issue[] {
  const { second } = model;
  const { sizes: optimizerSizes, decays } = optimizerNumbers(optimizer);
  const sizes: readonly (readonly [field: string, value: number | string | undefined])[] = [
    ['model.second.priorVariance', second?.priorVariance],
    ['model.second.firstVariance', second?.firstVariance],
    ['likelihood.variance', likelihood.variance],
    ['likelihood.varianceFloor', likelihood.varianceFloor],
    ['objective.beta', objective.beta],
    ['objective.secondBeta', objective.secondBeta],
    ...optimizerSizes,
  ];
  const outside = sizes.filter(
    ([, value]) => typeof value === 'number' && value !== 0 && (value < SMALLEST || value > LARGEST),
  );
  return [
    ...outside.map(([field, value]) => ({
      field,
      expected: 'a number from 1.2e-38 to 3.4e38, which float32 holds',
      received: String(value),
      remedy: `Write a ${Number(value) > 1 ? 'smaller' : 'larger'} one.`,
    })),
    ...decays
      .filter(([, value]) => Math.fround(value) === 1)
      .map(([field, value]) => ({
        field,
        expected: 'a number < 1 that float32 tells from 1',
        received: String(value),
        remedy: 'Write 0.9999999 or less.',
      })),
  ];
}
