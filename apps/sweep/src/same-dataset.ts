import { cacheDirectory, type Dataset, loadDataset } from '@collapse/datasets';
import type { Study } from '@collapse/study';
import { type TrialResult, UserError } from '@collapse/trials';

/**
 * The data that a trial of a study was trained on.
 * @throws UserError where they cannot be had or are not those that the study recorded
 */
export async function sameDataset(
  study: Study,
  { specification }: Pick<TrialResult, 'specification'>,
  onNotice: (line: string) => void,
): Promise<Dataset> {
  const { folder, datasets } = study.grid;
  const folders = folder === undefined ? {} : { arraysDirectory: folder };
  const dataset = await loadDataset(specification.dataset, { cacheDirectory: cacheDirectory(), ...folders, onNotice });
  const recorded = datasets[dataset.key];
  if (recorded === undefined || recorded === dataset.checksum) return dataset;
  throw new UserError({
    field: `data set ${dataset.key}`,
    expected: `the data that the study was trained on, sha256 ${recorded}`,
    received: `others, sha256 ${dataset.checksum}`,
    remedy: 'Put those data back, or train the grid anew with --fresh.',
  });
}
