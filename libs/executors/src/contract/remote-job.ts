import { type DataFolders, type Dataset, type LoadOptions, loadDataset } from '@collapse/datasets';
import type { TrialJob } from './executor.ts';

/** A job without its data, which each process loads for itself. */
export interface RemoteJob extends Omit<TrialJob, 'dataset'> {
  /** The controller's; a process that loads other values must not train on them. */
  readonly datasetChecksum: string;
  /** Where the controller looked for files of the data, on a file system that both have. */
  readonly folders?: DataFolders;
}

export type DataDirectories = Pick<LoadOptions, 'mnistDirectory' | 'cacheDirectory'>;

export function remoteJob({ dataset, ...job }: TrialJob): RemoteJob {
  const { checksum, folders } = dataset;
  return { ...job, datasetChecksum: checksum, ...(folders === undefined ? {} : { folders }) };
}

/** Gives jobs their data again; each data set is loaded once. The promise rejects where it is not the controller's. */
export function datasetLoader(data: DataDirectories, onNotice: (line: string) => void) {
  const datasets = new Map<string, Dataset>();
  return async ({ datasetChecksum, folders, ...job }: RemoteJob): Promise<TrialJob> => {
    const known = datasets.get(datasetChecksum);
    if (known !== undefined) return { ...job, dataset: known };
    const dataset = await loadDataset(job.trial.specification.dataset, { ...data, ...folders, onNotice });
    if (dataset.checksum !== datasetChecksum) {
      throw new Error(
        `data set ${dataset.key}: expected the values with sha256 ${datasetChecksum}, loaded ${dataset.checksum}. ` +
          'Remove the cached copy and run this again.',
      );
    }
    datasets.set(dataset.checksum, dataset);
    return { ...job, dataset };
  };
}
