import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { studyReading } from '@collapse/analysis';
import { datasetShape } from '@collapse/datasets';
import { isStudyInput, parseGrid, parseStudy } from '@collapse/trials';
import test from 'ava';
import { loadGridFile } from '../src/load-grid-file.ts';

const FOLDER = join(import.meta.dirname, '../../../experiments');
const OTHERS = ['package.json', 'tsconfig.json', 'grid.schema.json'];
const files = readdirSync(FOLDER).filter((name) => /\.(ts|json)$/.test(name) && !OTHERS.includes(name));

for (const file of files) {
  test(`${file} is named after what it defines, and every grid in it is right`, async (t) => {
    const input = await loadGridFile(join(FOLDER, file));
    const name = basename(file).replace(/\.\w+$/, '');
    if (!isStudyInput(input)) {
      const grid = parseGrid(input, file, { datasetFacts: datasetShape });
      t.is(grid.name, name);
      t.not(grid.description, '');
      t.true(grid.trials.length > 1);
      return;
    }
    const study = parseStudy(input, file);
    t.is(study.name, name);
    t.not(studyReading(name), null);
    for (const grids of Object.values(study.sizes)) {
      t.is(new Set(grids.map((grid) => grid.name)).size, grids.length);
      for (const grid of grids) t.true(parseGrid(grid, file, { datasetFacts: datasetShape }).trials.length > 0);
    }
  });
}
