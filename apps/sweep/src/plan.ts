import { dirname } from 'node:path';
import type { OpenComponents } from '@collapse/components';
import {
  cacheDirectory,
  type Dataset,
  datasetFacts,
  datasetShape,
  type LoadOptions,
  loadDataset,
} from '@collapse/datasets';
import { readGridRecord, readStudy, requireGridName, studyPaths, trialOutcomes } from '@collapse/study';
import { dataFacts, type Theory, theoryOf } from '@collapse/training/theory';
import {
  canonicalJson,
  checkTrial,
  type DatasetFacts,
  type Grid,
  GridError,
  issueMessage,
  parseGrid,
  type Trial,
  UserError,
  withSource,
} from '@collapse/trials';
import { componentsOfGrid, tryComponents } from './components/grid-components.ts';
import { changedComponentNotices, formerStartNotice, sharedTrainingNotice } from './plan-notices.ts';
import { forUser } from './user-path.ts';

export interface PlanOptions {
  /** The grid, unchecked, and the file that it is from. Absolute paths, all of them. */
  readonly input: unknown;
  readonly gridFile: string;
  /** Where the study is; a folder named after the grid in `runs` where it is null. */
  readonly out: string | null;
  readonly runs: string;
  /** A study folder whose finished trials are taken over. */
  readonly reuse: string | null;
  /** What components from outside are tried on. */
  readonly backend?: 'auto' | 'native' | 'wasm';
  /** Whether an older study in the same folder is set aside. */
  readonly fresh: boolean;
  readonly onNotice: (line: string) => void;
}

/** Everything a run needs to know, before anything is started or written. */
export interface Plan {
  readonly grid: Grid;
  readonly gridFile: string;
  /** What its trials can be made of. */
  readonly components: OpenComponents;
  readonly directory: string;
  readonly reuse: string | null;
  readonly fresh: boolean;
  /** By canonical JSON of their specification. */
  readonly datasets: ReadonlyMap<string, Dataset>;
  /** Ids of the grid's trials that the study folder has as done, as failed, and that the other study has as done. */
  readonly done: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
  readonly reusable: ReadonlySet<string>;
  datasetOf(trial: Trial): Dataset;
  theoryOf(trial: Trial): Theory;
}

/** @throws UserError for whatever is wrong with the grid, its data or the study folder */
export async function makePlan(options: PlanOptions): Promise<Plan> {
  const { input, gridFile, reuse, fresh, onNotice } = options;
  const source = forUser(gridFile);
  const folders = { arraysDirectory: dirname(gridFile) };
  const components = await componentsOfGrid(input, gridFile);
  const { catalog } = components;
  const grid = parseGrid(input, source, { catalog, datasetFacts: (dataset) => datasetShape(dataset, folders) });
  await tryComponents(components, grid, options.backend ?? 'auto', source);
  const directory = options.out ?? `${options.runs}/${grid.name}`;
  const paths = studyPaths(directory);
  if (!fresh) requireGridName(paths, grid.name);
  if (reuse !== null) readStudy(reuse);
  const datasets = await loadDatasets(grid, { cacheDirectory: cacheDirectory(), ...folders, onNotice });
  const datasetOf = ({ specification }: Trial) => knownDataset(datasets, canonicalJson(specification.dataset));
  checkAgainstData(grid, source, datasetOf, components);
  const outcomesIn = readOutcomesOnce();
  for (const folder of [...(fresh ? [] : [directory]), ...(reuse === null ? [] : [reuse])]) {
    requireSameData(folder, grid.trials, datasets, outcomesIn);
  }
  const present = fresh || readGridRecord(paths) === null ? [] : grid.trials;
  const here = trialsByStatus(directory, present, outcomesIn);
  const left = grid.trials.filter(({ id }) => !here.done.has(id));
  const others = [...(present.length === 0 ? [] : [directory]), ...(reuse === null ? [] : [reuse])];
  const changed = fresh ? [] : changedComponentNotices(readGridRecord(paths)?.components ?? [], components.records);
  for (const notice of [...noticesOf(grid, left, others, outcomesIn), ...changed]) onNotice(notice);
  return {
    grid,
    gridFile,
    components,
    directory,
    reuse,
    fresh,
    datasets,
    done: here.done,
    failed: here.failed,
    reusable: reuse === null ? new Set() : trialsByStatus(reuse, left, outcomesIn).done,
    datasetOf,
    theoryOf(trial) {
      return theoryOf(trial.specification, dataFacts(datasetOf(trial)), catalog.components);
    },
  };
}

