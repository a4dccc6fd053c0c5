import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileDurably, writing } from '@collapse/study';
import { drawFigures } from '../report/figure-section.ts';
import type { Explanation } from './explain.ts';
import { explanationFigures } from './explanation-figures.ts';
import { explanationPage } from './explanation-page.ts';

/**
 * Writes index.html of an explanation into a folder, its figures as .svg beside it.
 * @returns the path of index.html
 * @throws StorageError where it cannot be written
 */
export async function writeExplanation(
  folder: string,
  explanation: Explanation,
  options: { readonly dataName: string; readonly command: string },
): Promise<string> {
  const figures = await drawFigures(explanationFigures(explanation));
  writing(folder, () => mkdirSync(folder, { recursive: true }));
  for (const { name, wide } of figures) writeFileDurably(join(folder, `${name}.svg`), wide);
  const page = join(folder, 'index.html');
  writeFileDurably(page, explanationPage({ explanation, figures, ...options }));
  return page;
}
