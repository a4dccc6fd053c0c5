import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { loadBackend, prepareEnvironment } from '@collapse/backend';
import { type FloatTensor, safetensorsFile } from '@collapse/datasets';
import { readStudy, type Study, writeFileDurably } from '@collapse/study';
import { createTrainingSession, type PosteriorsOfParts, readStoredWeights } from '@collapse/training';
import { canonicalJson, type DoneResult } from '@collapse/trials';
import { doneTrial } from './done-trial.ts';
import { makeFolder } from './make-folder.ts';
import { sameDataset } from './same-dataset.ts';
import { posteriorTensors, weightTensors } from './trial-tensors.ts';

export interface ExportOptions {
  readonly directory: string;
  /** An id, or the start of one, as the user typed it. */
  readonly trial: string;
  /** Whether the model is run on its data, too. */
  readonly posteriors: boolean;
  /** The file to write, for an id. */
  readonly fileOf: (trialId: string) => string;
  readonly onNotice: (line: string) => void;
}

export interface Exported {
  readonly trialId: string;
  readonly file: string;
  readonly tensors: Readonly<Record<string, FloatTensor>>;
}

/**
 * Writes the trained weights of a done trial, and its posteriors where they are asked for, as one .safetensors file.
 * @throws UserError where there is no such trial, its weights are damaged, or its data are not to be had
 * @throws StorageError where the file cannot be written
 */
export async function exportTrial({
  directory,
  trial,
  posteriors,
  fileOf,
  onNotice,
}: ExportOptions): Promise<Exported> {
  const study = readStudy(directory);
  const result = doneTrial(study, trial);
  const { trialId, specification } = result;
  const file = fileOf(trialId);
  makeFolder(dirname(file));
  const tensors = {
    ...weightTensors(readStoredWeights(study.trialDirectory(trialId), specification)),
    ...(posteriors ? posteriorTensors(await posteriorsOf(study, result, onNotice)) : {}),
  };
  const metadata = {
    format: 'posterior-collapse-harness',
    trial: trialId,
    study: study.grid.name,
    specification: canonicalJson(specification),
  };
  writeFileDurably(file, safetensorsFile(tensors, metadata));
  return { trialId, file, tensors };
}

async function posteriorsOf(
  study: Study,
  result: DoneResult,
  onNotice: (line: string) => void,
): Promise<PosteriorsOfParts> {
  const dataset = await sameDataset(study, result, onNotice);
  prepareEnvironment({ threads: availableParallelism() });
  const session = createTrainingSession(await loadBackend({ backend: 'auto', onNotice }));
  try {
    return session.posteriors(result, study.trialDirectory(result.trialId), dataset);
  } finally {
    session.dispose();
  }
}
