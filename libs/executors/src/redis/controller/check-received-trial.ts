import { isJsonObject } from '@collapse/study';
import type { Trial } from '@collapse/trials';
import { isTrialFileName } from '../protocol/trial-file-name.ts';
import { parseReceivedResult } from './received-result.ts';

/**
 * Checks what a worker sent of a trial: whoever has the password can write anything into Redis, and workers may run other
 * code. The result must be of this very trial, with all metrics, a number for each latent dimension, and pictures that
 * were sent or are said to have stayed behind.
 * @param files by name, whose sizes and checksums hold
 * @throws RangeError with the first thing that is wrong
 */
export function checkReceivedTrial({ id, specification }: Trial, files: ReadonlyMap<string, Buffer>): void {
  const text = files.get('result.json');
  if (text === undefined) throw new RangeError('result.json: not among the files');
  const result = parseReceivedResult(text.toString('utf8'), id, specification.model.latentDim);
  if (result.status === 'failed') return;
  const leftOut = namesLeftOut(files.get('left-out.json'));
  for (const [index, { file }] of result.pictures.entries()) {
    const field = `result.json: pictures.${index}.file`;
    if (!isTrialFileName(file)) throw new RangeError(`${field}: no name of a trial's file`);
    if (!files.has(file) && !leftOut.has(file)) throw new RangeError(`${field}: ${file} is not among the files`);
  }
}

/** Names in a left-out.json, which is read leniently: it is a note for people. */
function namesLeftOut(data: Buffer | undefined): Set<string> {
  if (data === undefined) return new Set();
  try {
    const note: unknown = JSON.parse(data.toString('utf8'));
    const files: readonly unknown[] = isJsonObject(note) && Array.isArray(note.files) ? note.files : [];
    return new Set(files.flatMap((file) => (isJsonObject(file) && typeof file.name === 'string' ? [file.name] : [])));
  } catch (error) {
    if (error instanceof SyntaxError) throw new RangeError('left-out.json: no JSON', { cause: error });
    throw error;
  }
}
