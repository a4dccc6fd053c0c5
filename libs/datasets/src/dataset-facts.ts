import { rankOf } from '@collapse/closed-forms';
import type { DatasetFacts } from '@collapse/trials';
import type { Dataset } from './dataset.ts';

/** What the rules on trials ask of a data set that has been read. */
export function datasetFacts({ specification, dim, count, spectrum, values, test }: Dataset): DatasetFacts {
  const within = (value: number) => value >= 0 && value <= 1;
  const withinUnit = values.every(within) && (test === null || test.values.every(within));
  const said = specification.name === 'array' ? specification.values : undefined;
  return {
    dim,
    count,
    rank: rankOf(spectrum.eigenvalues),
    withinUnit,
    ...(said === undefined ? {} : { values: said }),
  };
}
