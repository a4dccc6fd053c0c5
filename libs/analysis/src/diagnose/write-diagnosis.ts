import { join } from 'node:path';
import { writeFileDurably } from '@collapse/study';
import { drawFigures } from '../report/figure-section.ts';
import type { Diagnosis } from './diagnose.ts';
import { diagnosisFigures } from './diagnosis-figures.ts';
import { diagnosisPage } from './diagnosis-page.ts';

/** The files of a diagnosis by name: index.html, a .svg for each figure, and the numbers as JSON. */
export async function makeDiagnosis(
  diagnosis: Diagnosis,
  { command }: { readonly command: string },
): Promise<ReadonlyMap<string, string>> {
  const figures = await drawFigures(diagnosisFigures(diagnosis));
  return new Map([
    ['index.html', diagnosisPage({ diagnosis, figures, command })],
    ['diagnosis.json', `${JSON.stringify(diagnosis)}\n`],
    ...figures.map(({ name, wide }): [string, string] => [`${name}.svg`, wide]),
  ]);
}

/**
 * Writes them into a folder that is there.
 * @returns the path of index.html
 * @throws StorageError where they cannot be written
 */
export async function writeDiagnosis(
  folder: string,
  diagnosis: Diagnosis,
  options: { readonly command: string },
): Promise<string> {
  for (const [name, text] of await makeDiagnosis(diagnosis, options)) writeFileDurably(join(folder, name), text);
  return join(folder, 'index.html');
}
