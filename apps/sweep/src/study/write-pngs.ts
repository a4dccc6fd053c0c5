import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StudyRecord } from '@collapse/analysis';
import { writeFileDurably } from '@collapse/study';
import { Resvg } from '@resvg/resvg-js';

/** Twice the pixels of the screen, for slides and print. */
const ZOOM = 2;

/** Writes each figure of a study's page as PNG beside its SVG. */
export function writePngs(folder: string, { figures }: Pick<StudyRecord, 'figures'>): void {
  for (const { name } of figures) {
    const svg = readFileSync(join(folder, `${name}.svg`), 'utf8');
    const font = { defaultFontFamily: 'DejaVu Sans' };
    writeFileDurably(
      join(folder, `${name}.png`),
      new Resvg(svg, { fitTo: { mode: 'zoom', value: ZOOM }, font }).render().asPng(),
    );
  }
}
