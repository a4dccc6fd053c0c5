import { createHash } from 'node:crypto';
import type { TrialResult } from '@collapse/trials';

export interface ImageArtifact {
  /** Relative to the trial's folder. */
  readonly file: string;
  /** Relative to the run's artifacts. */
  readonly artifact: string;
}

/**
 * Pictures under the names that MLflow's image charts look for. The UI asks for the picture and for a compressed copy
 * of it: without the second it shows a broken image, and a PNG under that name displays as well. All are of step 0, which
 * is where the charts of a ready-made view stand, whatever number of steps the trials trained for.
 */
export function imageArtifacts(result: TrialResult): ImageArtifact[] {
  if (result.status === 'failed') return [];
  return result.pictures.flatMap(({ file }) => {
    const name = `${imageKey(file)}+step+0+timestamp+${result.finishedAt}+${stableUuid(result.trialId, file)}`;
    return [`images/${name}.png`, `images/${name}+compressed.webp`].map((artifact) => ({ file, artifact }));
  });
}

/** What MLflow calls a picture: `pictures/samples.png` is `samples`. */
export function imageKey(file: string): string {
  return file
    .replace(/^pictures\//, '')
    .replace(/\.png$/, '')
    .replaceAll(/[^\w-]+/g, '-');
}

/** The same picture gets the same name each time it is sent. */
function stableUuid(trialId: string, file: string): string {
  const hex = createHash('sha256').update(`${trialId}/${file}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** The tag without which the UI does not look for pictures. */
export function trialImagesTag(result: TrialResult): Record<string, string> {
  return imageArtifacts(result).length === 0 ? {} : { 'mlflow.loggedImages': 'True' };
}
