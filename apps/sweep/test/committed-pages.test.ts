import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DataEvidence, readPage, type StudyRecord, studyPage, type TrialRow } from '@collapse/analysis';
import { cacheDirectory, loadDataset } from '@collapse/datasets';
import { canonicalJson, type DatasetSpecification } from '@collapse/trials';
import test from 'ava';
import { findStudies } from '../src/study/find-studies.ts';
import { type PageEvidence, readPageEvidence } from '../src/study/remake-page.ts';
import { PROJECT_FOLDER } from '../src/user-path.ts';

/** Deviations in these units are held to their limits; counts of dimensions are findings, which a page may report as it found them. */
const HELD = new Set(['nats', 'grid steps']);

/** Pages whose linear trials have not come to their optimum, with the words in which they must say so in their headline. */
const SHORT: Readonly<Record<string, RegExp>> = {
  'collapse-by-variance': /10 of 11 trials stopped 0\.175 to 362\.12 nats below the closed-form optimum/,
};

const REPORTS = join(PROJECT_FOLDER, 'reports');

/** Whether git has another version of a folder than the one that lies there. */
const isChanged = (folder: string) =>
  spawnSync('git', ['diff', '--quiet', 'HEAD', '--', folder], { cwd: PROJECT_FOLDER }).status === 1;

/** Data sets that need no download, each loaded once. */
const shipped = new Map<string, Promise<DataEvidence>>();

async function shippedData({ grids }: PageEvidence): Promise<DataEvidence[]> {
  const wanted = grids.flatMap(({ trials }) => trials.map(({ specification }) => specification.dataset));
  const load = (dataset: DatasetSpecification) => {
    const key = canonicalJson(dataset);
    const known = shipped.get(key) ?? loadDataset(dataset, { cacheDirectory: cacheDirectory(), onNotice: () => {} });
    shipped.set(key, known);
    return known;
  };
  const own = new Map(
    wanted.filter(({ name }) => name !== 'mnist').map((dataset) => [canonicalJson(dataset), dataset]),
  );
  return Promise.all([...own.values()].map(load));
}

/** Linear trials that were to come to the optimum of the ELBO: trained at all, and not on a loss as written. */
function trainedToTheEnd(rows: readonly TrialRow[]): TrialRow[] {
  return rows.filter(({ fields, metrics }) => {
    const isLinear = fields['model.decoder.hidden'] === '[]' && fields['model.decoder.channels'] === undefined;
    const isTrained = fields['train.steps'] !== 0 && fields['objective.reduction'] === 'elbo';
    return isLinear && isTrained && metrics.objective_optimum !== null;
  });
}

/** The largest distance of a page's own table to an optimum, without the readings. */
const farthest = (rows: readonly TrialRow[]) =>
  Math.max(
    ...rows.map(({ metrics: { objective, objective_optimum } }) =>
      Math.abs((objective_optimum ?? 0) - (objective ?? 0)),
    ),
  );

function sentencesOf({ headline, statements, figures, tables = [] }: StudyRecord): string[] {
  return [
    headline,
    ...statements.map(({ text }) => text),
    ...figures.map(({ caption }) => caption),
    ...tables.map(({ title }) => title),
  ];
}

for (const study of await findStudies()) {
  const { name } = study.definition;

  test(`${name}: the committed page is of the study as its file has it, and says what its table says`, async (t) => {
    const page = readPageEvidence(study, REPORTS);
    const { record, evidence } = page;
    if (record.run.size === 'quick' && isChanged(join(REPORTS, name))) {
      return t.pass('a quick run has put its page over the committed one in this checkout');
    }
    t.not(record.run.size, 'quick');
    t.is(record.run.failed, 0);

    const again = readPage(study.definition, { ...evidence, data: await shippedData(page) }, record.run);
    t.deepEqual(record, JSON.parse(JSON.stringify(again.record)), `npx sweep study --name ${name} --from-results`);

    t.is(readFileSync(join(REPORTS, name, 'README.md'), 'utf8'), studyPage(record));

    const rows = evidence.analyses.flatMap((analysis) => analysis.rows);
    const seeds = Map.groupBy(rows, (row) => JSON.stringify({ ...row.fields, seed: null }));
    const counts = [...seeds.values()].map(({ length }) => length);
    t.deepEqual(record.counts?.seeds, [Math.min(...counts), Math.max(...counts)]);
    t.is(rows.length, record.run.trials);

    const sentences = sentencesOf(record).join('\n');
    t.regex(sentences, /\b(one seed|\d seeds)\b/);
    // Words that counted steps which do not rise, and trials of which a rule says nothing.
    t.notRegex(sentences, /\bgrows with\b|exactly where/);
    if (/\bmean over\b/.test(sentences)) t.regex(JSON.stringify(record), / ± |one seed|mean and range/);

    const linear = trainedToTheEnd(rows);
    const optima = record.deviations.filter(({ what }) => /objective.* to (its )?(closed-form )?optimum/.test(what));
    if (linear.length > 0) {
      const most = Math.max(...optima.map(({ value }) => value));
      const isApart = name === 'notebook';
      if (!isApart)
        t.true(Math.abs(most - farthest(linear)) <= 1e-12 * Math.abs(most), `${most} of ${farthest(linear)}`);
    }
    for (const { what, value, limit, unit } of record.deviations.filter((deviation) => HELD.has(deviation.unit))) {
      const said = SHORT[name];
      if (value > limit && said !== undefined) t.regex(record.headline, said);
      else t.true(value <= limit, `${what}: ${value} ${unit}, at most ${limit}`);
    }
  });
}
