import { join } from 'node:path';
import type { TrialResult } from '@collapse/trials';
import { dimensionTable } from './dimension-table.ts';
import { filesIn } from '../verify/file-digest.ts';
import { imageArtifacts } from './trial-images.ts';
import { DIMENSION_TABLE } from './trial-run.ts';

/** A file of a run: where it goes, and what it is made of. */
export interface RunArtifact {
  readonly artifact: string;
  /** A local path, or the content itself. */
  readonly source: string | Uint8Array;
}

/** A trial's folder as it is, its pictures once more as MLflow's image charts want them, and the table of its dimensions. */
export async function artifactsOfTrial(result: TrialResult, directory: string): Promise<RunArtifact[]> {
  const files = await filesIn(directory);
  const present = new Set(files);
  const artifacts: RunArtifact[] = files.map((file) => ({ artifact: file, source: join(directory, file) }));
  for (const { file, artifact } of imageArtifacts(result)) {
    if (present.has(file)) artifacts.push({ artifact, source: join(directory, file) });
  }
  if (result.status === 'done') {
    const table = JSON.stringify(dimensionTable(result.dimensions));
    artifacts.push({ artifact: DIMENSION_TABLE, source: new TextEncoder().encode(table) });
  }
  return artifacts;
}
