import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { results, sweep, TINY, workFolder, writeGrid } from './support/run-sweep.ts';

const RUN = ['grid', '--grid', 'grid.json', '--out', 'study'];

test('a damaged result is told of, kept aside and trained again; a report meanwhile goes without it', async (t) => {
  const folder = workFolder(t);
  const study = join(folder, 'study');
  writeGrid(folder, TINY);
  t.is((await sweep(folder, RUN)).status, 0);
  const before = results(study).map(({ seconds: _seconds, ...rest }) => rest);
  const [id = ''] = readdirSync(join(study, 'trials'));
  writeFileSync(join(study, 'trials', id, 'result.json'), '');
  writeFileSync(join(study, 'results.csv.99999999.tmp'), 'left behind');
  const report = await sweep(folder, ['report', '--study', 'study']);
  t.is(report.status, 0, report.errors);
  t.regex(report.output, /trials +3 done, 0 failed, 1 not trained yet/);
  const again = await sweep(folder, RUN);
  t.is(again.status, 0, again.errors);
  t.regex(
    again.errors,
    new RegExp(`1 result was damaged \\(${id}\\) and will be trained again; what was there is in study/damaged`),
  );
  t.regex(again.output, /3 done already, 1 to train/);
  t.deepEqual(
    results(study).map(({ seconds: _seconds, ...rest }) => rest),
    before,
  );
  t.true(existsSync(join(study, 'damaged', `${id}.1`)));
  t.false(existsSync(join(study, 'results.csv.99999999.tmp')));
});

test('other data under the same name are refused, and trained on with --fresh', async (t) => {
  const folder = workFolder(t);
  mkdirSync(join(folder, 'images'));
  const paint = async (shade: number) => {
    for (let image = 0; image < 6; image++) {
      const pixels = Uint8Array.from({ length: 64 }, (_, index) => (index * 7 + image * 31 + shade) % 256);
      const file = join(folder, 'images', `${image}.png`);
      await sharp(pixels, { raw: { width: 8, height: 8, channels: 1 } })
        .png()
        .toFile(file);
    }
  };
  await paint(0);
  const dataset = { name: 'image-folder', folder: 'images', size: 4, channels: 'grey', count: 6 };
  writeGrid(folder, { ...TINY, base: { ...TINY.base, dataset, model: { latentDim: 2 } } });
  t.is((await sweep(folder, RUN)).status, 0);
  const before = readFileSync(join(folder, 'study/results.csv'), 'utf8');
  await paint(90);
  for (const args of [RUN, ['grid', '--grid', 'grid.json', '--out', 'other', '--reuse', 'study']]) {
    const refused = await sweep(folder, args);
    t.is(refused.status, 2);
    t.regex(
      refused.errors,
      /the data set image-folder of study: expected the data that its results were trained on, sha256 [0-9a-f]{64}, received other data under the same name, sha256 [0-9a-f]{64}\..*--fresh/,
    );
  }
  t.is(readFileSync(join(folder, 'study/results.csv'), 'utf8'), before);
  t.is((await sweep(folder, [...RUN, '--fresh'])).status, 0);
});
