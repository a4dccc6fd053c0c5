import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { datasetShape } from '@collapse/datasets';
import { parseGrid } from '@collapse/trials';
import test from 'ava';
import { loadGridFile } from '../src/load-grid-file.ts';

const FOLDER = join(import.meta.dirname, '../../../experiments');
const OTHERS = ['package.json', 'tsconfig.json', 'grid.schema.json'];
const grids = readdirSync(FOLDER).filter((name) => /\.(ts|json)$/.test(name) && !OTHERS.includes(name));

for (const file of grids) {
  test(`${file} is a grid with a description, named after its file`, async (t) => {
    const grid = parseGrid(await loadGridFile(join(FOLDER, file)), file, { datasetFacts: datasetShape });
    t.is(grid.name, basename(file).replace(/\.\w+$/, ''));
    t.not(grid.description, '');
    t.true(grid.trials.length > 1);
  });
}
