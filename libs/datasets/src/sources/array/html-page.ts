import { fileError } from './file-error.ts';
import { latin1 } from './latin1.ts';

/** @throws UserError for a page that a server sent in place of the data */
export function refuseHtml(bytes: Uint8Array, file: string): void {
  const start = latin1(bytes.subarray(0, 256)).trimStart().toLowerCase();
  if (!/^(<!doctype html|<html|<\?xml)/.test(start)) return;
  throw fileError(file, [
    'data',
    'a page of HTML',
    'Download the file itself: this is a page about it, or of an error.',
  ]);
}
