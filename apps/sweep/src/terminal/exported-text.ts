import type { Exported } from '../export-trial.ts';
import { forUser } from '../user-path.ts';

/** What was written: the trial, each array with its shape, and the file. */
export function exportedText({ trialId, file, tensors }: Exported): string {
  const names = Object.keys(tensors);
  const width = Math.max(...names.map((name) => name.length));
  return [
    `trial  ${trialId}`,
    ...names.map((name) => `  ${name.padEnd(width)}  [${tensors[name]?.shape.join(', ')}]`),
    `file   ${forUser(file)}`,
  ].join('\n');
}
