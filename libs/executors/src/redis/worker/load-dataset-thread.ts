import { parentPort, workerData } from 'node:worker_threads';
import { loadDataset } from '@collapse/datasets';
import type { DatasetSpecification } from '@collapse/trials';

// A thread of its own: a spectrum takes seconds, in which a worker could not say that it is alive.

const task: { readonly specification: DatasetSpecification; readonly cacheDirectory: string } = workerData;
const notices: string[] = [];
const dataset = await loadDataset(task.specification, {
  cacheDirectory: task.cacheDirectory,
  onNotice: (line) => notices.push(line),
});
parentPort?.postMessage({ dataset, notices });
