import { existsSync, readFileSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Analysis } from '../analyse-study.ts';
import { trialLabel } from './report-figures.ts';

export interface TrialPicture {
  readonly title: string;
  /** The PNG file as a data: URI. */
  readonly source: string;
}

export interface TrialPictures {
  readonly trialId: string;
  readonly label: string;
  readonly pictures: readonly TrialPicture[];
}

/** All pictures in a report together stay below this. */
const MOST_BYTES = 4 * 2 ** 20;

/** The pictures of the selected trials, read from their folders. A file that is not there is passed over. */
export function trialPictures(analysis: Analysis): TrialPictures[] {
  let left = MOST_BYTES;
  return analysis.selection.flatMap((row): TrialPictures[] => {
    const result = analysis.study.result(row.trialId);
    if (result?.status !== 'done') return [];
    const folder = resolve(analysis.study.trialDirectory(row.trialId));
    const pictures = result.pictures.flatMap(({ file, title }): TrialPicture[] => {
      const path = resolve(folder, file);
      if (!path.startsWith(folder + sep) || !existsSync(path)) return [];
      const bytes = readFileSync(path);
      if (bytes.length > left) return [];
      left -= bytes.length;
      return [{ title, source: `data:image/png;base64,${bytes.toString('base64')}` }];
    });
    return pictures.length === 0 ? [] : [{ trialId: row.trialId, label: trialLabel(analysis, row), pictures }];
  });
}
