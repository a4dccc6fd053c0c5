import { dirname, join } from 'node:path';
import { analyseStudy, type StudyEvidence, type StudyRecord, type StudyRun, writeStudyPage } from '@collapse/analysis';
import { datasetShape } from '@collapse/datasets';
import { readStudy } from '@collapse/study';
import { type Catalog, type DatasetSpecification, parseGrid, type Trial, UserError } from '@collapse/trials';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { makeFolder } from '../make-folder.ts';
import { makePlan, type Plan } from '../plan.ts';
import { trainingCost } from '../training-cost.ts';
import { forUser } from '../user-path.ts';
import type { FoundStudy } from './find-studies.ts';
import { keptMachine } from './machine.ts';

export interface StudyOptions {
  readonly size: string;
  /** The folder of all runs; the grids of a study go to STUDY/SIZE/GRID in it. */
  readonly runs: string;
  /** The folder of all studies' pages. */
  readonly reports: string;
  /** The command that makes the page, for its captions. */
  readonly command: string;
  readonly fresh: boolean;
  /** What components from outside are tried on. */
  readonly backend?: 'auto' | 'native' | 'wasm';
  readonly train: (plan: Plan) => Promise<ExitStatus>;
  readonly onNotice: (line: string) => void;
}

export interface MadeStudy {
  readonly status: ExitStatus;
  /** null where the run was interrupted or all of a grid failed: a page says what a whole run showed. */
  readonly record: StudyRecord | null;
}

/**
 * Trains what the grids of a study have left to do and writes its page.
 * @throws UserError for whatever is wrong with the study, before anything is started
 */
export async function makeStudy({ file, definition }: FoundStudy, options: StudyOptions): Promise<MadeStudy> {
  const { size, runs, reports, fresh, backend = 'auto', onNotice } = options;
  const grids = definition.sizes[size];
  if (grids === undefined) throw unknownSize(size, Object.keys(definition.sizes));
  const folder = join(runs, definition.name, size);
  const plans: Plan[] = [];
  for (const input of grids) {
    const out = join(folder, input.name);
    plans.push(await makePlan({ input, gridFile: file, out, runs, reuse: null, fresh, backend, onNotice }));
  }
  makeFolder(folder);
  const machine = await keptMachine(
    folder,
    plans.some((plan) => plan.done.size < plan.grid.trials.length),
  );
  let status: ExitStatus = EXIT.done;
  for (const plan of plans) {
    const ended = await options.train(plan);
    if (ended === EXIT.interrupted) return { status: ended, record: null };
    if (ended !== EXIT.done) status = ended;
  }
  const evidence = evidenceOf(plans);
  const empty = evidence.analyses.find(({ rows }) => rows.every((row) => row.status === 'failed'));
  if (empty !== undefined) {
    onNotice(`No page was written: no trial of the grid ${empty.study.grid.name} is done.`);
    return { status, record: null };
  }
  // Nothing can be said of hours from trials of seconds.
  const full =
    size === 'full' || size === 'quick' ? null : fullTraining(definition.sizes.full ?? [], plans, evidence, file);
  const run = { ...runOf(evidence), size, command: options.command, machine, fullSeconds: full };
  return { status, record: await writeStudyPage(definition, evidence, { reports, run }) };
}

function evidenceOf(plans: readonly Plan[]): StudyEvidence {
  return {
    analyses: plans.map(({ directory }) => analyseStudy(readStudy(directory))),
    data: plans.flatMap(({ datasets }) => [...datasets.values()]),
  };
}

function runOf({ analyses }: StudyEvidence): Omit<StudyRun, 'size' | 'command' | 'machine' | 'fullSeconds'> {
  const rows = analyses.flatMap((analysis) => analysis.rows);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const backends = new Set(
    rows.flatMap(({ backend }) => (backend === null ? [] : `${backend.name} back end on ${backend.device}`)),
  );
  const finished = rows.map(({ finishedAt }) => finishedAt);
  return {
    trials: rows.length,
    failed: rows.filter(({ status }) => status === 'failed').length,
    trainingSeconds: sum(rows.map(({ metrics }) => metrics.seconds ?? 0)),
    // Each grid by itself: a study may be taken up again the next day.
    elapsedSeconds: sum(
      analyses.map(({ rows: own }) => {
        const first = Math.min(...own.map(({ startedAt }) => startedAt));
        return own.length === 0 ? 0 : (Math.max(...own.map(({ finishedAt }) => finishedAt)) - first) / 1000;
      }),
    ),
    finishedAt: Math.max(0, ...finished),
    backend: [...backends].join(', ') || 'no back end',
  };
}

/**
 * What the full size would train for, seconds: for each grid the time of the grid of the same name that was run, by their
 * shares of multiplications. A grid is held against its own kind, since networks do far more of them in a second than the
 * small steps of a linear VAE. null where a grid of the full size has no counterpart, or the size of its data is not known.
 */
function fullTraining(
  full: readonly { readonly name: string }[],
  plans: readonly Plan[],
  { analyses }: StudyEvidence,
  file: string,
): number | null {
  const seconds = full.map((input) => {
    const index = plans.findIndex(({ grid }) => grid.name === input.name);
    const plan = plans[index];
    if (plan === undefined) return null;
    const spent = (analyses[index]?.rows ?? []).reduce((sum, { metrics }) => sum + (metrics.seconds ?? 0), 0);
    const { catalog } = plan.components;
    const shapeOf = (dataset: DatasetSpecification) => datasetShape(dataset, { arraysDirectory: dirname(file) });
    const { trials } = parseGrid(input, forUser(file), { catalog, datasetFacts: shapeOf });
    const cost = costOf(trials, ({ specification }) => shapeOf(specification.dataset), catalog);
    const done = costOf(plan.grid.trials, plan.datasetOf, catalog);
    return cost === null || done === null ? null : (spent * cost) / done;
  });
  return seconds.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
}

/** How long trials take relative to others: see trainingCost. null where the size of their data is not known. */
function costOf(
  trials: Plan['grid']['trials'],
  shapeOf: (trial: Trial) => Parameters<typeof trainingCost>[1] | null,
  { components }: Catalog,
): number | null {
  return trials.reduce<number | null>((sum, trial) => {
    const shape = shapeOf(trial);
    return sum === null || shape === null ? null : sum + trainingCost(trial.specification, shape, components);
  }, 0);
}

function unknownSize(received: string, sizes: readonly string[]): UserError {
  return new UserError({
    field: '--size',
    expected: `one of ${sizes.join(', ')}`,
    received,
    remedy: 'Leave it out for the full size, or give --quick for the quick one.',
  });
}
