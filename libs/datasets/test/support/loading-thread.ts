import { parentPort, workerData } from 'node:worker_threads';
import type { DatasetSpecification } from '@collapse/trials';
import { loadDataset } from '../../src/index.ts';

const { specification, cacheDirectory }: { specification: DatasetSpecification; cacheDirectory: string } = workerData;
const { checksum } = await loadDataset(specification, { cacheDirectory, onNotice: () => undefined });
parentPort?.postMessage(checksum);
