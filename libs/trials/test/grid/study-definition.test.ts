import test from 'ava';
import { defineGrid } from '../../src/grid/define-grid.ts';
import { GridError } from '../../src/grid/grid-error.ts';
import { defineStudy, isStudyInput, parseStudy } from '../../src/grid/study-definition.ts';

const grid = defineGrid({ name: 'one', base: { model: { latentDim: 2 } } });
const study = defineStudy({
  name: 'made-up',
  title: 'A study',
  question: 'Why?',
  source: 'nobody',
  sizes: { full: [grid], quick: [grid], small: [grid] },
});

test('a study keeps its sizes and grids, and is told from a grid', (t) => {
  const { sizes, needs } = parseStudy(study, 'made-up.ts');
  t.deepEqual(Object.keys(sizes), ['full', 'quick', 'small']);
  t.deepEqual(sizes.full?.[0], grid);
  t.is(needs, 'nothing beside what is shipped');
  t.true(isStudyInput(study));
  t.false(isStudyInput(grid));
  t.false(isStudyInput(null));
});

for (const [title, change, field] of [
  ['no quick size', { sizes: { full: [grid] } }, 'sizes.quick'],
  ['a size without grids', { sizes: { ...study.sizes, small: [] } }, 'sizes.small'],
  ['no question', { question: undefined }, 'question'],
  ['a name that cannot name a folder', { name: '../up' }, 'name'],
  ['a field that does not exist', { figure: 1 }, 'figure'],
] as const) {
  test(`refused: ${title}`, (t) => {
    const error = t.throws(() => parseStudy({ ...study, ...change }, 'made-up.ts'), { instanceOf: GridError });
    t.is(error?.source, 'made-up.ts');
    t.true(error?.message.includes(`${field}: expected`), error?.message);
  });
}