/**
 * Results hold for the data that they were trained on: a study folder is not added to where files of the same name hold other values now.
 * @throws UserError with both checksums
 */
function requireSameData(
  directory: string,
  trials: readonly Trial[],
  datasets: ReadonlyMap<string, Dataset>,
  outcomesIn: OutcomesIn,
): void {
  const recorded = readGridRecord(studyPaths(directory))?.datasets ?? {};
  const changed = [...datasets].find(([key, { checksum }]) => (recorded[key] ?? checksum) !== checksum);
  if (changed === undefined) return;
  const [key, { specification, checksum }] = changed;
  const own = trials.filter((trial) => canonicalJson(trial.specification.dataset) === key);
  if (trialsByStatus(directory, own, outcomesIn).done.size === 0) return;
  throw new UserError({
    field: `the data set ${specification.name} of ${forUser(directory)}`,
    expected: `the data that its results were trained on, sha256 ${recorded[key]}`,
    received: `other data under the same name, sha256 ${checksum}`,
    remedy: 'Bring the data back, train into another folder with --out, or set the old results aside with --fresh.',
  });
}

/** What the user is to know before anything starts: combinations that are one trial, one training, or done from another start. */
function noticesOf(
  grid: Grid,
  left: readonly Trial[],
  directories: readonly string[],
  outcomesIn: OutcomesIn,
): string[] {
  const shared = sharedTrainingNotice(grid.trials);
  const networks = left.filter(({ specification }) => specification.model.initialization !== undefined);
  // Nothing else needs the outcomes of the other folder: each of its results would be read.
  const outcomes = networks.length === 0 ? [] : directories.map(outcomesIn);
  const isDone = (id: string) => outcomes.some((known) => known.get(id)?.status === 'done');
  const former = outcomes.length === 0 ? null : formerStartNotice(grid.trials, networks, isDone);
  return [...grid.notices, ...[shared, former].filter((notice) => notice !== null)];
}

/** The data sets of a grid's trials, by canonical JSON of their specification. */
export async function loadDatasets(grid: Grid, options: LoadOptions): Promise<Map<string, Dataset>> {
  const datasets = new Map<string, Dataset>();
  for (const { specification } of grid.trials) {
    const key = canonicalJson(specification.dataset);
    if (datasets.has(key)) continue;
    datasets.set(key, await loadDataset(specification.dataset, options));
  }
  return datasets;
}

function knownDataset(datasets: ReadonlyMap<string, Dataset>, key: string): Dataset {
  const dataset = datasets.get(key);
  if (dataset === undefined) throw new RangeError(`no data set ${key} was loaded`);
  return dataset;
}

/** The rules that need the data itself. */
function checkAgainstData(
  grid: Grid,
  source: string,
  datasetOf: (trial: Trial) => Dataset,
  { catalog }: OpenComponents,
): void {
  const facts = new Map<Dataset, DatasetFacts>();
  const issues = grid.trials.flatMap((trial) => {
    const dataset = datasetOf(trial);
    const known = facts.get(dataset) ?? datasetFacts(dataset);
    facts.set(dataset, known);
    const found = checkTrial(trial.specification, known, catalog.components);
    return found.map(withSource(catalog, trial.specification));
  });
  const [first, ...rest] = new Map(issues.map((issue) => [issueMessage(issue), issue])).values();
  if (first !== undefined) throw new GridError(source, [first, ...rest]);
}

type OutcomesIn = (directory: string) => ReturnType<typeof trialOutcomes>['outcomes'];

/** Each result of a folder is read to know how its trial ended: once a folder, however often it is asked. */
function readOutcomesOnce(): OutcomesIn {
  const known = new Map<string, ReturnType<OutcomesIn>>();
  return (directory) => {
    const outcomes = known.get(directory) ?? trialOutcomes(studyPaths(directory)).outcomes;
    known.set(directory, outcomes);
    return outcomes;
  };
}

function trialsByStatus(
  directory: string,
  trials: readonly Trial[],
  outcomesIn: OutcomesIn,
): { done: Set<string>; failed: Set<string> } {
  const sets = { done: new Set<string>(), failed: new Set<string>() };
  if (trials.length === 0) return sets;
  const outcomes = outcomesIn(directory);
  for (const { id } of trials) {
    const outcome = outcomes.get(id);
    if (outcome !== undefined) sets[outcome.status].add(id);
  }
  return sets;
}
