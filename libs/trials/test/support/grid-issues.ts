import test from 'ava';
import { type DatasetFacts, GridError, type Issue, parseGrid } from '../../src/index.ts';

export const base = { dataset: { name: 'mnist-1k' }, model: { latentDim: 2 }, train: { steps: 10 } };
export const facts: DatasetFacts = { dim: 784, count: 1000, rank: 600 };

export function issuesOf(input: unknown): readonly Issue[] {
  try {
    parseGrid(input, 'grid.json', { datasetFacts: () => facts });
  } catch (error) {
    if (error instanceof GridError)
      return error.issues.map(({ field, expected, received, remedy }) => ({ field, expected, received, remedy }));
    throw error;
  }
  return [];
}

export const trialIssues = (changes: object, axes: object = {}) =>
  issuesOf({ name: 'a', base: { ...base, ...changes }, axes });

/** A grid with one thing wrong, and what its issue tells, part by part. */
export type Mistake = readonly [
  title: string,
  issues: () => readonly Issue[],
  field: string,
  expected: string,
  received: string,
  remedy: string,
];

export function testMistakes(mistakes: readonly Mistake[]): void {
  for (const [title, issues, field, expected, received, remedy] of mistakes) {
    test(`refused: ${title}`, (t) => {
      t.deepEqual(issues(), [{ field, expected, received, remedy }]);
    });
  }
}
