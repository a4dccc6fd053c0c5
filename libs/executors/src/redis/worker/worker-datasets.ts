import { Worker } from 'node:worker_threads';
import { type Dataset, readDatasetCopy } from '@collapse/datasets';
import { type DatasetSpecification, messageOf } from '@collapse/trials';
import { type FetchOptions, fetchDataset } from '../protocol/dataset-exchange.ts';

export type DatasetLoader = (specification: DatasetSpecification, checksum: string) => Promise<Dataset>;

/**
 * A worker's data sets by their checksum, each brought once: made here as the controller made it, or where that is not
 * possible or comes out different, sent by the controller through Redis and kept in this machine's cache.
 */
export function workerDatasets(options: FetchOptions): DatasetLoader {
  const known = new Map<string, Promise<Dataset>>();
  return (specification, checksum) => {
    const loading = known.get(checksum) ?? bring(specification, checksum, options);
    known.set(checksum, loading);
    // The next job tries again.
    loading.catch(() => known.delete(checksum));
    return loading;
  };
}

async function bring(specification: DatasetSpecification, checksum: string, options: FetchOptions): Promise<Dataset> {
  const { cacheDirectory, onNotice } = options;
  const kept = await readDatasetCopy(cacheDirectory, checksum);
  if (kept !== null) return kept;
  try {
    const made = await loadInThread(specification, options);
    if (made.checksum === checksum) return made;
    onNotice(
      `data set ${made.key}: made here with sha256 ${made.checksum}, asked for ${checksum}; the controller sends it`,
    );
  } catch (error) {
    options.signal.throwIfAborted();
    onNotice(`data set ${specification.name} cannot be had here, the controller sends it: ${messageOf(error)}`);
  }
  return fetchDataset(checksum, options);
}

function loadInThread(
  specification: DatasetSpecification,
  { cacheDirectory, onNotice, signal }: FetchOptions,
): Promise<Dataset> {
  const worker = new Worker(new URL('./load-dataset-thread.ts', import.meta.url), {
    workerData: { specification, cacheDirectory },
  });
  const end = () => void worker.terminate();
  signal.addEventListener('abort', end, { once: true });
  const { promise, resolve, reject } = Promise.withResolvers<Dataset>();
  worker.once('message', (reply: { readonly dataset: Dataset; readonly notices: readonly string[] }) => {
    for (const line of reply.notices) onNotice(line);
    resolve(reply.dataset);
  });
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`loading it ended early with status ${code}`)));
  return promise.finally(() => signal.removeEventListener('abort', end));
}
