export { cacheDirectory } from './cache-directory.ts';
export { byteMoments, denseMoments } from './covariance.ts';
export type { DataFolders, Dataset, DatasetShape, LoadOptions } from './dataset.ts';
export { datasetParts, keepDatasetCopy, readDatasetCopy } from './dataset-copy.ts';
export { datasetShape } from './dataset-shape.ts';
export { loadDataset } from './load-dataset.ts';
export type { DataSummary } from './summary/data-summary.ts';
export { type SummaryOptions, summarizeData } from './summary/summarize-data.ts';
